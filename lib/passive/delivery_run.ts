// One run of deliveries: its time, and what has come of it so far.
import { type Clock, sleep, type Timer } from '../util/clock';

export class DeliveryRun {
  /** Results the receiver has confirmed. */
  delivered = 0;
  /** Why the receiver did not take a result, by the name of its entry. */
  readonly refused = new Map<string, string>();
  /** What somebody should know, one sentence each. */
  readonly notices: string[] = [];
  readonly #abort = new AbortController();
  readonly #ends: number;
  readonly #timer: Timer;
  readonly #stop = (): void => this.#abort.abort();

  /** Over after `timeoutMs`, or when `outer` is aborted. */
  constructor(
    private readonly clock: Clock,
    timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.#ends = clock.monotonic() + timeoutMs;
    this.#timer = clock.after(timeoutMs, this.#stop);
    if (outer?.aborted) this.#stop();
    else outer?.addEventListener('abort', this.#stop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get over(): boolean {
    return this.signal.aborted;
  }

  get leftMs(): number {
    return Math.max(0, this.#ends - this.clock.monotonic());
  }

  /** Waits, but not longer than there is time. */
  async pause(ms: number): Promise<void> {
    if (this.over) return;
    let wake!: () => void;
    const stopped = new Promise<void>(resolve => {
      wake = resolve;
      this.signal.addEventListener('abort', wake, { once: true });
    });
    await Promise.race([sleep(ms, this.clock), stopped]);
    this.signal.removeEventListener('abort', wake);
  }

  /** No more timers. */
  end(): void {
    this.#timer.cancel();
    this.outer?.removeEventListener('abort', this.#stop);
  }
}
