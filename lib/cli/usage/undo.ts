// fleetspec undo: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, JSON_OPTION } from './shared_options';

export const undoUsage: CommandUsage = {
  name: 'undo',
  summary: 'change back what a killed run has left changed',
  description: `A run that changes hosts keeps what must be undone in checks.state_dir. When it was killed, the next check or
run with that folder undoes it first; this does so now. What a run that goes on has changed is left alone.
Exit codes: 0 nothing is left, 1 something is, or a fault.`,
  args: [
    {
      name: 'journals',
      description: 'these only, as --list names them; also of another machine or container',
      required: false,
      variadic: true,
    },
  ],
  options: [
    { flags: '-l, --list', description: 'show what is there and undo nothing' },
    { flags: '--forget', description: 'remove the named journals: what they hold stays as it is' },
    JSON_OPTION,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec undo --list', does: 'what killed runs have left, and on which hosts' },
    { line: 'fleetspec undo', does: 'change it back' },
  ],
  faultExit: 1,
};
