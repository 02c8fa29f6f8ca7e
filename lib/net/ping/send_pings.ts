// Echo requests by the program ping; where there is none, a connection to a port that nobody listens on: whoever
// refuses it is there.
import { ProgramNotFound } from '../../exec/errors';
import type { Exec } from '../../exec/exec';
import { SystemExec } from '../../exec/system_exec';
import { type Clock, systemClock } from '../../util/clock';
import type { Patience } from '../attempt';
import { type Failed, type Fault, isFailed } from '../fault';
import { findAddresses } from '../find_addresses';
import { knock } from '../open_socket';
import { type PingReport, parsePingReport } from './parse_ping_report';

export interface PingOptions extends Patience {
  readonly count: number;
}

const GAP_SECONDS = 0.2;
const ECHO_PORT = 7;

export async function sendPings(
  host: string,
  options: PingOptions,
  exec: Exec = new SystemExec(),
): Promise<PingReport | Failed> {
  const found = await findAddresses(host, options);
  if (isFailed(found)) return found;
  const [address = host] = found.addresses;
  try {
    return await byProgram(address, options, exec);
  } catch (error) {
    if (error instanceof ProgramNotFound) return byTcp(address, options);
    throw error;
  }
}

async function byProgram(
  address: string,
  { count, timeoutMs, signal }: PingOptions,
  exec: Exec,
): Promise<PingReport | Failed> {
  // It must have said its last word before it is stopped.
  const seconds = Math.max(1, Math.floor((timeoutMs - count * GAP_SECONDS * 1000) / 1000));
  const gap = count > 1 ? ['-i', String(GAP_SECONDS)] : [];
  const args = ['-n', '-c', String(count), ...gap, '-W', String(seconds), '--', address];
  const { stdout, stderr, timedOut } = await exec.run('ping', args, { timeoutMs, signal });
  signal.throwIfAborted();
  const report = parsePingReport(stdout);
  if (report && report.sent > 0) return report;
  return { fault: pingFault(stdout + stderr, timedOut, timeoutMs) };
}

function pingFault(said: string, timedOut: boolean, timeoutMs: number): Fault {
  const line = said.trim().split('\n')[0]?.slice(0, 160) ?? '';
  if (/unreachable|no route/i.test(said)) return { kind: 'unreachable', text: 'network unreachable' };
  if (timedOut) return { kind: 'timeout', text: `no answer within ${(timeoutMs / 1000).toFixed(1)} s` };
  return { kind: 'local', text: line === '' ? 'ping says nothing' : `ping says: ${line}` };
}

async function byTcp(
  address: string,
  options: PingOptions,
  clock: Clock = systemClock,
): Promise<PingReport | Failed> {
  const start = clock.monotonic();
  const answer = await knock({ host: address, port: ECHO_PORT }, options);
  const seconds = (clock.monotonic() - start) / 1000;
  if (!isFailed(answer) || answer.fault.kind === 'refused')
    return { sent: 1, received: 1, averageSeconds: seconds };
  if (answer.fault.kind !== 'timeout') return answer;
  const text = 'there is no program ping on this machine, and TCP port 7 there says nothing';
  return { fault: { kind: 'local', text } };
}
