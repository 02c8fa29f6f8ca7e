// A plugin from its command line to its exit code: whatever happens, one answer on stdout, 0 to 3, before its time is up.
//
// Nothing goes to stderr: wrappers such as urlize take a word there for a failure.
import type { Environment } from '../environment';
import { describeError } from '../errors';
import { type Clock, systemClock } from '../util/clock';
import { VERSION } from '../version';
import { extraOptions, type IniReader, readIni } from './extra_options';
import { formatAnswer, MAX_OUTPUT_BYTES, type PluginAnswer } from './output';
import { RANGE_STYLES, type RangeStyle } from './perfdata';
import { type PluginValues, readArguments } from './plugin_arguments';
import { pluginHelp } from './plugin_help';
import type { PluginOption } from './plugin_option';
import { STATES, type StateWord } from './plugin_states';
import { EXIT_CODE } from './status';

export interface PluginRun {
  readonly values: PluginValues;
  readonly environment: Environment;
  readonly clock: Clock;
  /** How many -v were given. */
  readonly verbosity: number;
  /** What is left of the time, ms; a plugin that has several things to do divides it. */
  remainingMs(): number;
  /** Aborted when the time is up; the answer is given by then, whatever the plugin does. */
  readonly signal: AbortSignal;
}

export interface Plugin {
  readonly name: string;
  /** One sentence without full stop. */
  readonly summary: string;
  /** Without those that every plugin has. */
  readonly options: readonly PluginOption[];
  /** Command lines that work, with what they do. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Seconds, default 10. */
  readonly timeout?: number;
  /** What is checked, for answers that come about without the plugin: bad options, no time left. */
  readonly subject: string;
  /** Throws FleetspecErrors for what could not be found out: they become UNKNOWN. */
  run(run: PluginRun): Promise<PluginAnswer>;
}

/** What every plugin understands. */
export const COMMON_OPTIONS: readonly PluginOption[] = [
  { name: 'timeout', short: 't', kind: 'seconds', value: 'SECONDS', description: 'time for the whole check' },
  {
    name: 'timeout-state',
    kind: 'text',
    value: 'STATE',
    description: 'state when the time is up: ok, warning, critical or unknown',
    choices: Object.keys(STATES),
    default: 'unknown',
  },
  {
    name: 'extra-opts',
    kind: 'text',
    value: '[SECTION][@FILE]',
    description: 'more options from an ini file, such as a password; options given here win',
    repeat: true,
  },
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
  { name: 'verbose', short: 'v', kind: 'count', description: 'say more, up to -vvv' },
  { name: 'help', short: 'h', kind: 'flag', description: 'this text' },
  { name: 'version', short: 'V', kind: 'flag', description: 'the version' },
];

export interface PluginParts {
  readonly clock?: Clock;
  readonly readIni?: IniReader;
}

const DEFAULT_SECONDS = 10;
// For writing the answer, and for Node to end.
const MARGIN_MS = 100;
const MIN_OUTPUT_BYTES = 200;

/** Runs the plugin and ends the process. */
export async function runPlugin(
  plugin: Plugin,
  environment: Environment,
  parts: PluginParts = {},
): Promise<void> {
  environment.silenceWarnings?.();
  const once = new Answer(environment);
  environment.onFault?.(fault => once.give(unknown(plugin, `internal error: ${describeError(fault)}`)));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    environment.onSignal(signal, () =>
      once.give(unknown(plugin, `ended by ${signal} before it had an answer`)),
    );
  }
  try {
    await answer(plugin, environment, parts, once);
  } catch (error) {
    once.give(unknown(plugin, describeError(error)));
  }
}

async function answer(
  plugin: Plugin,
  environment: Environment,
  { clock = systemClock, readIni: read = readIni }: PluginParts,
  once: Answer,
): Promise<void> {
  const values = valuesOf(plugin, environment, read);
  if (values.help) return once.print(pluginHelp(plugin, optionsOf(plugin)));
  if (values.version) return once.print(`${plugin.name} (fleetspec ${VERSION})`);
  once.style(values);
  const limitMs = Math.max(MARGIN_MS, (values.timeout as number) * 1000 - MARGIN_MS);
  const ends = clock.monotonic() + limitMs;
  const controller = new AbortController();
  clock.after(limitMs, () => {
    controller.abort(new Error('the time of the check is up'));
    const text = `no answer within ${values.timeout} seconds`;
    once.give({ ...unknown(plugin, text), status: STATES[values['timeout-state'] as StateWord] });
  });
  once.give(
    await plugin.run({
      values,
      environment,
      clock,
      verbosity: values.verbose as number,
      remainingMs: () => Math.max(0, ends - clock.monotonic()),
      signal: controller.signal,
    }),
  );
}

/** All options of a plugin, its own first. */
export function optionsOf(plugin: Plugin): readonly PluginOption[] {
  const seconds = String(plugin.timeout ?? DEFAULT_SECONDS);
  return [
    ...plugin.options,
    ...COMMON_OPTIONS.map(option => (option.name === 'timeout' ? { ...option, default: seconds } : option)),
  ];
}

// The file's options count less than those typed, wherever `--extra-opts` stands.
function valuesOf(plugin: Plugin, { argv, env }: Environment, read: IniReader): PluginValues {
  const options = optionsOf(plugin);
  // Without a value it names the usual place.
  const words = argv.map(word => (word === '--extra-opts' ? '--extra-opts=@' : word));
  const typed = readArguments(plugin.name, options, words);
  const specs = (typed['extra-opts'] ?? []) as readonly string[];
  if (specs.length === 0) return typed;
  const earlier = specs.flatMap(spec => extraOptions(spec === '@' ? '' : spec, plugin.name, env, read));
  return readArguments(plugin.name, options, words, earlier);
}

function unknown(plugin: Plugin, text: string): PluginAnswer {
  return { status: 'UNKNOWN', subject: plugin.subject, text };
}

// The first answer is the only one; after it the process ends.
class Answer {
  #given = false;
  #maxBytes = MAX_OUTPUT_BYTES;
  #ranges: RangeStyle = 'simple';

  constructor(private readonly environment: Environment) {
    // Nobody reads: the exit code still tells.
    environment.stdout.on('error', () => this.environment.exit(EXIT_CODE.UNKNOWN));
  }

  style(values: PluginValues): void {
    this.#maxBytes = Math.max(MIN_OUTPUT_BYTES, values['max-output'] as number);
    this.#ranges = values['perfdata-ranges'] as RangeStyle;
  }

  give(answer: PluginAnswer): void {
    const text = formatAnswer(answer, { maxBytes: this.#maxBytes, ranges: this.#ranges });
    this.#end(text, EXIT_CODE[answer.status]);
  }

  /** Help and version: not the answer of a check, hence no state of one. */
  print(text: string): void {
    this.#end(text, EXIT_CODE.UNKNOWN);
  }

  #end(text: string, code: number): void {
    if (this.#given) return;
    this.#given = true;
    this.environment.stdout.write(`${text}\n`, () => this.environment.exit(code));
  }
}
