// A small file with something that is not for everybody: a secret, or parameters.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

const MAX_BYTES = 64 * 1024;
const OTHERS_READ = 0o004;

export interface SmallFile {
  readonly text: string;
  /** Everybody on this machine can read it. */
  readonly open: boolean;
}

/** Throws what the file system says, or an Error with what is wrong in words. */
export function readSmallFile(path: string): SmallFile {
  // A pipe nobody writes to must not hold up the run.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw new Error('it is no regular file');
    if (about.size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
    return { text: readFileSync(file, 'utf8'), open: (about.mode & OTHERS_READ) !== 0 };
  } finally {
    closeSync(file);
  }
}
