// The password of the broker from a file, so that it stands in no command line.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { describeError } from '../errors';
import { PasswordUnreadable } from './errors';

// Nobody's password is longer; a file named by mistake may be.
const MAX_BYTES = 4096;

/** Its first line. Throws PasswordUnreadable. */
export function readPasswordFile(file: string): string {
  const password = firstBytes(file)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/, 1)[0]!;
  if (password === '') throw new PasswordUnreadable(file, 'its first line is empty');
  if (password.includes('\0')) throw new PasswordUnreadable(file, 'its first line holds a NUL byte');
  return password;
}

// Without waiting for a pipe that nobody writes to.
function firstBytes(file: string): Buffer {
  const bytes = Buffer.alloc(MAX_BYTES);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) throw new PasswordUnreadable(file, 'it is no regular file');
    return bytes.subarray(0, readSync(descriptor, bytes));
  } catch (error) {
    throw error instanceof PasswordUnreadable
      ? error
      : new PasswordUnreadable(file, describeError(error), error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
