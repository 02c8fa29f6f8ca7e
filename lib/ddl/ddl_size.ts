// How large a DDL may be.
import { DdlUnreadable } from './errors';

/** Nothing that describes a plugin is larger. */
const MAX_BYTES = 1024 * 1024;

/** `size` is in bytes or characters. Throws DdlUnreadable. */
export function requireDdlSize(size: number, file: string): void {
  if (size > MAX_BYTES)
    throw new DdlUnreadable({ file }, 'it is larger than 1 MiB', 'name the file of a DDL');
}
