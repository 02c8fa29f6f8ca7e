// What can go wrong with passive results.
import { FleetspecError } from '../errors';

/** No such target, or none named and several there. */
export class TargetUnknown extends FleetspecError {
  override readonly code = 'E_PASSIVE_TARGET';
  override readonly kind = 'usage';

  constructor(name: string | undefined, known: readonly string[], file: string) {
    const listed =
      known.length > 0 ? `choose one of ${known.join(', ')}` : `describe one in passive.targets of ${file}`;
    super(
      name === undefined
        ? `it is not said where results go, and ${file} has ${known.length === 0 ? 'no target' : 'several targets'}`
        : `${file} has no target ${JSON.stringify(name)}`,
      { remedy: listed },
    );
  }
}

/** The name of a host or service that the receiver could not take, or would take for something else. */
export class ObjectNameUnusable extends FleetspecError {
  override readonly code = 'E_OBJECT_NAME';
  override readonly kind = 'usage';

  constructor(what: 'host' | 'service', name: string, problem: string) {
    super(`the ${what} name ${JSON.stringify(name.slice(0, 200))} ${problem}`, {
      remedy: 'give the name as the monitoring system has it',
    });
  }
}

/** A placeholder in the template of a name that stands for nothing here. */
export class PlaceholderUnknown extends FleetspecError {
  override readonly code = 'E_NAME_PLACEHOLDER';
  override readonly kind = 'usage';

  constructor(template: string, placeholder: string, known: readonly string[]) {
    super(`${placeholder} in the name ${JSON.stringify(template)} stands for nothing here`, {
      remedy: `use ${known.join(', ')}`,
    });
  }
}

/** A password or token that is needed and not there. */
export class SecretUnusable extends FleetspecError {
  override readonly code = 'E_PASSIVE_SECRET';
  override readonly kind = 'config';

  constructor(target: string, what: 'password' | 'token', problem: string, remedy: string, cause?: unknown) {
    super(`the ${what} of target ${target} ${problem}`, { remedy, cause });
  }
}

/** A receiver that is not there, or not now: the results stay in the queue and are sent again. */
export class ReceiverUnavailable extends FleetspecError {
  override readonly code = 'E_RECEIVER_UNAVAILABLE';
  override readonly kind = 'local';

  /** `place` is its path or address. */
  constructor(
    target: string,
    place: string,
    problem: string,
    details: { remedy?: string; cause?: unknown } = {},
  ) {
    super(`${target} (${place}) takes no results: ${problem}`, {
      remedy: details.remedy ?? 'check that it runs',
      ...(details.cause !== undefined && { cause: details.cause }),
    });
  }
}

/** A receiver that will refuse the next attempt just the same: a wrong password, a wrong address. */
export class ReceiverRefused extends FleetspecError {
  override readonly code = 'E_RECEIVER_REFUSED';
  override readonly kind = 'config';

  constructor(target: string, place: string, problem: string, remedy: string) {
    super(`${target} (${place}) refuses results: ${problem}`, { remedy });
  }
}

/** One result that the receiver does not take, while others may pass. */
export class ResultRefused extends FleetspecError {
  override readonly code = 'E_RESULT_REFUSED';
  override readonly kind = 'config';

  constructor(target: string, object: string, problem: string, remedy: string) {
    super(`${target} does not take the result of ${object}: ${problem}`, { remedy });
  }
}

/** The queue on disk cannot be used. */
export class QueueUnusable extends FleetspecError {
  override readonly code = 'E_PASSIVE_QUEUE';
  override readonly kind = 'local';

  constructor(
    folder: string,
    readonly problem: string,
    cause?: unknown,
  ) {
    super(`the queue ${folder} cannot be used: ${problem}`, {
      remedy: 'name another folder in passive.queue_dir, or correct its owner, rights and free space',
      cause,
    });
  }
}

/** A result that is neither delivered nor on disk. */
export class ResultLost extends FleetspecError {
  override readonly code = 'E_RESULT_LOST';
  override readonly kind = 'local';

  constructor(objects: readonly string[], receiver: string, queue: string, cause: unknown) {
    super(`lost: ${objects.join(', ')}; ${receiver}; and ${queue}`, {
      remedy: 'correct one of the two and run the check again',
      cause,
    });
  }
}
