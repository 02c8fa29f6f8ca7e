// Why a run could not be made, or not be finished.
import { describeError, FleetspecError } from '../errors';

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

/** `<name>` stands in a feature and nobody said what for. */
export class MissingParameter extends FleetspecError {
  override readonly code = 'E_MISSING_PARAMETER';
  override readonly kind = 'usage';

  constructor(readonly names: readonly string[]) {
    const list = names.map(name => `<${name}>`).join(', ');
    super(`no value for ${list}`, {
      remedy: `give ${names.map(name => (name === 'host' ? '-H HOST' : `--param ${name}=…`)).join(' ')}, or a default under checks.params of the configuration`,
    });
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
