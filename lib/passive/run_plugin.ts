// Runs a plugin as Nagios would, and makes a result of how it ended, whatever that was.
import type { Environment } from '../environment';
import { describeError } from '../errors';
import type { Exec, ExecResult } from '../exec/exec';
import { splitOutput } from '../nagios/lint/split_output';
import type { Status } from '../nagios/status';
import type { Clock } from '../util/clock';
import type { PassiveResult } from './passive_result';

export interface PluginCall {
  /** The plugin and its arguments. */
  readonly words: readonly string[];
  readonly timeoutMs: number;
  /** State when the time is up. */
  readonly timeoutStatus: Status;
  readonly environment: Pick<Environment, 'cwd' | 'env'>;
  readonly signal?: AbortSignal;
}

export type CheckOutcome = Pick<PassiveResult, 'status' | 'output' | 'perfdata' | 'startedAt' | 'endedAt'>;

/** More than any receiver takes. */
const MAX_OUTPUT_BYTES = 64 * 1024;
const STATES: readonly Status[] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/** Never rejects: a plugin that cannot be started is UNKNOWN, too. */
export async function runPlugin(call: PluginCall, exec: Exec, clock: Clock): Promise<CheckOutcome> {
  const { words, timeoutMs, environment, signal } = call;
  const [program = '', ...args] = words;
  const startedAt = clock.now();
  const ended = (outcome: Pick<PassiveResult, 'status' | 'output' | 'perfdata'>): CheckOutcome => ({
    ...outcome,
    startedAt,
    // The clock may have been set back meanwhile.
    endedAt: Math.max(startedAt, clock.now()),
  });
  try {
    const options = {
      timeoutMs,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      env: inherited(environment),
      cwd: environment.cwd,
    };
    return ended(outcomeOf(await exec.run(program, args, { ...options, ...(signal && { signal }) }), call));
  } catch (error) {
    return ended({ status: 'UNKNOWN', output: [describeError(error)], perfdata: '' });
  }
}

function outcomeOf(
  result: ExecResult,
  { words: [program], timeoutMs, timeoutStatus }: PluginCall,
): Pick<PassiveResult, 'status' | 'output' | 'perfdata'> {
  const { text, details, perfdata, latePerfdata } = splitOutput(result.stdout);
  const said = {
    output: [text, ...details].map(line => line.trimEnd()),
    perfdata: `${perfdata.trim()} ${latePerfdata.trim()}`.trim(),
  };
  if (result.timedOut)
    return {
      ...said,
      status: timeoutStatus,
      output: [`${program} did not end within ${timeoutMs / 1000} seconds`, ...saidLines(said.output)],
    };
  const status = result.code === null ? undefined : STATES[result.code];
  const trouble =
    result.code === null
      ? `was ended by ${result.signal ?? 'a signal'}`
      : `ended with ${result.code}, which is no state`;
  if (status === undefined)
    return { ...said, status: 'UNKNOWN', output: [`${program} ${trouble}`, ...saidLines(said.output)] };
  if (result.stdout.trim() !== '') return { ...said, status };
  const [complaint = ''] = result.stderr.trim().split('\n');
  return { ...said, status, output: [complaint === '' ? `${program} printed nothing` : complaint] };
}

function saidLines(output: readonly string[]): readonly string[] {
  return output.filter(line => line.trim() !== '');
}

// As a shell would hand it on, but for the secrets of the receivers.
function inherited({ env }: Pick<Environment, 'env'>): Record<string, string> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('FLEETSPEC_PASSIVE_'),
  );
  return Object.fromEntries(entries);
}
