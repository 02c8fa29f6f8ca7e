// check_puppet_fleet: Puppet on the hosts of a fleet, for Nagios and Icinga.
import { processEnvironment } from '../../lib/environment';
import { checkPuppetFleet } from '../../lib/fleet_checks/check_puppet_fleet';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkPuppetFleet, processEnvironment());
