// What a run has changed on the fleet and not yet changed back, and how to change it back.
import type { CallOptions } from '../rpc/call';
import { foldHosts } from './host_list';

export interface Change {
  /** What was done, the same for the same thing: `block 192.0.2.7`. */
  readonly key: string;
  /** What undoing is, in words that go before `on web1`: `unblocked 192.0.2.7`. */
  readonly undone: string;
  readonly hosts: Iterable<string>;
  /** Changes `hosts` back; resolves with those it did. */
  undo(hosts: readonly string[], limits: CallOptions): Promise<Iterable<string>>;
}

interface Entry {
  readonly change: Change;
  readonly scope: string;
  readonly hosts: Set<string>;
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
  readonly #entries: Entry[] = [];

  /** `onFirst` is called when there is something to undo for the first time. */
  constructor(private readonly onFirst: () => void = () => {}) {}

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  /** Notes a change, best before it is made: half of it may happen. */
  add(change: Change): void {
    if (this.empty) this.onFirst();
    const same = this.#entries.find(entry => entry.change.key === change.key && entry.scope === this.scope);
    if (same) for (const host of change.hosts) same.hosts.add(host);
    else this.#entries.push({ change, scope: this.scope, hosts: new Set(change.hosts) });
  }

  /** These hosts are as before, or were never changed. */
  settle(key: string, hosts: Iterable<string>): void {
    const settled = [...hosts];
    for (const entry of this.#entries.filter(one => one.change.key === key)) {
      for (const host of settled) entry.hosts.delete(host);
    }
    this.#drop(entry => entry.hosts.size === 0);
  }

  /** Undoes everything, or what belongs to `scope`, last change first. Never throws; nothing is tried twice. */
  async undo(limits: CallOptions, scope?: string): Promise<UndoReport[]> {
    const entries = this.#entries.filter(entry => scope === undefined || entry.scope === scope).reverse();
    this.#drop(entry => entries.includes(entry));
    const reports: UndoReport[] = [];
    for (const entry of entries) reports.push(await undoOne(entry, limits));
    return reports;
  }

  #drop(which: (entry: Entry) => boolean): void {
    for (let i = this.#entries.length - 1; i >= 0; i--)
      if (which(this.#entries[i]!)) this.#entries.splice(i, 1);
  }
}

async function undoOne({ change, hosts }: Entry, limits: CallOptions): Promise<UndoReport> {
  const all = [...hosts].sort();
  const done = new Set(await change.undo(all, limits).catch(() => []));
  const [undone, left] = [all.filter(host => done.has(host)), all.filter(host => !done.has(host))];
  const good = undone.length ? `undone: ${change.undone} on ${foldHosts(undone, 5)}` : '';
  const bad = left.length ? `not undone: ${change.key} may still hold on ${foldHosts(left, 5)}` : '';
  return { text: [bad, good].filter(Boolean).join('; '), left };
}
