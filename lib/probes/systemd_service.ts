// A service as systemd knows it (systemctl(1), org.freedesktop.systemd1(5); looked at with Debian 12's systemd 252).
import type { Exec } from '../exec/exec';
import { ProbeFailed } from './errors';
import type { ProgramLimits } from './program_limits';
import { type ServiceState, statusFailed } from './service_state';

export interface SystemdService extends ServiceState {
  /** systemd's own words: `activating (auto-restart)`. */
  readonly state: string;
  /** Another one for each start; empty when systemd has none in mind. */
  readonly run: string;
  /** It is a task that ends by itself, and did so without a fault. */
  readonly finished: boolean;
  /** It ended with a fault, for good. */
  readonly failed: boolean;
  /** Why it does not run, as far as systemd has it in mind. */
  readonly why: string | undefined;
  /** 0 when there is none. */
  readonly mainPid: number;
}

const PROPERTIES = [
  ...['LoadState', 'ActiveState', 'SubState', 'UnitFileState', 'Type', 'Result', 'InvocationID'],
  ...['MainPID', 'ExecMainStatus'],
];

// Exit codes with which systemd itself ends a process it could not make into the program (systemd.exec(5)).
const PROGRAM_MISSING = 203;
const SETUP_CODES = { first: 200, last: 245 } as const;

/** `unit` with its ending. Throws ProbeFailed and ProgramNotFound. */
export async function readSystemdService(
  exec: Exec,
  unit: string,
  limits: ProgramLimits,
): Promise<SystemdService> {
  const asked = PROPERTIES.map(name => `--property=${name}`);
  const result = await exec.run('systemctl', ['show', '--no-pager', ...asked, '--', unit], limits);
  if (result.code !== 0) throw statusFailed(unit, result);
  return parseSystemdService(unit, result.stdout);
}

type Properties = (name: string) => string;

/** Lines `ActiveState=active`. Throws ProbeFailed when what counts is not among them. */
export function parseSystemdService(unit: string, text: string): SystemdService {
  const told = new Map(text.split('\n').map(line => splitOnce(line.trim())));
  const of: Properties = name => told.get(name) ?? '';
  const active = of('ActiveState');
  if (active === '') throw new ProbeFailed(`service ${unit}`, 'systemctl does not tell its state');
  const isRunning = ['active', 'reloading', 'refreshing'].includes(active);
  return {
    status: isRunning ? 'running' : 'stopped',
    enabled: of('UnitFileState') || 'unknown',
    changing: ['activating', 'deactivating'].includes(active),
    state: of('SubState') === '' ? active : `${active} (${of('SubState')})`,
    run: of('InvocationID'),
    finished: active === 'inactive' && of('Type') === 'oneshot' && of('Result') === 'success',
    failed: active === 'failed',
    why: isRunning ? undefined : whyStopped(of),
    mainPid: Number(of('MainPID')) || 0,
  };
}

function whyStopped(of: Properties): string | undefined {
  const result = of('Result');
  const code = of('ExecMainStatus');
  if (result === 'exit-code') return whyEnded(Number(code));
  if (result === 'signal' || result === 'core-dump') return `its program was ended by signal ${code}`;
  if (result !== 'success') return result === '' ? undefined : `systemd says ${result}`;
  // Of a unit that is inactive and failed in nothing, systemd forgets even that it ran.
  const forgotten = 'its program ended by itself, or a condition of its unit is not met';
  return of('ActiveState') === 'inactive' ? forgotten : undefined;
}

function whyEnded(code: number): string {
  if (code === PROGRAM_MISSING) return 'systemd could not run its program (exit code 203)';
  const isSetup = code >= SETUP_CODES.first && code <= SETUP_CODES.last;
  return isSetup
    ? `systemd could not set it up (exit code ${code})`
    : `its program ended with exit code ${code}`;
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}
