// Bounded concurrency: so many requests run, so many wait, the rest is turned away.

export interface QueueLimits {
  /** Requests running at once. */
  readonly running: number;
  /** Requests waiting for their turn. */
  readonly waiting: number;
  /** Bytes of all waiting requests together. */
  readonly waitingBytes: number;
}

const DEFAULT_QUEUE_LIMITS: QueueLimits = {
  running: 32,
  waiting: 1000,
  waitingBytes: 64 * 1024 * 1024,
};

export type RequestTask = () => Promise<void>;

export class RequestQueue {
  readonly #waiting: { task: RequestTask; bytes: number }[] = [];
  readonly #idle: (() => void)[] = [];
  #running = 0;
  #bytes = 0;

  /** Tasks must not reject. */
  constructor(private readonly limits: QueueLimits = DEFAULT_QUEUE_LIMITS) {}

  /** Runs the task now or later; false when there is no room for it. */
  offer(task: RequestTask, bytes: number): boolean {
    if (this.#running < this.limits.running) {
      void this.#run(task);
      return true;
    }
    if (this.#waiting.length >= this.limits.waiting || this.#bytes + bytes > this.limits.waitingBytes) {
      return false;
    }
    this.#waiting.push({ task, bytes });
    this.#bytes += bytes;
    return true;
  }

  /** Resolves when nothing runs or waits any more. */
  idle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise(resolve => this.#idle.push(resolve));
  }

  async #run(task: RequestTask): Promise<void> {
    this.#running++;
    try {
      await task();
    } finally {
      this.#running--;
      this.#next();
    }
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next) {
      this.#bytes -= next.bytes;
      void this.#run(next.task);
    } else if (this.#running === 0) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }
}
