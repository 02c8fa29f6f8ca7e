// Runs the programs of package managers: those that only tell, and those that change and must never be broken off.
import type { ExecResult } from '../../exec/exec';
import type { ProgramLimits } from '../../probes/program_limits';
import { ActionFailed, type NodeContext } from '../agent';

/** What a program said. */
export interface Told {
  readonly output: string;
  readonly exitcode: number;
}

/** What became of a change. */
export interface Change {
  readonly output: string;
  readonly exitcode: number | null;
  /** A sentence, when the program did not do it. */
  readonly problem?: string;
}

/** Statuscode of MCollective's agent for everything that goes wrong. */
export const FAILED = 5;

/** A package manager that is ended half-way leaves packages half-way; this is for one that hangs for good. */
const CHANGE_LIMIT_MS = 30 * 60_000;
const LIST_BYTES = 16 * 1024 * 1024;
const SAID_BYTES = 64 * 1024;
const SENTENCE_LENGTH = 400;

/** Output of a program that only tells. Throws ActionFailed, unless its exit code is among `good`. */
export async function tell(
  node: NodeContext,
  [program, ...args]: readonly [string, ...string[]],
  limits: ProgramLimits,
  good: readonly number[] = [0],
): Promise<Told & { readonly stderr: string }> {
  const result = await node.exec.run(program, args, { ...limits, maxOutputBytes: LIST_BYTES });
  const { code: exitcode, stdout: output, stderr, truncated } = result;
  if (exitcode === null || !good.includes(exitcode)) {
    throw new ActionFailed(complaint(program, result), FAILED, { exitcode });
  }
  if (truncated) throw new ActionFailed(`${program} says more than ${LIST_BYTES} bytes`, FAILED);
  return { output, exitcode, stderr };
}

/** Runs to its end, whoever waits, also when it is this daemon that is updated and restarted. Rejects with ProgramNotFound and ProgramNotStarted. */
export async function runChange(
  node: NodeContext,
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<ExecResult> {
  const options = { timeoutMs: CHANGE_LIMIT_MS, maxOutputBytes: SAID_BYTES, env, outlives: true } as const;
  return node.exec.run(program, args, options);
}

export function asChange(program: string, result: ExecResult): Change {
  const { code: exitcode, stdout: output } = result;
  return { output, exitcode, ...(exitcode === 0 ? {} : { problem: complaint(program, result) }) };
}

/** `apt-get ended with exit code 100: E: Unable to locate package x`. */
function complaint(program: string, { code, signal, timedOut, stdout, stderr }: ExecResult): string {
  if (timedOut) return `${program} took too long and was ended`;
  const how = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with exit code ${code}`;
  const lines = (stderr.trim() || stdout.trim()).split('\n');
  const errors = lines.filter(line => /^(E:|Error|dpkg: error)/.test(line));
  const said = (errors.length > 0 ? errors : lines.slice(-1)).join(' ').trim();
  return said === '' ? `${program} ${how}` : `${program} ${how}: ${said.slice(0, SENTENCE_LENGTH)}`;
}
