// What dpkg-query and rpm mean when they end with another code than 0.
import type { ExecResult } from '../exec/exec';
import { ProbeFailed } from './errors';

/** Whether `sentence` says that the package is not there: both end with 1 for that, and for other things, too. */
export function isUnknownPackage({ code, stdout, stderr }: ExecResult, sentence: RegExp): boolean {
  return code === 1 && sentence.test(stdout + stderr);
}

/** Why nothing is known of the package. */
export function packageFailed(name: string, { code, stderr, timedOut }: ExecResult): ProbeFailed {
  const said = stderr.trim().split('\n')[0];
  const reason = timedOut ? 'it took too long' : said || `exit code ${code ?? 'none'}`;
  return new ProbeFailed(`package ${name}`, reason);
}
