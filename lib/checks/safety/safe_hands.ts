// What a run may change: nothing, unless somebody allowed it, and then only in steps that are marked, on so many hosts.
import type { CallOptions } from '../../rpc/call';
import type { DiscoverOptions } from '../../rpc/discovery';
import type { FleetPort } from '../fleet_port';
import type { UndoRegistry } from '../undo_registry';
import { CannotTell, CheckFailed } from '../verdicts';
import { ActingRefused, OnlyForReal, TooManyTargets, UnmarkedAction } from './errors';
import { Plan, type StepPlace } from './plan';
import { isReading } from './reading_actions';
import { currentScope, inScope, Questions } from './step_scope';
import { TargetLimit } from './target_limit';

/** `planned`: what would be changed is noted instead. */
export type Acting = 'refused' | 'allowed' | 'planned';

export interface HandsOptions {
  readonly acting: Acting;
  /** Nothing real is to be touched: what may act by other ways than the fleet is not run. */
  readonly byFleetOnly?: boolean | undefined;
  readonly undo: UndoRegistry;
  readonly callOptions: () => CallOptions;
  readonly discoverOptions: () => DiscoverOptions;
  /** Read when they are needed. */
  readonly rules: () => {
    readonly maxTargets: string | undefined;
    readonly readingActions: readonly string[];
  };
}

/** How a step is marked. */
export interface StepMarks {
  readonly acts: boolean;
  readonly arranges: boolean;
  /** It changes things through the fleet only, so that a plan may run it. */
  readonly plannable: boolean;
}

/** Ends a step of a plan: what comes next depends on what was not done. */
class PlannedOnly extends Error {
  constructor() {
    super('planned only');
    this.name = 'PlannedOnly';
  }
}

/** What may become of a call. */
export type Permission = 'read' | 'act' | 'undo' | 'plan';

export class SafeHands {
  readonly plan = new Plan();
  /** The step that runs, in the words of the feature. */
  place: StepPlace = { text: '', at: '' };
  /** Steps of the whole run that act; looked at before the first scenario. */
  actingSteps: readonly StepPlace[] = [];
  #limit: TargetLimit | undefined;
  #acted = false;
  #questions = new Questions();

  constructor(readonly options: HandsOptions) {}

  get acting(): Acting {
    return this.options.acting;
  }

  get planning(): boolean {
    return this.options.acting === 'planned';
  }

  /** Hosts that were changed, or may have been, sorted. */
  get touched(): readonly string[] {
    return this.#limit?.touched ?? [];
  }

  /** A scenario begins. Throws ActingRefused when the run has steps that act and must not. */
  beginScenario(): void {
    this.#acted = false;
    this.#questions = new Questions();
    const [first, ...others] = this.actingSteps;
    if (first && this.options.acting === 'refused')
      throw new ActingRefused(first.text, first.at, others.length);
  }

  /** A scenario ends. Throws StepNotAwaited. */
  endScenario(): Promise<void> {
    const questions = this.#questions;
    this.#questions = new Questions();
    return questions.end();
  }

  /** Runs the body of a step; throws what it throws, and ActingRefused. */
  async step(body: () => unknown, marks: StepMarks, over: AbortSignal): Promise<unknown> {
    if (marks.acts && this.options.acting === 'refused')
      throw new ActingRefused(this.place.text, this.place.at || undefined);
    if (this.planning) return this.#planStep(body, marks, over);
    if (marks.acts && this.options.byFleetOnly && !marks.plannable) throw new OnlyForReal(this.place.text);
    return inScope({ kind: 'step', acts: marks.acts, over, questions: this.#questions }, body);
  }

  /** Throws UnmarkedAction, or why the step is over. */
  permit(agent: string, action: string): Permission {
    if (isReading(agent, action, this.options.rules().readingActions)) return 'read';
    const scope = currentScope();
    if (scope?.kind === 'undo') return 'undo';
    if (!scope?.acts || this.options.acting === 'refused') throw new UnmarkedAction(agent, action);
    if (scope.over.aborted) throw scope.over.reason;
    return this.planning ? 'plan' : 'act';
  }

  /** Throws PlannedOnly in a step that asks what has become of a change that was only planned. */
  expectAnswerable(): void {
    const scope = currentScope();
    if (this.planning && scope?.kind === 'step' && scope.acts && this.plan.hasCalls) throw new PlannedOnly();
  }

  /** Throws TooManyTargets. */
  async take(hosts: readonly string[], fleet: FleetPort): Promise<void> {
    this.#limit ??= new TargetLimit(this.options.rules().maxTargets);
    await this.#limit.take(hosts, fleet, this.options.discoverOptions());
  }

  // After the first step that would act nothing is as it would be, so only what acts as well is looked at.
  async #planStep(body: () => unknown, marks: StepMarks, over: AbortSignal): Promise<unknown> {
    if (!marks.acts) {
      if (this.#acted && !marks.arranges) return undefined;
      return inScope({ kind: 'step', acts: false, over, questions: this.#questions }, body);
    }
    this.#acted = true;
    this.plan.begin(this.place);
    if (!marks.plannable) {
      this.plan.giveUp('a step of your own may change things by other ways than the fleet');
      return undefined;
    }
    try {
      return await inScope({ kind: 'step', acts: true, over, questions: this.#questions }, body);
    } catch (fault) {
      if (this.plan.hasCalls && isOfMakeBelieve(fault)) return undefined;
      throw fault;
    }
  }
}

// Answers of hosts that were not asked hold nothing: what a step says of them is nothing to be told.
function isOfMakeBelieve(fault: unknown): boolean {
  if (fault instanceof TooManyTargets || fault instanceof UnmarkedAction) return false;
  return fault instanceof PlannedOnly || fault instanceof CannotTell || fault instanceof CheckFailed;
}
