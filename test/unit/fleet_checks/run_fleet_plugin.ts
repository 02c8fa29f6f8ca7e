// Runs a fleet plugin on a fake fleet, as a program would: from its arguments to its output and exit code.
import type { Environment } from '../../../lib/environment';
import type { OpenFleet } from '../../../lib/fleet_checks/fleet_session';
import { FleetTime } from '../../../lib/fleet_checks/fleet_time';
import { type Plugin, runPlugin } from '../../../lib/nagios/plugin';
import { type FakeFleet, fakeEnvironment, makeConfig } from '../rpc/fake_fleet';
import { finish } from '../rpc/finish';

export interface Ended {
  readonly code: number;
  readonly output: string;
  /** Without performance data. */
  readonly line: string;
  readonly perfdata: string;
  /** Lines after the first. */
  readonly details: readonly string[];
  /** By the fake clock. */
  readonly ms: number;
}

/** `fault` is thrown instead of connecting. */
export async function runFleetPlugin(
  make: (open: OpenFleet) => Plugin,
  fake: FakeFleet,
  argv: readonly string[],
  fault?: Error,
): Promise<Ended> {
  const open: OpenFleet = async run => {
    if (fault) throw fault;
    return { fleet: await fake.connect(), time: new FleetTime(run, makeConfig().rpc) };
  };
  const began = fake.clock.monotonic();
  const ended = new Promise<{ code: number; output: string }>(resolve => {
    let output = '';
    const environment = {
      ...fakeEnvironment(),
      // The state file must be one's own.
      uid: process.getuid?.() ?? 0,
      cwd: '/',
      argv,
      env: {},
      stdout: {
        on: () => {},
        write: (text: string, done: () => void) => {
          output += text;
          done();
          return true;
        },
      },
      onSignal: () => () => {},
      onFault: () => () => {},
      exit: (code: number) => resolve({ code, output }),
    } as unknown as Environment;
    void runPlugin(make(open), environment, { clock: fake.clock });
  });
  const { code, output } = await finish(fake, ended);
  const [first = '', ...details] = output.trimEnd().split('\n');
  const [line = '', perfdata = ''] = first.split('|');
  return { code, output, line, perfdata, details, ms: fake.clock.monotonic() - began };
}
