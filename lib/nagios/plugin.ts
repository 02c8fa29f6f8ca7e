// A plugin of Nagios and Icinga from its command line to its exit code: one answer on stdout, 0 to 3, in time.
import { type Environment, processEnvironment } from '../environment';
import { formatAnswer, MAX_OUTPUT_BYTES, type PluginAnswer } from './output';
import { RANGE_STYLES, type RangeStyle } from './perfdata';
import type { PluginValues } from './plugin_arguments';
import type { PluginOption } from './plugin_option';
import { STATES, type StateWord } from './plugin_states';
import { EXIT_CODE } from './status';
import {
  EXTRA_OPTION,
  HELP_OPTIONS,
  type PluginRun,
  type ProgramEnd,
  type ProgramParts,
  runProgram,
  type TimedProgram,
  timeoutOption,
} from './timed_program';

export type { PluginRun } from './timed_program';

export interface Plugin {
  readonly name: string;
  /** Of itself, for `--version`; else fleetspec's. */
  readonly version?: string;
  /** One sentence without full stop. */
  readonly summary: string;
  /** Without those that every plugin has. */
  readonly options: readonly PluginOption[];
  /** Command lines that work, with what they do. */
  readonly examples?: readonly { readonly line: string; readonly does: string }[];
  /** Seconds, default 10. */
  readonly timeout?: number;
  /** What is checked, for answers that come about without the plugin: bad options, no time left. */
  readonly subject: string;
  /** Throws FleetspecErrors for what could not be found out: they become UNKNOWN. */
  run(run: PluginRun): Promise<PluginAnswer>;
}

const OUTPUT_OPTIONS: readonly PluginOption[] = [
  {
    name: 'timeout-state',
    kind: 'text',
    value: 'STATE',
    description: 'state when the time is up',
    choices: Object.keys(STATES),
    default: 'unknown',
  },
  EXTRA_OPTION,
  {
    name: 'max-output',
    kind: 'integer',
    value: 'BYTES',
    description: 'longest output; 1023 for NRPE 2',
    default: String(MAX_OUTPUT_BYTES),
  },
  {
    name: 'perfdata-ranges',
    kind: 'text',
    value: 'STYLE',
    description: 'thresholds in performance data: simple (numbers, for Icinga 2), full or none',
    choices: RANGE_STYLES,
    default: 'simple',
  },
  { name: 'verbose', short: 'v', kind: 'count', description: 'say more' },
  ...HELP_OPTIONS,
];

const NOTES = [
  'A RANGE alerts above 10 (10), below 10 (10:), outside 10 to 20 (10:20) or inside',
  '(@10:20). Where N is allowed as well, a bare N alerts from N on.',
  'Exit codes: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN (and this help).',
];

const DEFAULT_SECONDS = 10;
const MIN_OUTPUT_BYTES = 200;

/** Runs the plugin, as a program of its own when no other environment is given, and ends the process. */
export function runPlugin(
  plugin: Plugin,
  environment: Environment = processEnvironment(0),
  parts: ProgramParts = {},
): Promise<void> {
  return runProgram(programOf(plugin), environment, parts);
}

/** The plugin with everything that every plugin has. */
export function programOf(plugin: Plugin): TimedProgram {
  const { name, version, summary, examples = [], subject, timeout = DEFAULT_SECONDS } = plugin;
  return {
    ...{ name, summary, examples },
    ...(version === undefined ? {} : { version }),
    options: [...plugin.options, timeoutOption(timeout), ...OUTPUT_OPTIONS],
    notes: NOTES,
    helpExit: EXIT_CODE.UNKNOWN,
    run: async run => answered(await plugin.run(run), run.values),
    trouble: ({ sentence, late, values }) => {
      const status = late && values ? STATES[values['timeout-state'] as StateWord] : 'UNKNOWN';
      return answered({ status, subject, text: sentence }, values);
    },
  };
}

function answered(answer: PluginAnswer, values: PluginValues | undefined): ProgramEnd {
  const maxBytes = Math.max(MIN_OUTPUT_BYTES, (values?.['max-output'] as number) ?? MAX_OUTPUT_BYTES);
  const ranges = (values?.['perfdata-ranges'] as RangeStyle | undefined) ?? 'simple';
  return { text: formatAnswer(answer, { maxBytes, ranges }), code: EXIT_CODE[answer.status] };
}
