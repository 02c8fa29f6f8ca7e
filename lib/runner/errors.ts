// Why a run could not be made, or not be finished.
import { describeError, FleetspecError } from '../errors';
import { type CodePlace, placed } from '../own_code/errors';
import { isSecretName } from '../util/secret_name';

/** The run's time is up. */
export class DeadlineReached extends FleetspecError {
  override readonly code = 'E_DEADLINE';
  override readonly kind = 'local';

  /** `broker`: still connecting to it. */
  constructor(
    readonly seconds: number,
    broker?: string,
  ) {
    super(
      `the deadline of ${seconds} s was reached${broker ? ` while connecting to the broker ${broker}` : ''}`,
      {
        remedy: broker
          ? 'check that a STOMP broker answers there, or give more time with -t'
          : 'give more time with -t, or find out what takes so long with -v',
      },
    );
  }
}

/** Somebody wants the program to end. */
export class Interrupted extends FleetspecError {
  override readonly code = 'E_INTERRUPTED';
  override readonly kind = 'local';

  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}

/** Something threw where nobody could catch it. */
export class StrayFault extends FleetspecError {
  override readonly code = 'E_STRAY_FAULT';
  override readonly kind = 'local';

  constructor(cause: unknown) {
    const text = cause instanceof Error ? cause.message : String(cause);
    super(`a fault outside any step: ${text.split('\n')[0]}`, { cause, remedy: 'see its stack with -v' });
  }
}

// Words of a command line follow each other; a line in a file is another thing.
function howToGiveAll(names: readonly string[]): string {
  const secret = names.filter(isSecretName).map(howToGive);
  const open = names.filter(name => !isSecretName(name)).map(howToGive);
  return [...(open.length > 0 ? [open.join(' ')] : []), ...secret].join(' and ');
}

function howToGive(name: string): string {
  if (name === 'host') return '-H HOST';
  return isSecretName(name) ? `a line ${name}=… in a --param-file` : `--param ${name}=…`;
}

/** `<name>` stands in a feature and nobody said what for. */
export class MissingParameter extends FleetspecError {
  override readonly code = 'E_MISSING_PARAMETER';
  override readonly kind = 'usage';

  constructor(readonly names: readonly string[]) {
    const list = names.map(name => `<${name}>`).join(', ');
    super(`no value for ${list}`, {
      remedy: `give ${howToGiveAll(names)}, or a default under checks.params of the configuration`,
    });
  }
}

/** A parameter that is a secret has no value where the configuration says it is. */
export class SecretMissing extends FleetspecError {
  override readonly code = 'E_SECRET_MISSING';
  override readonly kind = 'config';

  constructor(name: string, problem: string, cause?: unknown) {
    super(`no value for the secret <${name}>: ${problem}`, {
      remedy: `see checks.secret_params.${name} of the configuration`,
      ...(cause !== undefined && { cause }),
    });
  }
}

/** A secret stands on the command line, where every user of the machine can read it. */
export class SecretOnCommandLine extends FleetspecError {
  override readonly code = 'E_SECRET_ON_COMMAND_LINE';
  override readonly kind = 'usage';

  constructor(name: string) {
    super(`<${name}> is a secret by its name, and everybody can read a command line`, {
      remedy: `put ${name}=… into a file for --param-file, or name its file or variable in checks.secret_params of the configuration`,
    });
  }
}

/** A file of parameters cannot be used. */
export class ParamFileBad extends FleetspecError {
  override readonly code = 'E_PARAM_FILE';
  override readonly kind = 'usage';

  constructor(path: string, problem: string, cause?: unknown) {
    super(`the file of parameters ${path} cannot be used: ${problem}`, {
      remedy: 'write a parameter a line, name=value, readable by this user only where it holds secrets',
      ...(cause !== undefined && { cause }),
    });
  }
}

/** A feature is neither a file nor a folder: of a pipe nobody writes to, nothing would ever be read. */
export class FeatureNoFile extends FleetspecError {
  override readonly code = 'E_FEATURE_NO_FILE';
  override readonly kind = 'usage';

