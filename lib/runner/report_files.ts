// Report files, tried before the run: Cucumber waits for ever for one that cannot be written.
import { closeSync, constants, openSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Clock, systemClock, type Timer } from '../util/clock';
import { makeFolder } from '../util/make_folder';
import { ReportNotWritten } from './errors';

/** Makes the folders and opens the files; throws ReportNotWritten. */
export function requireWritable(paths: Iterable<string>, cwd: string): void {
  for (const path of paths) {
    const file = resolve(cwd, path);
    try {
      makeFolder(dirname(file));
      // A folder is refused here, and a pipe that nobody reads does not wait.
      const before = statSync(file, { throwIfNoEntry: false });
      closeSync(openSync(file, APPEND, 0o666));
      // Nobody must collect an empty report while the run goes on.
      if (!before) rmSync(file);
    } catch (error) {
      throw new ReportNotWritten(path, error);
    }
  }
}

const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

// Time for the last of a report to reach its file.
const FLUSH_MS = 5000;

/** Ends the wait for reports whose disk has become full meanwhile. */
export class ReportWatch {
  /** Rejects with ReportNotWritten when the files are not done in time after `expect`; never resolves. */
  readonly overdue: Promise<never>;
  #giveUp!: (fault: unknown) => void;
  #timer: Timer | undefined;

  /** `complaint` is what the writer has said so far. */
  constructor(
    private readonly paths: readonly string[],
    private readonly complaint: () => string,
    private readonly clock: Clock = systemClock,
  ) {
    this.overdue = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    this.overdue.catch(() => {});
  }

  /** All is said; what is left is writing. */
  expect(): void {
    if (this.paths.length === 0) return;
    const why = (): Error => new Error(this.complaint().trim() || 'it takes too long');
    this.#timer = this.clock.after(FLUSH_MS, () =>
      this.#giveUp(new ReportNotWritten(this.paths.join(', '), why())),
    );
  }

  stop(): void {
    this.#timer?.cancel();
  }
}
