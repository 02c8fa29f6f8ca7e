// On whose behalf code runs: of which step, or of the undoing. It follows the code through everything it awaits, so that
// a step whose time is up and which goes on in the background is still known as that step.
import { AsyncLocalStorage } from 'node:async_hooks';
import { StepNotAwaited } from './errors';

export type Scope =
  | {
      readonly kind: 'step';
      /** Marked by acts(). */
      readonly acts: boolean;
      readonly over: AbortSignal;
      readonly questions: Questions;
    }
  | { readonly kind: 'undo' };

/** What the steps of one scenario have asked and not yet been answered. */
export class Questions {
  readonly #open = new Set<Promise<unknown>>();
  #over = false;

  /** Throws StepNotAwaited when the scenario is over. */
  add<T>(answer: Promise<T>): Promise<T> {
    if (this.#over) throw new StepNotAwaited();
    const settle = (): void => void this.#open.delete(answer);
    this.#open.add(answer);
    answer.then(settle, settle);
    return answer;
  }

  /** Ends the scenario; throws StepNotAwaited when something is open that no step waits for. */
  async end(): Promise<void> {
    // A step that was not waited for may not have come to its question yet.
    for (let turn = 0; turn < TURNS; turn++) await undefined;
    this.#over = true;
    if (this.#open.size > 0) throw new StepNotAwaited();
  }
}

const TURNS = 60;

const scopes = new AsyncLocalStorage<Scope>();

export function inScope<T>(scope: Scope, body: () => T): T {
  return scopes.run(scope, body);
}

/** Undefined outside of steps. */
export function currentScope(): Scope | undefined {
  return scopes.getStore();
}

/** A question of the step that runs; its scenario must not end before it is answered. */
export function asked<T>(answer: Promise<T>): Promise<T> {
  const scope = currentScope();
  return scope?.kind === 'step' ? scope.questions.add(answer) : answer;
}
