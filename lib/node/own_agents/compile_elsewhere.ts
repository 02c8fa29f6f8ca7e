// Compiles in a process of its own, so that the daemon stays as small as it is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runNodeNow } from '../../exec/run_node_now';
import { type Compiled, compileCode } from '../../own_code/compile_code';
import type { CompileOutcome } from '../../own_code/compile_outcome';
import { CodeBroken } from '../../own_code/errors';

const TIMEOUT_MS = 15_000;
/** Beside the thread's program, where that is built. */
const PROGRAM = join(__dirname, 'compile_program.js');

/** Throws CodeBroken, CompilerMissing and ProgramNotStarted. */
export function compileElsewhere(file: string, text: string): Compiled {
  if (!existsSync(PROGRAM)) return compileCode(file, text);
  const said = runNodeNow(PROGRAM, [file], { input: text, timeoutMs: TIMEOUT_MS });
  const { compiled, broken, missing } = JSON.parse(said) as CompileOutcome;
  if (compiled) return compiled;
  throw broken ? new CodeBroken(file, broken.place, broken.problem) : new Error(missing);
}
