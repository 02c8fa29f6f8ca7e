// Agent `process`: the processes of a node (MCollective's process agent 3.0.0; its names). fleetspecd has none.
import { action, agentDdl, aggregate, boolean, optional, output, pluginMetadata, text } from './ddl_parts';

const SHELLSAFE = { validator: 'shellsafe' };

export const processAgent = agentDdl(pluginMetadata('process', 'Lists processes', '3.0.0', 10), [
  action('list', 'List processes', {
    inputs: {
      pattern: {
        ...optional(
          text('Pattern to match', 'List only processes whose command line matches', 50, SHELLSAFE),
        ),
        default: '.',
      },
      just_zombies: boolean('Zombies Only', 'Restrict the process list to zombies only'),
      user: optional(text('User', 'List only processes of this user', 50, SHELLSAFE)),
    },
    outputs: { pslist: output('Process List', 'The Process List') },
    aggregates: [aggregate('process_summary', 'pslist')],
  }),
]);
