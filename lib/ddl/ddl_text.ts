// The text of a DDL file, which may be anything that somebody put there.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { requireDdlSize } from './ddl_size';
import { DdlUnreadable } from './errors';

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
};

/** `name` is what messages call the file. Throws DdlUnreadable. */
export function readDdlText(path: string, name = path): string {
  return orUnreadable(name, () => {
    // A pipe nobody writes to would be waited for without end.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) throw new DdlUnreadable({ file: name }, 'it is not a file', 'name a file');
      requireDdlSize(stat.size, name);
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  });
}

/** What `read` returns; faults of the file system are told as DdlUnreadable. */
export function orUnreadable<Result>(name: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof DdlUnreadable || code === undefined) throw error;
    throw new DdlUnreadable({ file: name }, PROBLEMS[code] ?? message, 'check its path and permissions');
  }
}
