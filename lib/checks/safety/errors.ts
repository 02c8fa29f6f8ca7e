// Why a run does not change hosts.
import { foldHosts } from '../host_list';
import { CannotTell } from '../verdicts';

/** A step that changes hosts, and nobody allowed it. */
export class ActingRefused extends CannotTell {
  readonly code = 'E_ACTING_REFUSED';
  readonly kind = 'usage';

  /** `at` is `file:line`; `others` more steps of the run do the same. */
  constructor(
    readonly step: string,
    readonly at?: string,
    others = 0,
  ) {
    const more = others === 0 ? '' : ` and ${others} more ${others === 1 ? 'step' : 'steps'}`;
    super(`the step "${step}"${more} would change hosts, so nothing was run`, {
      remedy: 'let it with --act, or see with --plan what it would change',
    });
  }
}

/** A step that is not marked as one that acts calls an action nobody knows to only read. */
export class UnmarkedAction extends CannotTell {
  readonly code = 'E_UNMARKED_ACTION';
  readonly kind = 'usage';

  constructor(agent: string, action: string) {
    super(
      `this step is not marked as one that changes hosts, and ${agent}.${action} may change them: it was not sent`,
      {
        remedy: `if it only reads, add ${agent}.${action} to checks.reading_actions of the configuration; if not, define the step with acts(…)`,
      },
    );
  }
}

/** The scenario has ended, and something it asked has not been answered: a step did not wait for it. */
export class StepNotAwaited extends CannotTell {
  readonly code = 'E_STEP_NOT_AWAITED';
  readonly kind = 'local';

  constructor() {
    super('a step has ended before what it asked was answered, so nobody knows what would have come of it', {
      remedy: 'write await before what your step calls, or return it',
    });
  }
}

/** A step of one's own may change things for real, where nothing real is to be touched: in a replay or a drill. */
export class OnlyForReal extends CannotTell {
  readonly code = 'E_ONLY_FOR_REAL';
  readonly kind = 'usage';

  constructor(step: string) {
    super(`the step "${step}" is not run here: it may change things by other ways than the fleet`, {
      remedy: 'if it changes hosts by this.run.fleet() alone, define it with acts(…, { byFleetOnly: true })',
    });
  }
}

/** A run would change more hosts than it may. */
export class TooManyTargets extends CannotTell {
  readonly code = 'E_TOO_MANY_TARGETS';
  readonly kind = 'usage';

  /** `limit` as it was given; of a percentage, `allowed` hosts of `everybody`. */
  constructor(hosts: readonly string[], limit: string, allowed: number, everybody?: number) {
    const share = everybody === undefined ? '' : `, which is ${allowed} of the ${everybody} that answered`;
    super(
      `${hosts.length} hosts would be changed in this run, more than max_targets ${limit} allows${share}: ${foldHosts(hosts)}`,
      { hosts, remedy: 'choose fewer hosts, or raise checks.max_targets or --max-targets' },
    );
  }
}

/** What must be undone after a crash cannot be written down, so nothing is changed. */
export class JournalUnusable extends CannotTell {
  readonly code = 'E_JOURNAL';
  readonly kind = 'local';

  constructor(folder: string, problem: string, cause?: unknown) {
    super(`no host is changed, because its undo cannot be kept in ${folder}: ${problem}`, {
      remedy: 'make the folder writable for this user alone with space on its disk, or set checks.state_dir',
      ...(cause !== undefined && { cause }),
    });
  }
}
