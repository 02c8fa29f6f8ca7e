// The text of one .ddl file and its name: the one place where faults of reading it are made.
import { DdlUnreadable } from '../errors';

/** Nothing that describes a plugin is larger. */
export const MAX_DDL_BYTES = 1024 * 1024;

export class RubySource {
  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    if (text.length > MAX_DDL_BYTES) throw new DdlUnreadable({ file }, 'it is larger than 1 MiB');
  }

  /** `line` counts from 1; `problem` is what follows the place. */
  fail(line: number, problem: string, remedy?: string): never {
    throw new DdlUnreadable({ file: this.file, line }, problem, remedy);
  }
}

/** Code as it is quoted in a message: on one line, and not all of it. */
export function quoted(code: string): string {
  const line = code.replace(/\s+/g, ' ');
  return `\`${line.length > 60 ? `${line.slice(0, 57)}...` : line}\``;
}
