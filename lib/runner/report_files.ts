// Report files, tried before the run: Cucumber waits for ever for one that cannot be written.
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Clock, systemClock, type Timer } from '../util/clock';
import { ReportNotWritten } from './errors';

/** Makes the folders and opens the files; throws ReportNotWritten. */
export function requireWritable(paths: Iterable<string>, cwd: string): void {
  for (const path of paths) {
    try {
      makeFolder(dirname(resolve(cwd, path)));
      closeSync(openSync(resolve(cwd, path), 'a'));
    } catch (error) {
      throw new ReportNotWritten(path, error);
    }
  }
}

// Node's own recursion goes on for ever below /proc and the like, where folders cannot be made.
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

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
