// Results of one target that wait on disk: a file each, in the order in which they came, bounded in number and bytes.
import { join } from 'node:path';
import { describeError, isFleetspecError } from '../../errors';
import type { Clock } from '../../util/clock';
import { QueueUnusable } from '../errors';
import { type PassiveResult, readPassiveResult } from '../passive_result';
import { makeEntryName, readEntryName } from './entry_name';
import type { QueueFiles } from './queue_files';
import { SendToken } from './send_token';

export interface QueueLimits {
  readonly results: number;
  readonly bytes: number;
}

/** What was thrown away because the queue was full. */
export interface Dropped {
  readonly count: number;
  /** Name of the youngest of them. */
  readonly last: string;
}

export interface Added {
  readonly entry: string;
  /** So many of the oldest had to go. */
  readonly dropped: number;
}

/** A result is text of a plugin; a larger file is none of ours. */
const MAX_ENTRY_BYTES = 1024 * 1024;
/** Of refused results, and of damaged ones, so many are kept to be looked at. */
const KEPT_ASIDE = 1000;
const STALE_DRAFT_MS = 3_600_000;
const DRAFT = '.new-';
const DROPPED = 'dropped';

export class PassiveQueue {
  readonly #token: SendToken;

  constructor(
    /** `queue_dir/TARGET`. */
    readonly folder: string,
    private readonly limits: QueueLimits,
    private readonly files: QueueFiles,
    private readonly clock: Clock,
  ) {
    this.#token = new SendToken(join(folder, 'lock'), files, clock);
  }

  /** Keeps a result until it is removed. Throws QueueUnusable. */
  add(result: PassiveResult): Promise<Added> {
    return this.#guarded(async () => {
      const text = JSON.stringify({ version: 1, result });
      const entry = makeEntryName(this.clock.now(), Buffer.byteLength(text));
      await this.files.makeFolder(this.folder);
      await this.files.create(this.#path(DRAFT + entry), text);
      await this.files.rename(this.#path(DRAFT + entry), this.#path(entry));
      return { entry, dropped: await this.#makeRoom() };
    });
  }

  /** Names of what waits, the oldest first. Throws QueueUnusable. */
  waiting(): Promise<string[]> {
    return this.#guarded(async () => {
      const names = await this.files.list(this.folder);
      return names.filter(name => readEntryName(name) !== undefined).sort();
    });
  }

  /** Still waiting. */
  has(entry: string): Promise<boolean> {
    return this.files.exists(this.#path(entry));
  }

  /** A waiting result; one that is damaged waits no longer, one may be gone meanwhile. Throws QueueUnusable. */
  read(entry: string): Promise<PassiveResult | 'damaged' | 'gone'> {
    return this.#guarded(async () => {
      const result = await this.#tryRead(entry);
      if (result === 'damaged') await this.#setAside(entry, 'damaged');
      return result;
    });
  }

  /** The right to send for `ms`: how to give it back, undefined when another process has it. Throws QueueUnusable. */
  takeToken(ms: number): Promise<(() => Promise<void>) | undefined> {
    return this.#guarded(() => this.#token.take(ms));
  }

  /** It has been delivered. Throws QueueUnusable. */
  remove(entry: string): Promise<void> {
    return this.#guarded(() => this.files.remove(this.#path(entry)));
  }

  /** The receiver does not take it, now or later. Throws QueueUnusable. */
  refuse(entry: string): Promise<void> {
    return this.#guarded(() => this.#setAside(entry, 'refused'));
  }

  /** It has been set aside as refused. */
  isRefused(entry: string): Promise<boolean> {
    return this.files.exists(this.#path('refused', entry));
  }

  /** What was thrown away since `forgetDropped`. */
  async dropped(): Promise<Dropped | undefined> {
    try {
      const { count, last } = JSON.parse(await this.files.read(this.#path(DROPPED), MAX_ENTRY_BYTES));
      return typeof count === 'number' && typeof last === 'string' ? { count, last } : undefined;
    } catch {
      return undefined;
    }
  }

  async forgetDropped(): Promise<void> {
    await this.#guarded(() => this.files.remove(this.#path(DROPPED)));
  }

  /** Removes what killed writers left behind. Throws QueueUnusable. */
  tidy(): Promise<void> {
    return this.#guarded(async () => {
      const before = this.clock.now() - STALE_DRAFT_MS;
      for (const name of await this.files.list(this.folder)) {
        const draft = name.startsWith(DRAFT) ? readEntryName(name.slice(DRAFT.length)) : undefined;
        if (draft && draft.time < before) await this.files.remove(this.#path(name));
      }
    });
  }

  // The oldest go: what is newest is what a monitoring system wants to know.
  async #makeRoom(): Promise<number> {
    const waiting = await this.waiting();
    let bytes = waiting.reduce((sum, name) => sum + readEntryName(name)!.bytes, 0);
    let count = waiting.length;
    let last: string | undefined;
    for (const name of waiting) {
      if (count <= this.limits.results && bytes <= this.limits.bytes) break;
      // The one just added stays, however large.
      if (count === 1) break;
      await this.files.remove(this.#path(name));
      bytes -= readEntryName(name)!.bytes;
      count -= 1;
      last = name;
    }
    if (last !== undefined) await this.#noteDropped(waiting.length - count, last);
    return waiting.length - count;
  }

  async #noteDropped(more: number, last: string): Promise<void> {
    const before = await this.dropped();
    const draft = this.#path(DRAFT + makeEntryName(this.clock.now(), 0));
    await this.files.create(draft, JSON.stringify({ count: (before?.count ?? 0) + more, last }));
    await this.files.rename(draft, this.#path(DROPPED));
  }

  async #tryRead(entry: string): Promise<PassiveResult | 'damaged' | 'gone'> {
    try {
      const { version, result } = JSON.parse(await this.files.read(this.#path(entry), MAX_ENTRY_BYTES));
      return (version === 1 ? readPassiveResult(result) : undefined) ?? 'damaged';
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return 'gone';
      // Our trouble, not the entry's.
      if (['EMFILE', 'ENFILE', 'ENOMEM', 'EIO'].includes(code)) throw error;
      return 'damaged';
    }
  }

  async #setAside(entry: string, folder: 'damaged' | 'refused'): Promise<void> {
    await this.files.makeFolder(this.#path(folder));
    await this.files.rename(this.#path(entry), this.#path(folder, entry));
    const kept = (await this.files.list(this.#path(folder))).sort();
    for (const name of kept.slice(0, Math.max(0, kept.length - KEPT_ASIDE)))
      await this.files.remove(this.#path(folder, name));
  }

  #path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isFleetspecError(error)) throw error;
      throw new QueueUnusable(this.folder, describeError(error), error);
    }
  }
}
