// check_fleet: the nodes of a fleet, for Nagios and Icinga.
import { processEnvironment } from '../../lib/environment';
import { checkFleet } from '../../lib/fleet_checks/check_fleet';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkFleet, processEnvironment());
