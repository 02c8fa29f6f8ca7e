// The state of a host's check from its answer. What is not clear is UNKNOWN.

import type { Status } from '../nagios/status';
import type { Plain } from '../rpc/reply';
import type { HostAnswer } from './fleet_answers';

export interface HostState {
  readonly host: string;
  readonly status: Status;
  /** What the check said, or why its state is not known. */
  readonly text: string;
}

const STATES: readonly Status[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/** From an answer of the agent `nrpe` to `runcommand`. */
export function hostState({ host, reply, problem }: HostAnswer): HostState {
  const unknown = (text: string): HostState => ({ host, status: 'UNKNOWN', text });
  if (!reply) return unknown(problem ?? 'gave no answer');
  const { statuscode, statusmsg, data } = reply;
  // 0 and 1 come from a check; the others from an agent that could not run it.
  if (statuscode > 1) return unknown(`statuscode ${statuscode}: ${statusmsg}`);
  const status = typeof data.exitcode === 'number' ? STATES[data.exitcode] : undefined;
  if (status === undefined) return unknown(`the answer has ${described(data.exitcode)}`);
  if (status === 'OK' && statuscode !== 0) return unknown(`${statusmsg}, yet exit code 0`);
  if (problem !== undefined && status !== 'CRITICAL') return unknown(problem);
  return { host, status, text: firstLine(data.output) || statusmsg };
}

function described(exitcode: Plain | undefined): string {
  if (exitcode === undefined || exitcode === null) return 'no exit code';
  return typeof exitcode === 'number' ? `the exit code ${exitcode}` : 'an exit code that is no number';
}

function firstLine(output: Plain | undefined): string {
  const [line = ''] = typeof output === 'string' ? output.trim().split('\n') : [];
  return line.trim();
}
