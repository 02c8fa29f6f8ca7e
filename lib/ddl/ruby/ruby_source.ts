// The text of one .ddl file and its name: the one place where faults of reading it are made.
import { requireDdlSize } from '../ddl_size';
import { DdlUnreadable } from '../errors';

export class RubySource {
  constructor(
    readonly file: string,
    readonly text: string,
  ) {
    requireDdlSize(text.length, file);
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
