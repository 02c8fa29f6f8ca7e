// Standard input as a text, read from the first moment on; a writer that falls silent is not waited for without end.
import { describeError } from '../errors';
import type { Clock, Timer } from '../util/clock';
import { NodeListUnreadable, StdinSilent } from './errors';
import { MAX_LIST_BYTES, tooLarge } from './node_list';

/** Whoever writes may be a call on a slow fleet; between two pieces of text, ms. */
const SILENCE_MS = 600_000;

/** `data`: something came; `empty`: it ended at once; `silent`: neither, so far. */
export type Beginning = 'data' | 'empty' | 'silent';

export class StdinText {
  readonly #chunks: Buffer[] = [];
  readonly #done: Promise<void>;
  readonly #first: Promise<Beginning>;
  #bytes = 0;
  #onData: () => void = () => {};
  #timer: Timer | undefined;

  /** Takes the stream over. */
  constructor(
    private readonly stdin: NodeJS.ReadableStream,
    private readonly clock: Clock,
  ) {
    this.#done = new Promise((resolve, reject) => {
      stdin.on('data', chunk => this.#take(chunk as Buffer | string, reject));
      stdin.on('end', resolve);
      stdin.on('error', error => reject(new NodeListUnreadable('from stdin', describeError(error), error)));
    });
    this.#done.catch(() => {});
    this.#first = new Promise(resolve => {
      this.#onData = () => resolve('data');
      // A stdin that is closed, or a folder, brings nothing either.
      this.#done.then(
        () => resolve('empty'),
        () => resolve('empty'),
      );
    });
  }

  /** Waits up to `ms` for the first of it. */
  async beginning(ms: number): Promise<Beginning> {
    let timer: Timer | undefined;
    const silent = new Promise<Beginning>(resolve => {
      timer = this.clock.after(ms, () => resolve('silent'));
    });
    const beginning = await Promise.race([this.#first, silent]);
    timer?.cancel();
    return beginning;
  }

  /** All of it. Rejects with NodeListUnreadable, and with StdinSilent when nothing has come for ten minutes. */
  async text(): Promise<string> {
    const silent = new Promise<never>((_resolve, reject) => this.#watch(reject));
    try {
      await Promise.race([this.#done, silent]);
    } finally {
      this.#timer?.cancel();
    }
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  #watch(reject: (error: Error) => void): void {
    const before = this.#bytes;
    this.#timer = this.clock.after(SILENCE_MS, () => {
      if (this.#bytes > before) this.#watch(reject);
      else reject(new StdinSilent(SILENCE_MS / 1000));
    });
  }

  #take(chunk: Buffer | string, reject: (error: Error) => void): void {
    const data = Buffer.from(chunk as string);
    if (data.length === 0) return;
    this.#onData();
    this.#bytes += data.length;
    if (this.#bytes <= MAX_LIST_BYTES) this.#chunks.push(data);
    else {
      this.stdin.pause();
      reject(tooLarge('from stdin'));
    }
  }
}
