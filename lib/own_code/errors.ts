// Faults of code that people bring themselves, whatever it is for.
import { describeError, FleetspecError } from '../errors';

/** A place in a file: lines and columns from 1. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
}

/** `file:line:column`, or the file alone. */
export const placed = (file: string, place?: CodePlace): string =>
  place ? `${file}:${place.line}:${place.column}` : file;

/** A file cannot be compiled: whoever loads it tells it in words of its own. */
export class CodeBroken extends Error {
  constructor(
    readonly file: string,
    readonly place: CodePlace | undefined,
    readonly problem: string,
    cause?: unknown,
  ) {
    super(`${placed(file, place)}: ${problem}`, { cause });
  }
}

/** Steps and agents in TypeScript cannot be compiled: the package is not installed whole. */
export class CompilerMissing extends FleetspecError {
  override readonly code = 'E_COMPILER_MISSING';
  override readonly kind = 'local';

  constructor(cause: unknown) {
    super(`there is no compiler for TypeScript: ${describeError(cause)}`, {
      remedy: 'install fleetspec anew with its dependencies, or write CommonJS in .js files',
      cause,
    });
  }
}
