// Journals of runs that were killed: found at the start of the next run, and what they hold is undone.
import { join } from 'node:path';
import { describeError } from '../../errors';
import type { HostPaths } from '../../exec/host_paths';
import { foldHosts } from '../host_list';
import { type KeptChange, type UndoReport, undoReport } from '../undo_registry';
import { isJournalInUse, useJournal } from './active_journals';
import type { JournalFolder } from './journal_folder';
import { type Journal, journalText, readJournalText } from './journal_text';
import { journalName, type Life, lifeOf, type ProcessIdentity, readJournalName } from './process_identity';
import type { UndoCall } from './undo_calls';

/** A journal in the folder. */
export interface Found {
  readonly name: string;
  /** Short, for people. */
  readonly id: string;
  readonly pid: number;
  /** Of the process it belongs to. */
  readonly life: Life;
  /** Of this fleet; another's hosts may have the same names. */
  readonly ours: boolean;
  readonly journal?: Journal;
  /** Why it is not to be trusted, in words; then there is no journal. */
  readonly problem?: string;
}

export type SendUndo = (call: UndoCall, hosts: readonly string[]) => Promise<Iterable<string>>;

/** Runs of checks are shorter. */
const UNSEEN_MS = 15 * 60_000;

/** Stands for hosts of which nobody knows. */
const UNKNOWN_HOSTS = ['hosts that nobody knows'];

export class Leftovers {
  constructor(
    private readonly folder: JournalFolder,
    private readonly self: ProcessIdentity,
    private readonly fleet: string,
    private readonly paths: HostPaths,
  ) {}

  /** All journals, oldest run first where that can be told. */
  find(): Found[] {
    const names = this.folder.list().filter(name => name.startsWith('undo-'));
    if (names.length === 0) return [];
    const problem = this.folder.problem();
    return names.flatMap(name => this.#look(name, problem));
  }

  /**
   * Undoes what dead runs left, one after the other, last change first. What cannot be undone stays in the journal.
   * Never throws: what is wrong is reported.
   */
  async undo(send: SendUndo, which: (found: Found) => boolean = isAbandoned): Promise<UndoReport[]> {
    const reports: UndoReport[] = [];
    for (const found of this.#found(reports)) {
      if (found.problem !== undefined) reports.push(this.#distrust(found, found.problem));
      else if (which(found)) reports.push(...(await this.#undoOne(found, send)));
    }
    return reports;
  }

  /** What `undo` would do, one sentence each. */
  tell(): string[] {
    return this.#found([]).map(({ id, journal, life, problem }) => {
      if (problem !== undefined) return `the journal ${id} is not followed: ${problem}`;
      const what = journal!.changes.map(({ undone, hosts }) => `${undone} on ${foldHosts(hosts, 5)}`);
      return `of ${life === 'alive' ? 'a run that goes on' : 'an earlier run'} would be undone: ${what.join('; ')}`;
    });
  }

  /**
   * What runs have changed that nobody here can see, of other machines and containers, one sentence each: after a while
   * they are most likely dead. `now` in epoch milliseconds.
   */
  tellUnseen(now: number): string[] {
    return this.#found([]).flatMap(({ id, journal, life, ours }) => {
      const old = journal?.changes.filter(({ at }) => now - at > UNSEEN_MS) ?? [];
      if (life !== 'unknown' || !ours || old.length === 0) return [];
      const what = old.map(({ key, hosts }) => `${key} on ${foldHosts(hosts, 5)}`);
      return `a run on another machine or in another container has not changed back: ${what.join('; ')}; if it has ended, call fleetspec undo ${id}`;
    });
  }

  /** Removes a journal: what it holds is not undone any more. */
  forget({ name }: Found): void {
    this.folder.remove(name);
  }

  #found(reports: UndoReport[]): Found[] {
    try {
      return this.find();
    } catch (error) {
      const text = `not undone: what earlier runs left in ${this.folder.path} cannot be read: ${describeError(error)}`;
      reports.push({ text, left: UNKNOWN_HOSTS });
      return [];
    }
  }

  #look(name: string, folderProblem: string | undefined): Found[] {
    const { owner, id } = readJournalName(name) ?? {};
    const about = {
      name,
      id: id ?? name,
      pid: owner?.pid ?? 0,
      life: owner ? this.#lifeOf(owner, name) : ('unknown' as const),
      ours: true,
    };
    try {
      if (folderProblem) throw new Error(`of its folder: ${folderProblem}`);
      if (!owner) throw new Error('its name is none of a journal');
      const journal = readJournalText(this.folder.read(name));
      return [{ ...about, pid: journal.pid, journal, ours: journal.fleet === this.fleet }];
    } catch (error) {
      // Its run ended meanwhile.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      return [{ ...about, problem: wordsOf(error as NodeJS.ErrnoException) }];
    }
  }

  #lifeOf(owner: ProcessIdentity, name: string): Life {
    if (owner.pid === this.self.pid && owner.start === this.self.start && owner.boot === this.self.boot)
      return isJournalInUse(join(this.folder.path, name)) ? 'alive' : 'dead';
    return lifeOf(owner, this.self, this.paths);
  }

  #distrust({ name }: Found, problem: string): UndoReport {
    const text = `not undone: ${this.folder.path}/${name} is not followed: ${problem}; look at it, then remove it`;
    return { text, left: UNKNOWN_HOSTS };
  }

  // Whoever renames the journal has it: two that start at once cannot both do so.
  async #undoOne({ name, id, journal }: Found, send: SendUndo): Promise<UndoReport[]> {
    const mine = journalName(this.self, id);
    const release = useJournal(join(this.folder.path, mine));
    try {
      if (name !== mine && !this.folder.rename(name, mine)) return [];
      return await this.#undoAll(mine, journal!, send);
    } catch (error) {
      return [this.#distrust({ name } as Found, `it cannot be taken over: ${describeError(error)}`)];
    } finally {
      release();
    }
  }

  async #undoAll(mine: string, journal: Journal, send: SendUndo): Promise<UndoReport[]> {
    let left = [...journal.changes];
    const reports: UndoReport[] = [];
    for (const change of [...left].reverse()) {
      const done = new Set(await send(change.call, change.hosts).catch(() => []));
      const rest = without(change, done);
      left = left.flatMap(one => (one === change ? rest : [one]));
      this.#rewrite(mine, { ...journal, changes: left });
      const report = undoReport(change, change.hosts, done);
      const story = `left by an earlier run (pid ${journal.pid}, ${change.scope})`;
      reports.push({ ...report, text: `${report.text}; ${story}` });
    }
    return reports;
  }

  // What stays in it is tried again, and does no harm then.
  #rewrite(name: string, journal: Journal): void {
    try {
      if (journal.changes.length === 0) this.folder.remove(name);
      else this.folder.write(name, journalText(journal));
    } catch {}
  }
}

/** Its run is dead, and it is of this fleet. */
export function isAbandoned({ life, ours, problem }: Found): boolean {
  return life === 'dead' && ours && problem === undefined;
}

function without(change: KeptChange, done: ReadonlySet<string>): KeptChange[] {
  const hosts = change.hosts.filter(host => !done.has(host));
  return hosts.length === 0 ? [] : [{ ...change, hosts }];
}

function wordsOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ELOOP') return 'it is a symbolic link';
  return code === 'EACCES' ? 'it cannot be read' : message;
}
