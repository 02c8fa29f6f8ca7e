// The journal of a run: what it must undo, on disk before it is done, so that the next start can do it when this one is
// killed.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describeError } from '../../errors';
import type { KeptChange, UndoKeeper } from '../undo_registry';
import { useJournal } from './active_journals';
import { JournalUnusable } from './errors';
import type { JournalFolder } from './journal_folder';
import { journalText } from './journal_text';
import { journalName, type ProcessIdentity } from './process_identity';
import { problemWith } from './undo_calls';

export class UndoJournal implements UndoKeeper {
  readonly #name: string;
  #written = false;
  #release: (() => void) | undefined;

  constructor(
    private readonly folder: JournalFolder,
    private readonly self: ProcessIdentity,
    /** Of the configuration: the same hosts' names may mean others in another fleet. */
    private readonly fleet: string,
    id = randomBytes(4).toString('hex'),
  ) {
    this.#name = journalName(self, id);
  }

  keep(changes: readonly KeptChange[]): void {
    if (changes.length === 0 && !this.#written) return;
    try {
      if (changes.length === 0) this.folder.remove(this.#name);
      else this.#write(changes);
      this.#written = changes.length > 0;
    } catch (error) {
      throw new JournalUnusable(this.folder.path, describeError(error), error);
    }
  }

  /** The run is over: what is left in it is for the next. */
  close(): void {
    this.#release?.();
    this.#release = undefined;
  }

  #write(changes: readonly KeptChange[]): void {
    const wrong = changes.map(({ call }) => problemWith(call)).find(Boolean);
    if (wrong) throw new Error(wrong);
    if (!this.#written) this.folder.prepare();
    this.#release ??= useJournal(join(this.folder.path, this.#name));
    this.folder.write(this.#name, journalText({ pid: this.self.pid, fleet: this.fleet, changes }));
  }
}
