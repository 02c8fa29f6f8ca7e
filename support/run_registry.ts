// The runs under way, by the key their scenarios are given: Cucumber passes on copies of parameters, never the thing.
import type { RunContext } from '../lib/runner/run_context';

const runs = new Map<string, RunContext>();
let count = 0;

/** Makes `run` known to its scenarios; returns its key. */
export function enterRun(run: RunContext): string {
  const key = `run-${++count}`;
  runs.set(key, run);
  return key;
}

export function leaveRun(key: string): void {
  runs.delete(key);
}

/** The run behind the parameters of a World or of a hook around the run. */
export function runOf(parameters: { readonly run?: string } | undefined): RunContext | undefined {
  return parameters?.run === undefined ? undefined : runs.get(parameters.run);
}
