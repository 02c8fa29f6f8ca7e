// Agent `process`: the processes of a node. `list` has the names of MCollective's process agent 3.0.0, `kill` is ours.
import {
  action,
  agentDdl,
  aggregate,
  boolean,
  number,
  optional,
  output,
  outputs,
  ownMetadata,
  text,
} from './ddl_parts';

const SHELLSAFE = { validator: 'shellsafe' };

/** What `kill` may send. */
export const KILL_SIGNALS = ['TERM', 'HUP', 'INT', 'QUIT', 'KILL', 'USR1', 'USR2', 'STOP', 'CONT'] as const;

export const processAgent = agentDdl(ownMetadata('process', 'Lists processes, and signals one', 10), [
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
    outputs: {
      pslist: output('Process List', 'The Process List'),
      ...outputs({
        matched: ['How many processes matched', 'Matched'],
        truncated: ['Whether more matched than are listed', 'Truncated'],
      }),
    },
    aggregates: [aggregate('process_summary', 'pslist')],
  }),
  action('kill', 'Send a signal to one process, if it still is the one that was listed', {
    display: 'always',
    inputs: {
      pid: { ...number('PID', 'Number of the process', 'integer'), optional: false },
      starttime: {
        ...number('Start time', 'Its starttime as list shows it, in clock ticks', 'integer'),
        optional: false,
      },
      signal: {
        prompt: 'Signal',
        description: 'Name of the signal, TERM when left out',
        type: 'list',
        optional: true,
        default: 'TERM',
        list: [...KILL_SIGNALS],
      },
    },
    outputs: {
      killed: output('Whether the signal was sent', 'Signalled', false),
      ...outputs({ cmdline: ['Command line of the process', 'Command'] }),
    },
  }),
]);
