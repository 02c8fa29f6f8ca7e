// fleetspec nrpe: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_OPTIONS } from './agent_options';

export const nrpeUsage: CommandUsage = {
  name: 'nrpe',
  summary: 'run an NRPE command on many nodes and see the problems',
  description: `Runs a command that the nodes' NRPE configuration knows and shows what is not OK; -v shows all. The nodes need no NRPE
server. Exit codes: 0 the nodes answered, whatever the checks say; 1 nobody matched or a fault, 3 and 4 no answer. For a
plugin use check_fleet_nrpe.`,
  args: [
    { name: 'command', description: 'NRPE command, such as check_load', required: true },
    { name: 'arguments', description: 'for $ARG1$ and so on', required: false, variadic: true },
  ],
  options: AGENT_OPTIONS,
  examples: [{ line: 'fleetspec nrpe check_disk -C role::db', does: 'which database servers are full' }],
  faultExit: 1,
};
