// What a run has changed on the fleet and not yet changed back, and how to change it back.
import type { CallOptions } from '../rpc/call';
import { foldHosts } from './host_list';
import type { UndoCall } from './safety/undo_calls';

type UndoBody = (hosts: readonly string[], limits: CallOptions) => Promise<Iterable<string>>;

export interface Change {
  /** What was done, the same for the same thing: `block 192.0.2.7`. */
  readonly key: string;
  /** What undoing is, in words that go before `on web1`: `unblocked 192.0.2.7`. */
  readonly undone: string;
  readonly hosts: Iterable<string>;
  /**
   * The call that changes hosts back, which is kept on disk as well, so that it is sent even when this program is
   * killed. Code, where no call can do it: resolves with the hosts it did; lost when the program is killed.
   */
  readonly undo: UndoCall | UndoBody;
}

/** One change that is not undone, as it is kept on disk. */
export interface KeptChange {
  readonly key: string;
  readonly undone: string;
  readonly call: UndoCall;
  readonly hosts: readonly string[];
  /** Whose it is: the feature. */
  readonly scope: string;
  /** Epoch ms. */
  readonly at: number;
}

/** Where changes are kept that must be undone even when this program is killed. */
export interface UndoKeeper {
  /** Replaces what was kept; nothing is kept of none. Throws JournalUnusable. */
  keep(changes: readonly KeptChange[]): void;
}

export interface UndoOptions {
  /** Called when there is something to undo for the first time. */
  readonly onFirst?: () => void;
  /** Sends the call of a change; resolves with the hosts that are as before. */
  readonly send?: (
    call: UndoCall,
    hosts: readonly string[],
    limits: CallOptions,
  ) => Promise<Iterable<string>>;
  readonly keeper?: UndoKeeper;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** A change of a scope, and the hosts it still is on. */
export interface Entry {
  readonly change: Change;
  readonly scope: string;
  readonly at: number;
  readonly hosts: Set<string>;
}

/** A change that is noted and not yet under way, on hosts that had it not before. */
export interface FreshChange {
  readonly entry: Entry;
  readonly hosts: readonly string[];
}

export interface UndoReport {
  /** One sentence. */
  readonly text: string;
  /** Hosts that may still be changed. */
  readonly left: readonly string[];
}

export class UndoRegistry {
  /** Whose changes come next, such as a feature; `undo` of a scope leaves those of others alone. */
  scope = '';
  #entries: Entry[] = [];
  /** What could not be undone: not tried again in this run, but at the start of the next. */
  #given: Entry[] = [];
  #underway: Entry[] = [];
  #fresh: FreshChange[] = [];
  #told = false;

  constructor(private readonly options: UndoOptions = {}) {}

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** Notes a change before it is made: half of it may happen. Throws JournalUnusable; then it must not be made. */
  add(change: Change): void {
    const entry = this.#entryOf(change);
    const hosts = [...change.hosts].filter(host => !entry.hosts.has(host));
    for (const host of hosts) entry.hosts.add(host);
    this.#fresh.push({ entry, hosts });
    try {
      this.#keep();
    } catch (fault) {
      this.retract(this.takeFresh());
      throw fault;
    }
    if (!this.#told) this.options.onFirst?.();
    this.#told = true;
  }

  /** What was noted since this was last asked: it belongs to the call that comes now. */
  takeFresh(): readonly FreshChange[] {
    const fresh = this.#fresh;
    this.#fresh = [];
    return fresh;
  }

  /** These changes were not even tried. */
  retract(changes: readonly FreshChange[]): void {
    for (const { entry, hosts } of changes) for (const host of hosts) entry.hosts.delete(host);
    this.#tidy();
  }

  /** These hosts are as before, or were never changed. */
  settle(key: string, hosts: Iterable<string>): void {
    const settled = [...hosts];
    for (const entry of this.#entries.filter(one => one.change.key === key)) {
      for (const host of settled) entry.hosts.delete(host);
    }
    this.#tidy();
  }

  /** What is being undone now and is not done yet, one report each. */
  get underway(): UndoReport[] {
    return this.#underway.map(({ change, hosts }) => undoReport(change, [...hosts].sort(), new Set()));
  }

  /**
   * Undoes everything, or what belongs to `scope`, last change first. `limits` may be asked before each change, with the
   * number of those still to come. Never throws; nothing is tried twice.
   */
  async undo(limits: CallOptions | ((ahead: number) => CallOptions), scope?: string): Promise<UndoReport[]> {
    const entries = this.#entries.filter(entry => scope === undefined || entry.scope === scope).reverse();
    this.#entries = this.#entries.filter(entry => !entries.includes(entry));
    this.#given.push(...entries);
    this.#underway.push(...entries);
    const reports: UndoReport[] = [];
    for (const [place, entry] of entries.entries()) {
      const now = typeof limits === 'function' ? limits(entries.length - place) : limits;
      reports.push(await this.#undoOne(entry, now));
      this.#underway = this.#underway.filter(one => one !== entry);
    }
    return reports;
  }

  /** The run ended well: what it changed is meant to stay. */
  leaveAsIs(): void {
    this.#entries = [];
    this.#tidy();
  }

  async #undoOne({ change, hosts }: Entry, limits: CallOptions): Promise<UndoReport> {
    const all = [...hosts].sort();
    const done = new Set(await this.#send(change, all, limits).catch(() => []));
    for (const host of done) hosts.delete(host);
    this.#tidy();
    return undoReport(change, all, done);
  }

  async #send({ undo }: Change, hosts: readonly string[], limits: CallOptions): Promise<Iterable<string>> {
    if (typeof undo === 'function') return undo(hosts, limits);
    return (await this.options.send?.(undo, hosts, limits)) ?? [];
  }

  #entryOf(change: Change): Entry {
    const same = this.#entries.find(one => one.change.key === change.key && one.scope === this.scope);
    if (same) return same;
    const at = this.options.now?.() ?? 0;
    const entry: Entry = { change, scope: this.scope, at, hosts: new Set() };
    this.#entries.push(entry);
    return entry;
  }

  // What is kept may be more than there is, never less: so a fault is none here.
  #tidy(): void {
    const inUse = (entry: Entry): boolean => entry.hosts.size > 0;
    this.#entries = this.#entries.filter(inUse);
    this.#given = this.#given.filter(inUse);
    try {
      this.#keep();
    } catch {}
  }

  #keep(): void {
    this.options.keeper?.keep([...this.#given, ...this.#entries].flatMap(kept));
  }
}

/** What is said about undoing `change` on `all`, when `done` are as before. */
export function undoReport(
  change: Pick<Change, 'key' | 'undone'>,
  all: readonly string[],
  done: ReadonlySet<string>,
): UndoReport {
  const [undone, left] = [all.filter(host => done.has(host)), all.filter(host => !done.has(host))];
  const good = undone.length ? `undone: ${change.undone} on ${foldHosts(undone, 5)}` : '';
  const bad = left.length ? `not undone: ${change.key} may still hold on ${foldHosts(left, 5)}` : '';
  return { text: [bad, good].filter(Boolean).join('; '), left };
}

function kept({ change: { key, undone, undo }, hosts, scope, at }: Entry): KeptChange[] {
  if (typeof undo === 'function') return [];
  return [{ key, undone, call: undo, hosts: [...hosts].sort(), scope, at }];
}
