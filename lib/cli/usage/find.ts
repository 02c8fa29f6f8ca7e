// fleetspec find: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, DISCOVERY_OPTIONS } from './shared_options';

export const findUsage: CommandUsage = {
  name: 'find',
  summary: 'list the nodes that match a filter',
  description: `Prints the identity of every node that matches, sorted, one a line.
Names that are piped in are taken instead of asking; --dm mc asks all the same. Of the names of --nodes those are listed
that are there and match.
Exit codes: 0 somebody matched, 1 nobody did or a fault.`,
  args: [],
  options: [
    ...DISCOVERY_OPTIONS,
    { flags: '-j, --json', description: 'print a JSON array of names' },
    { flags: '--jsonl', description: 'one JSON object a line, with the name as sender' },
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec find -W "role::web country=uk"', does: 'web servers in the UK' },
    {
      line: 'fleetspec find -C role::web > web && fleetspec rpc rpcutil ping --nodes web',
      does: 'keep a list and use it',
    },
  ],
  faultExit: 1,
};
