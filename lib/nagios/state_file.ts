// What a plugin remembers from one run to the next: one small JSON file, written whole or not at all.
//
// The file lies where others may write too (`/var/tmp`), so it is opened without following links and used only when it
// is a regular file of this user. Synchronous: loading promises of files would cost more than the file.
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describeError } from '../errors';
import { makeFolder } from '../util/make_folder';
import { StateUnusable } from './errors';

const MAX_BYTES = 4 * 1024 * 1024;
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_WRONLY, O_CREAT, O_EXCL } = constants;

export class StateFile {
  /** `uid` is the user id that must own the file; `ownFolder`: its folder, too, for it lies where anybody may make one. */
  constructor(
    readonly path: string,
    private readonly uid: number,
    private readonly ownFolder = false,
  ) {}

  /** `name` in the usual place, which survives a restart of the machine. */
  static usual(name: string, uid: number): StateFile {
    return new StateFile(`/var/tmp/fleetspec-${uid}/${name}.json`, uid, true);
  }

  /** What was kept, undefined when there is nothing yet or it is no JSON. Throws StateUnusable. */
  read(): unknown {
    const file = this.#open();
    if (file === undefined) return undefined;
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new StateUnusable(this.path, 'it is no regular file');
      if (stat.uid !== this.uid) throw new StateUnusable(this.path, `it belongs to user ${stat.uid}`);
      if (stat.size > MAX_BYTES) throw new StateUnusable(this.path, `it has ${stat.size} bytes`);
      return parse(readFileSync(file, 'utf8'));
    } finally {
      closeSync(file);
    }
  }

  /** Replaces what was kept. Throws StateUnusable; the file is then as it was. */
  write(value: unknown): void {
    const text = this.#textOf(value);
    const temporary = `${this.path}.${Math.random().toString(36).slice(2)}`;
    try {
      makeFolder(dirname(this.path), 0o700);
      if (this.ownFolder) this.#checkFolder();
      const file = openSync(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
      try {
        writeFileSync(file, text);
      } finally {
        closeSync(file);
      }
      renameSync(temporary, this.path);
    } catch (error) {
      removeIfThere(temporary);
      throw error instanceof StateUnusable
        ? error
        : new StateUnusable(this.path, describeError(error), error);
    }
  }

  // A larger one would be refused by the next run.
  #textOf(value: unknown): string {
    let text: string;
    try {
      text = JSON.stringify(value);
    } catch (error) {
      throw new StateUnusable(this.path, describeError(error), error);
    }
    const bytes = Buffer.byteLength(text);
    if (bytes <= MAX_BYTES) return text;
    throw new StateUnusable(this.path, `there are ${bytes} bytes to be kept, more than it may have`);
  }

  #open(): number | undefined {
    try {
      return openSync(this.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      const problem = code === 'ELOOP' ? 'it is a symbolic link' : describeError(error);
      throw new StateUnusable(this.path, problem, error);
    }
  }

  // Somebody else may have made it first, or put a link there.
  #checkFolder(): void {
    const folder = dirname(this.path);
    const stat = lstatSync(folder);
    if (!stat.isDirectory()) throw new StateUnusable(this.path, `${folder} is no folder`);
    if (stat.uid !== this.uid) throw new StateUnusable(this.path, `${folder} belongs to user ${stat.uid}`);
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Never made, or not ours to remove.
  }
}

// Damaged state is as good as none: the next run has some again.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
