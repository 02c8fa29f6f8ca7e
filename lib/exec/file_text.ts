// Collects what a program says in a file without a name, for one that must be able to go on when this process ends: a
// pipe would break then, and the next word the program says would end it.
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Timer } from '../util/clock';
import type { ProgramText } from './program_text';

// Memory first: a program in the middle of a change must not fail for a full disk because of what it says.
const FOLDERS = ['/dev/shm', tmpdir()];
// Appending: what is written after the file was cut stands at its new end.
const FLAGS =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/** The file is looked at so often, ms, and emptied when it has grown larger than so many bytes. */
const LOOK_MS = 1000;
const LARGEST_FILE = 16 * 1024 * 1024;

export class FileText implements ProgramText {
  /** For the program. */
  readonly fd = openNameless();
  #timer: Timer;
  #text = '';
  #truncated = false;

  /** Throws the system's error where no file can be made. */
  constructor(
    private readonly maxBytes: number,
    private readonly clock: Clock,
  ) {
    this.#timer = this.#look();
  }

  get text(): string {
    return this.#text;
  }

  get truncated(): boolean {
    return this.#truncated;
  }

  release(): void {
    this.#timer.cancel();
    const bytes = Buffer.alloc(Math.min(this.maxBytes, fstatSync(this.fd).size));
    const length = readSync(this.fd, bytes, 0, bytes.length, 0);
    this.#truncated ||= fstatSync(this.fd).size > length;
    this.#text = bytes.toString('utf8', 0, length);
    closeSync(this.fd);
  }

  #look(): Timer {
    return this.clock.after(LOOK_MS, () => {
      if (fstatSync(this.fd).size > LARGEST_FILE) {
        ftruncateSync(this.fd, 0);
        this.#truncated = true;
      }
      this.#timer = this.#look();
    });
  }
}

function openNameless(): number {
  const name = `fleetspec-${randomBytes(12).toString('hex')}`;
  for (const folder of FOLDERS.slice(0, -1)) {
    try {
      return openIn(folder, name);
    } catch {
      // The next one may do.
    }
  }
  return openIn(FOLDERS.at(-1)!, name);
}

function openIn(folder: string, name: string): number {
  const path = join(folder, name);
  const fd = openSync(path, FLAGS, 0o600);
  unlinkSync(path);
  return fd;
}
