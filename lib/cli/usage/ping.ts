// fleetspec ping: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, FILTER_OPTIONS, FLEET_OPTIONS, NODES_OPTION } from './shared_options';

export const pingUsage: CommandUsage = {
  name: 'ping',
  summary: 'see which nodes are there, and how fast they answer',
  description: `Asks every node that matches and prints the time each took.
Ends when answers stop arriving; with --timeout it listens for exactly that long, with --nodes until all of the list
have answered, and names those that have not.
Exit codes: 0 somebody answered, 4 nobody did, 1 a fault.`,
  args: [],
  options: [
    ...FILTER_OPTIONS,
    NODES_OPTION,
    { flags: '-g, --graph', description: 'draw how many answered when, 50 ms a bar' },
    { flags: '-t, --timeout <seconds>', description: 'listen for this long, however quiet it gets' },
    ...FLEET_OPTIONS,
    { flags: '-j, --json', description: 'print JSON: sender, time in ms, clock skew in s' },
    { flags: '--jsonl', description: 'the same, one object a line as answers come' },
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec ping', does: 'every node of the fleet' },
    { line: 'fleetspec ping -F country=uk -t 5', does: 'nodes in the UK, listening for 5 seconds' },
    { line: 'fleetspec ping --nodes web', does: 'those of a list, and which of them are silent' },
  ],
  faultExit: 1,
};
