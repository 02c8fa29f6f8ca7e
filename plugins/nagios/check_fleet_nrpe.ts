// check_fleet_nrpe: a check of NRPE on many nodes, for Nagios and Icinga.
import { processEnvironment } from '../../lib/environment';
import { checkFleetNrpe } from '../../lib/fleet_checks/check_fleet_nrpe';
import { runPlugin } from '../../lib/nagios/plugin';

void runPlugin(checkFleetNrpe, processEnvironment());
