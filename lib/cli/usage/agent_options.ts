// What every command about one agent takes: whom to ask, how, and how answers are printed.
import type { OptionSpec } from '../command';
import { CALL_OPTIONS, CONFIG_OPTIONS, REPLY_OPTIONS } from './shared_options';

export const AGENT_OPTIONS: readonly OptionSpec[] = [
  ...CALL_OPTIONS,
  {
    flags: '--display <which>',
    description: 'only answers that are ok or failed, or all; default what needs attention',
    values: ['ok', 'failed', 'all'],
  },
  ...REPLY_OPTIONS,
  ...CONFIG_OPTIONS,
];

export const AGENT_EXITS =
  'Exit codes: 0 all answers are ok, 1 nobody matched or a fault, 2 some failed, 3 no node answered, 4 no answer from the nodes named, 130 ended by Ctrl-C.';
