// The audit log: one write per line at the end of a file that may be rotated away; what cannot be written waits.
import { closeSync, constants, fstatSync, openSync, statSync, writeSync } from 'node:fs';
import type { AuditConfig } from '../../config/config';
import type { HostPaths } from '../../exec/host_paths';
import type { Logger } from '../../util/logger';
import { AuditUnwritable } from '../errors';
import type { AuditEntry } from './audit_entry';
import { jsonLine } from './json_line';
import { logfileLine } from './logfile_line';

/** Lines kept while the file cannot be written. */
const MAX_WAITING = 1000;
const MODE = 0o640;
const CLOSED = -1;

/** The one system call that may fail for want of space. */
export type WriteBytes = (file: number, bytes: Buffer) => number;

export class AuditLog {
  readonly #path: string;
  #waiting: Buffer[] = [];
  /** Bytes of the first waiting line that are in the file. */
  #written = 0;
  #lost = 0;
  #complaint = '';
  #file: number;

  /** Opens the file. Throws AuditUnwritable. */
  constructor(
    private readonly config: AuditConfig,
    paths: HostPaths,
    private readonly logger: Logger,
    private readonly writeBytes: WriteBytes = writeSync,
  ) {
    this.#path = paths.resolve(config.file);
    this.#file = this.#open();
  }

  /** A sentence why requests must not be acted on now; tries to write what waits first. */
  problem(): string | undefined {
    if (!this.config.required || this.#flush()) return undefined;
    return `the audit log ${this.config.file} cannot be written`;
  }

  /** Never throws: what cannot be written waits for the next call, and the fault is logged. */
  write(entry: AuditEntry): void {
    const line = this.config.format === 'json' ? jsonLine(entry) : logfileLine(entry);
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(Buffer.from(line));
    else this.#lost++;
    this.#flush();
  }

  /** Opens the file again under its name; keeps the old one when that fails, and says so. */
  reopen(): void {
    // A reload may come to its end after the daemon did.
    if (this.#file === CLOSED) return;
    try {
      this.#use(this.#open());
    } catch (error) {
      this.logger.error((error as AuditUnwritable).sentence);
    }
    this.#flush();
  }

  close(): void {
    if (!this.#flush()) {
      const lines = this.#waiting.length + this.#lost;
      this.logger.error(`${lines} lines for the audit log ${this.config.file} are lost`);
    }
    closeSync(this.#file);
    // Its number may soon be another file's.
    this.#file = CLOSED;
  }

  // True when nothing waits any more.
  #flush(): boolean {
    try {
      this.#follow();
      for (let [line] = this.#waiting; line; [line] = this.#waiting) {
        this.#written += this.writeBytes(this.#file, line.subarray(this.#written));
        if (this.#written < line.length) throw new Error('the disk is full');
        this.#written = 0;
        this.#waiting.shift();
      }
    } catch (error) {
      const why = `cannot write the audit log ${this.config.file}: ${(error as Error).message}`;
      this.#complain(error instanceof AuditUnwritable ? error.sentence : why);
      return false;
    }
    this.#tellRecovery();
    return true;
  }

  // A file that was removed, or replaced by another under its name, is nothing anybody reads. One that was only moved away
  // is written until the new one is there: whoever rotates logs makes it, or sends a signal.
  #follow(): void {
    const { dev, ino, nlink } = fstatSync(this.#file);
    const named = statSync(this.#path, { throwIfNoEntry: false });
    const isReplaced = named?.isFile() && (named.ino !== ino || named.dev !== dev);
    if (nlink > 0 && !isReplaced) return;
    this.#use(this.#open());
  }

  // What the old file has of a line is of no use to the new one.
  #use(file: number): void {
    closeSync(this.#file);
    this.#file = file;
    this.#written = 0;
  }

  #tellRecovery(): void {
    if (this.#complaint === '') return;
    this.#complaint = '';
    const lost = this.#lost > 0 ? `; ${this.#lost} lines were lost` : '';
    this.logger.warn(`the audit log ${this.config.file} can be written again${lost}`);
    this.#lost = 0;
  }

  // Every request writes: said once, not once for each of them.
  #complain(sentence: string): void {
    if (sentence !== this.#complaint) this.logger.error(sentence);
    this.#complaint = sentence;
  }

  // A pipe nobody reads would hold the daemon for ever, so it is opened without waiting and then refused.
  #open(): number {
    const { O_APPEND, O_CREAT, O_NONBLOCK, O_WRONLY } = constants;
    try {
      const file = openSync(this.#path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, MODE);
      if (fstatSync(file).isFile()) return file;
      closeSync(file);
    } catch (error) {
      throw new AuditUnwritable(
        this.config.file,
        (error as NodeJS.ErrnoException).code ?? String(error),
        error,
      );
    }
    throw new AuditUnwritable(this.config.file, 'it is not a file');
  }
}
