// Queues of requests that are over: kept open for a while, so that who answers too late is counted and known by name.
import type { Clock, Timer } from '../util/clock';
import type { ReplyQueue } from './reply_queue';

// Requests whose late answers are still listened for; the oldest queue is closed for the newest.
const MAX_QUEUES = 8;
const KEEP_MS = 60_000;

interface Kept {
  readonly queue: ReplyQueue;
  readonly timer: Timer;
}

export class LateReplies {
  #kept: Kept[] = [];
  #count = 0;

  constructor(private readonly clock: Clock) {}

  /** Payloads that arrived late since the connection was made. */
  get count(): number {
    return this.#count;
  }

  /** Takes over the queue of an ended request; `onLate` is told who answers from now on. */
  keep(queue: ReplyQueue, onLate?: (sender: string) => void): void {
    queue.redirect({
      reply: message => {
        this.#count += 1;
        onLate?.(message.senderid);
      },
      refused: () => {
        this.#count += 1;
      },
    });
    const timer = this.clock.after(KEEP_MS, () => this.#drop(queue));
    this.#kept.push({ queue, timer });
    if (this.#kept.length > MAX_QUEUES) this.#drop(this.#kept[0]!.queue);
  }

  close(): void {
    for (const { queue } of [...this.#kept]) this.#drop(queue);
  }

  #drop(queue: ReplyQueue): void {
    for (const kept of this.#kept.filter(entry => entry.queue === queue)) {
      kept.timer.cancel();
      kept.queue.close();
    }
    this.#kept = this.#kept.filter(entry => entry.queue !== queue);
  }
}