  constructor(path: string) {
    super(`${path} is neither a file nor a folder`, { remedy: 'name a feature file, or a folder of them' });
  }
}

/** The feature file that was named is not there. */
export class FeatureMissing extends FleetspecError {
  override readonly code = 'E_FEATURE_MISSING';
  override readonly kind = 'usage';

  constructor(path: string, near?: string) {
    super(`there is no feature file ${path}${near ? ` (did you mean ${near}?)` : ''}`, {
      remedy: 'check the path; it is looked up from the working directory',
    });
  }
}

/** The files are there, but no scenario in them was meant. */
export class NothingToRun extends FleetspecError {
  override readonly code = 'E_NOTHING_TO_RUN';
  override readonly kind = 'usage';

  constructor(paths: readonly string[], tags: string | undefined) {
    const found = paths.some(path => /:\d+$/.test(path)) ? 'begins at' : 'was found in';
    super(
      `no scenario${tags ? ` with the tags "${tags}"` : ''} ${found} ${paths.join(', ')}, so nothing was checked`,
      {
        remedy: 'check the line, the tags and the file',
      },
    );
  }
}

/** The value of --tags is no tag expression. */
export class BadTagExpression extends FleetspecError {
  override readonly code = 'E_TAGS';
  override readonly kind = 'usage';

  constructor(expression: string, cause: unknown) {
    super(`cannot read the tag expression "${expression}"`, {
      remedy: 'write it like "@web and not @slow"',
      cause,
    });
  }
}

/** A report file that could not be written. */
export class ReportNotWritten extends FleetspecError {
  override readonly code = 'E_REPORT';
  override readonly kind = 'local';

  constructor(path: string, cause: unknown) {
    super(`the report ${path} could not be written: ${describeError(cause)}`, {
      remedy: 'check the folder, its permissions and the space on the disk',
      cause,
    });
  }
}

/** The folder with people's own steps is not there, or holds none. */
export class StepsMissing extends FleetspecError {
  override readonly code = 'E_STEPS_MISSING';
  override readonly kind = 'usage';

  constructor(folder: string, problem: string) {
    super(`no steps can be taken from ${folder}: ${problem}`, {
      remedy: 'name a folder with step_definitions/ or with .ts or .js files, with --steps or checks.steps',
    });
  }
}

/** Somebody else could have written the steps that would run with our rights. */
export class StepsUntrusted extends FleetspecError {
  override readonly code = 'E_STEPS_UNTRUSTED';
  override readonly kind = 'local';

  constructor(path: string, problem: string) {
    super(`the steps in ${path} are not run: ${problem}`, {
      remedy: 'let it belong to you or root and be written by them only, or name other steps with --steps',
    });
  }
}

/** A file of people's own steps cannot be loaded. */
export class OwnStepBroken extends FleetspecError {
  override readonly code = 'E_OWN_STEP_BROKEN';
  override readonly kind = 'usage';

  constructor(
    readonly file: string,
    readonly place: CodePlace | undefined,
    readonly problem: string,
    cause?: unknown,
  ) {
    super(`the steps cannot be loaded: ${placed(file, place)}: ${problem}`, { cause });
  }
}

/** A step of one's own threw something that is no verdict: a mistake in its program. */
export class OwnStepCrashed extends FleetspecError {
  override readonly code = 'E_OWN_STEP_CRASHED';
  override readonly kind = 'local';

  constructor(file: string, place: CodePlace, cause: Error) {
    super(`the step went wrong at ${placed(file, place)}: ${cause.message.split('\n')[0]}`, { cause });
  }
}

/** One sentence has two meanings. */
export class StepDefinedTwice extends FleetspecError {
  override readonly code = 'E_STEP_DEFINED_TWICE';
  override readonly kind = 'usage';

  constructor(
    phrase: string,
    /** The second is a file and line of the project. */
    readonly places: readonly [string, string],
  ) {
    super(`the step "${phrase}" is defined twice, in ${places[0]} and in ${places[1]}`, {
      remedy: 'word one of them otherwise, or take it away',
    });
  }
}
