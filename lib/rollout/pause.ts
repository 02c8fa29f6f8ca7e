// Waiting for a while, for something to happen, or for the end, whichever comes first.
import type { Clock } from '../util/clock';

export class Pause {
  #finish: (() => void) | undefined;
  #woken = false;

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** Ends the pause, or the next one when there is none. */
  wake(): void {
    this.#woken = true;
    this.#finish?.();
  }

  for(ms: number): Promise<void> {
    if (this.#woken || this.signal.aborted) {
      this.#woken = false;
      return Promise.resolve();
    }
    return new Promise(resolve => {
      const finish = (): void => {
        timer.cancel();
        this.signal.removeEventListener('abort', finish);
        this.#finish = undefined;
        this.#woken = false;
        resolve();
      };
      const timer = this.clock.after(ms, finish);
      this.signal.addEventListener('abort', finish);
      this.#finish = finish;
    });
  }
}
