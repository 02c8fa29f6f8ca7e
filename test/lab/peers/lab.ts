// One test file's lab: a temporary folder and everything started in it, ended when the file is done.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, afterEach } from 'node:test';
import { Child, type ChildOptions } from './child';
import { closeJournal, endLeftovers, LAB_PREFIX, noteProcess, openJournal } from './journal';

/** Something to be ended: in order and with patience, or at once because the process is leaving. */
export interface Ending {
  end(): Promise<unknown> | unknown;
  endNow(): void;
}

export class Lab {
  private readonly endings: Ending[] = [];
  private keep = false;
  private readonly onExit = (): void => this.endNow();

  private constructor(
    /** Folder of this lab: configurations and logs. */
    readonly dir: string,
  ) {
    openJournal(dir);
    process.once('exit', this.onExit);
  }

  /** Makes a lab and first ends what crashed labs left behind. */
  static open(name: string): Lab {
    endLeftovers();
    return new Lab(mkdtempSync(join(tmpdir(), `${LAB_PREFIX}${name}-`)));
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts);
  }

  /** Writes a file of this lab, making its folders; returns its absolute path. */
  write(relative: string, content: string, mode = 0o644): string {
    const path = this.path(relative);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  /** The text of a file of this lab. */
  read(relative: string): string {
    return readFileSync(this.path(relative), 'utf8');
  }

  /** Starts a program whose log is NAME.log in the lab's folder. */
  start(name: string, file: string, args: readonly string[], options: ChildOptions = {}): Child {
    const child = Child.start(name, this.path(`${name}.log`), file, args, options);
    noteProcess(this.dir, child.pid);
    this.atEnd({ end: () => child.stop(), endNow: () => child.signal('SIGKILL') });
    return child;
  }

  /** Called last-in, first-out when the lab closes. */
  atEnd(ending: Ending): void {
    this.endings.push(ending);
  }

  /** The folder stays and is named. */
  keepLogs(): void {
    this.keep = true;
  }

  /** Ends everything; rejects when an ending failed, but only after trying them all. */
  async close(): Promise<void> {
    const faults: unknown[] = [];
    while (this.endings.length > 0) {
      const ending = this.endings.pop()!;
      try {
        await ending.end();
      } catch (error) {
        faults.push(error);
      }
    }
    process.removeListener('exit', this.onExit);
    closeJournal(this.dir);
    if (this.keep || faults.length > 0) process.stderr.write(`lab: logs are in ${this.dir}\n`);
    else rmSync(this.dir, { recursive: true, force: true });
    if (faults.length > 0) throw new AggregateError(faults, `lab ${this.dir} could not be ended cleanly`);
  }

  private endNow(): void {
    while (this.endings.length > 0) this.endings.pop()!.endNow();
    process.stderr.write(`lab: left early, logs are in ${this.dir}\n`);
  }
}

let signalsWatched = false;

// Without this a SIGTERM (the test runner's time limit) or Ctrl-C would leave daemons and namespaces behind.
function leaveOnSignals(): void {
  if (signalsWatched) return;
  signalsWatched = true;
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGINT', () => process.exit(130));
}

/**
 * The lab of the suite this is called in: closed after it, whatever happened; logs kept and named when a
 * test failed. Call it once, directly in `describe`.
 */
export function useLab(name: string): Lab {
  leaveOnSignals();
  const lab = Lab.open(name);
  let finished = 0;
  afterEach(context => {
    finished++;
    if ((context as { passed?: boolean }).passed === false) lab.keepLogs();
  });
  after(async () => {
    // No test ran: `before` threw.
    if (finished === 0) lab.keepLogs();
    await lab.close();
  });
  return lab;
}
