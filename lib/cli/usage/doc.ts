// fleetspec doc: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, JSON_OPTION } from './shared_options';

export const docUsage: CommandUsage = {
  name: 'doc',
  summary: 'explain an agent, an action or a data plugin',
  description: `Prints what the DDL of a plugin says: its actions, what they take and answer, and how to call them.
Without a name it lists every agent and data plugin that is known here, and where each DDL comes from.
It asks no node. DDLs are read from the folders of lib_dirs (libdir), then from those fleetspec knows itself.`,
  args: [
    {
      name: 'plugin',
      description: 'AGENT, AGENT#ACTION, or data/NAME for a data plugin',
      required: false,
    },
  ],
  options: [JSON_OPTION, ...CONFIG_OPTIONS],
  examples: [
    { line: 'fleetspec doc', does: 'what there is' },
    { line: 'fleetspec doc puppet', does: 'everything about agent puppet' },
    { line: 'fleetspec doc puppet#runonce', does: 'one action' },
    { line: 'fleetspec doc data/fact', does: 'a data plugin, as filters use it with -S' },
  ],
  faultExit: 1,
};
