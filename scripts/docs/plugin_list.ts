// Every plugin: what its page, its help and their tests are made of.
import { cactiProgram } from '../../lib/activemq/cacti_program';
import { checkActivemqBroker } from '../../lib/activemq/check_broker';
import { checkActivemqQueue } from '../../lib/activemq/check_queue';
import { checkActivemq } from '../../lib/activemq/check_round_trip';
import { checkFleet } from '../../lib/fleet_checks/check_fleet';
import { checkFleetNrpe } from '../../lib/fleet_checks/check_fleet_nrpe';
import { checkPuppetFleet } from '../../lib/fleet_checks/check_puppet_fleet';
import { programOf } from '../../lib/nagios/plugin';
import type { TimedProgram } from '../../lib/nagios/timed_program';

/** By the path of its source. `plugins/nagios/check_feature.ts` is `fleetspec check`, told of in commands.md. */
export const PLUGINS: Readonly<Record<string, TimedProgram>> = {
  'plugins/nagios/check_activemq_queue.ts': programOf(checkActivemqQueue),
  'plugins/nagios/check_activemq_broker.ts': programOf(checkActivemqBroker),
  'plugins/nagios/check_activemq.ts': programOf(checkActivemq),
  'plugins/nagios/check_fleet.ts': programOf(checkFleet),
  'plugins/nagios/check_fleet_nrpe.ts': programOf(checkFleetNrpe),
  'plugins/nagios/check_puppet_fleet.ts': programOf(checkPuppetFleet),
  'plugins/cacti/activemq_cacti.ts': cactiProgram,
};
