// A program that prints one answer and ends, whatever happens and before its time is up: plugins, and what Cacti polls.
//
// Nothing goes to stderr: wrappers such as urlize take a word there for a failure.
import type { Environment } from '../environment';
import { describeError } from '../errors';
import { type Clock, systemClock } from '../util/clock';
import { VERSION } from '../version';
import { extraOptions, type IniReader, readIni } from './extra_options';
import { type PluginValues, readArguments } from './plugin_arguments';
import { pluginHelp } from './plugin_help';
import type { PluginOption } from './plugin_option';

export interface PluginRun {
  readonly values: PluginValues;
  readonly environment: Environment;
  readonly clock: Clock;
  /** How many -v were given. */
  readonly verbosity: number;
  /** What is left of the time, ms; who has several things to do divides it. */
  remainingMs(): number;
  /** Aborted when the time is up; the answer is given by then, whatever is under way. */
  readonly signal: AbortSignal;
}

/** What is printed and what the process exits with. */
export interface ProgramEnd {
  readonly text: string;
  readonly code: number;
}

/** Why there is no answer of the program's own. */
export interface Trouble {
  readonly sentence: string;
  /** The time was up, rather than something having failed. */
  readonly late: boolean;
  /** Undefined when the options themselves could not be read. */
  readonly values: PluginValues | undefined;
}

export interface TimedProgram {
  readonly name: string;
  /** One sentence without full stop. */
  readonly summary: string;
  readonly options: readonly PluginOption[];
  /** Command lines that work, with what they do. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  /** Told at the end of the help: exit codes and the like. */
  readonly notes: readonly string[];
  /** What help and version exit with. */
  readonly helpExit: number;
  /** Throws FleetspecErrors for what could not be found out. */
  run(run: PluginRun): Promise<ProgramEnd>;
  trouble(trouble: Trouble): ProgramEnd;
}

export interface ProgramParts {
  readonly clock?: Clock;
  readonly readIni?: IniReader;
}

// For writing the answer, and for Node to end.
const MARGIN_MS = 100;

export const HELP_OPTIONS: readonly PluginOption[] = [
  { name: 'help', short: 'h', kind: 'flag', description: 'this text' },
  { name: 'version', short: 'V', kind: 'flag', description: 'the version' },
];

export const EXTRA_OPTION: PluginOption = {
  name: 'extra-opts',
  kind: 'text',
  value: '[SECTION][@FILE]',
  description: 'more options from an ini file, such as a password; options given here win',
  repeat: true,
};

export function timeoutOption(seconds: number): PluginOption {
  return {
    name: 'timeout',
    short: 't',
    kind: 'seconds',
    value: 'SECONDS',
    description: 'time for the whole run',
    default: String(seconds),
  };
}

/** Runs the program and ends the process. Its options must have those above among them. */
export async function runProgram(
  program: TimedProgram,
  environment: Environment,
  parts: ProgramParts = {},
): Promise<void> {
  environment.silenceWarnings?.();
  const once = new OneAnswer(environment);
  let values: PluginValues | undefined;
  const fail = (sentence: string, late = false): void =>
    once.give(program.trouble({ sentence, late, values }));
  environment.onFault?.(fault => fail(`internal error: ${describeError(fault)}`));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    environment.onSignal(signal, () => fail(`ended by ${signal} before it had an answer`));
  }
  try {
    values = valuesOf(program, environment, parts.readIni ?? readIni);
    if (values.help) once.give({ text: pluginHelp(program), code: program.helpExit });
    else if (values.version)
      once.give({ text: `${program.name} (fleetspec ${VERSION})`, code: program.helpExit });
    else once.give(await runInTime(program, environment, values, parts.clock ?? systemClock, fail));
  } catch (error) {
    fail(describeError(error));
  }
}

function runInTime(
  program: TimedProgram,
  environment: Environment,
  values: PluginValues,
  clock: Clock,
  fail: (sentence: string, late: boolean) => void,
): Promise<ProgramEnd> {
  const limitMs = Math.max(MARGIN_MS, (values.timeout as number) * 1000 - MARGIN_MS);
  const ends = clock.monotonic() + limitMs;
  const controller = new AbortController();
  clock.after(limitMs, () => {
    controller.abort(new Error('the time is up'));
    fail(`no answer within ${values.timeout} seconds`, true);
  });
  return program.run({
    values,
    environment,
    clock,
    verbosity: (values.verbose as number | undefined) ?? 0,
    remainingMs: () => Math.max(0, ends - clock.monotonic()),
    signal: controller.signal,
  });
}

// The file's options count less than those typed, wherever `--extra-opts` stands.
function valuesOf(
  { name, options }: TimedProgram,
  { argv, env }: Environment,
  read: IniReader,
): PluginValues {
  // Without a value it names the usual place.
  const words = argv.map(word => (word === '--extra-opts' ? '--extra-opts=@' : word));
  const typed = readArguments(name, options, words);
  const specs = (typed['extra-opts'] ?? []) as readonly string[];
  if (specs.length === 0) return typed;
  const earlier = specs.flatMap(spec => extraOptions(spec === '@' ? '' : spec, name, env, read));
  return readArguments(name, options, words, earlier);
}

// The first answer is the only one; after it the process ends.
class OneAnswer {
  #given = false;

  constructor(private readonly environment: Environment) {
    // Nobody reads: the exit code still tells.
    environment.stdout.on('error', () => this.environment.exit(3));
  }

  give({ text, code }: ProgramEnd): void {
    if (this.#given) return;
    this.#given = true;
    this.environment.stdout.write(`${text}\n`, () => this.environment.exit(code));
  }
}
