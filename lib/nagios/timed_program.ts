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
  /**
   * What is left of the time, ms; who has several things to do divides it. It is over a little before the program is
   * ended, so that whoever waited can say for what.
   */
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
  /** The time was up, rather than something having failed before. */
  readonly late: boolean;
  /** Undefined when the options themselves could not be read. */
  readonly values: PluginValues | undefined;
}

export interface TimedProgram {
  readonly name: string;
  /** Of itself; else fleetspec's. */
  readonly version?: string;
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
// Who waits with a deadline of its own gives up so much earlier than we do.
const HEAD_START_MS = 50;
// Timers are rounded.
const LATE_MS = 5;

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
    else if (values.version) once.give({ text: versionOf(program), code: program.helpExit });
    else await runInTime(program, makeRun(values, environment, parts.clock ?? systemClock, fail), once);
  } catch (error) {
    fail(describeError(error));
  }
}

function versionOf({ name, version }: TimedProgram): string {
  return version === undefined ? `${name} (fleetspec ${VERSION})` : `${name} ${version}`;
}

async function runInTime(program: TimedProgram, run: PluginRun, once: OneAnswer): Promise<void> {
  const { values } = run;
  try {
    once.give(await program.run(run));
  } catch (error) {
    const late = run.remainingMs() < LATE_MS;
    once.give(program.trouble({ sentence: describeError(error), late, values }));
  }
}

// Ends it when its time is up. Who waits for the answer waits since the process began.
function makeRun(
  values: PluginValues,
  environment: Environment,
  clock: Clock,
  fail: (sentence: string, late: boolean) => void,
): PluginRun {
  const began = environment.startedAt ?? clock.monotonic();
  const ends = began + (values.timeout as number) * 1000 - MARGIN_MS;
  const controller = new AbortController();
  clock.after(Math.max(0, ends - clock.monotonic()), () => {
    controller.abort(new Error('the time is up'));
    fail(`no answer within ${values.timeout} seconds`, true);
  });
  return {
    values,
    environment,
    clock,
    verbosity: (values.verbose as number | undefined) ?? 0,
    remainingMs: () => Math.max(0, ends - HEAD_START_MS - clock.monotonic()),
    signal: controller.signal,
  };
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

const NOT_PRINTED = 3;

// The first answer is the only one; after it the process ends.
class OneAnswer {
  #given = false;

  constructor(private readonly environment: Environment) {}

  // What could not be printed was not said, whatever it was.
  give({ text, code }: ProgramEnd): void {
    if (this.#given) return;
    this.#given = true;
    const { environment } = this;
    if (environment.finish) environment.finish(`${text}\n`, code, NOT_PRINTED);
    else {
      const { stdout } = environment;
      stdout.on('error', () => environment.exit(NOT_PRINTED));
      stdout.write(`${text}\n`, error => environment.exit(error ? NOT_PRINTED : code));
    }
  }
}
