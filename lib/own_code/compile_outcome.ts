// What compile_program.ts writes.
import type { Compiled } from './compile_code';
import type { CodePlace } from './errors';

export interface CompileOutcome {
  readonly compiled?: Compiled;
  /** Of a text that is no TypeScript. */
  readonly broken?: { readonly place?: CodePlace; readonly problem: string };
  /** Why there is no compiler. */
  readonly missing?: string;
}
