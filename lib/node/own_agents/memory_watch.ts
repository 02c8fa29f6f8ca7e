// Watches how this process grows while a thread is at work. V8 has limits for threads, but counts no Buffers, and for a
// large list or Map that goes beyond them it does not end the thread: it ends the whole process.
import { residentBytes } from '../../environment';

const LOOK_MS = 100;

/** Whose memory it is nobody can tell: what grows while others are at work, too, counts for each. */
export class MemoryWatch {
  readonly #first = residentBytes();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly mostBytes: number) {}

  /** Calls `exceeded` when the process has grown by more than `mostBytes` since now. */
  begin(exceeded: () => void): void {
    if (this.#timer) return;
    const before = residentBytes();
    this.#timer = setInterval(() => {
      if (residentBytes() - before > this.mostBytes) exceeded();
    }, LOOK_MS).unref();
  }

  /** True when the process has grown as much since this watch was made, bit by bit. */
  rest(): boolean {
    clearInterval(this.#timer);
    this.#timer = undefined;
    return residentBytes() - this.#first > this.mostBytes;
  }
}
