// Follows a call to its end, or to Ctrl-C: then, and when the broker is lost, it is told who may have acted already.
import type { Call } from '../rpc/call';
import type { CallResult, Reply } from '../rpc/reply';
import { abandonedWarning } from './call_report';
import type { CommandIo } from './command';
import type { Display } from './display';
import { exitCodeOf } from './exit_code';
import { INTERRUPTED, interruption } from './interruption';

/** As much of a call as is looked at. */
export type WatchedCall = Pick<Call, 'result' | 'soFar'> & AsyncIterable<Reply>;

export interface CallToWatch {
  start(signal: AbortSignal): WatchedCall;
  /** Nodes that should answer. */
  readonly expected: number;
  /** Prints the result, whole or not. */
  tell(result: CallResult): Promise<void>;
}

/** Resolves with the exit code; rejects when the broker is lost. */
export async function watchCall(
  { start, expected, tell }: CallToWatch,
  { environment, display }: Pick<CommandIo, 'environment' | 'display'>,
): Promise<number> {
  const stop = interruption(environment);
  const call = start(stop.signal);
  let fault: { readonly error: unknown } | undefined;
  try {
    await follow(call, expected, display);
  } catch (error) {
    fault = { error };
  }
  stop.release();
  display.progressEnd();
  const result = fault ? call.soFar() : await call.result();
  if (!fault || wasAsked(result)) await tell(result);
  if (!fault) return exitCodeOf(result);
  for (const text of abandonedWarning(result)) display.notice(`fleetspec: ${text}`);
  if (!stop.signal.aborted) throw fault.error;
  return INTERRUPTED;
}

async function follow(call: WatchedCall, expected: number, display: Display): Promise<void> {
  let done = 0;
  display.progress(done, expected);
  for await (const _reply of call) display.progress(++done, expected);
}

function wasAsked({ stats, notAsked }: CallResult): boolean {
  return stats.discovered > notAsked.length;
}
