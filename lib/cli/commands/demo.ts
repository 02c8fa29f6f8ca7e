// fleetspec demo: the shipped features as a monitoring system would run them, on a fleet inside this process.
import { join, relative } from 'node:path';
import type { EmulatedFleet } from '../../emulator/emulated_fleet';
import { packageRoot } from '../../package_root';
import { requireWritable } from '../../runner/report_files';
import type { CommandIo, CommandRun } from '../command';
import { type DemoFleet, startDemoFleet } from '../demo_fleet';
import { CLIENTS, MASTER } from '../demo_hosts';
import { run as check } from './check';

const RED_PAGE = 'red.html';

interface Act {
  readonly title: string;
  readonly feature: string;
  readonly exitCode: 0 | 1 | 2 | 3;
  /** It changes hosts. */
  readonly acts?: boolean;
  readonly report?: string;
  /** What happens to the fleet before. */
  readonly before?: (fleet: EmulatedFleet) => void;
}

const ACTS: readonly Act[] = [
  {
    title: 'Can the load balancer be blocked on every web server, and let in again?',
    feature: 'firewall.feature',
    acts: true,
    exitCode: 0,
  },
  {
    title: 'Is the Puppet master coping? Few clients run, so nobody has to look at it.',
    feature: 'puppet_master_capacity.feature',
    exitCode: 0,
  },
  {
    title: `Now ${CLIENTS.length} clients run at once, and the load of the master is 5.31: red on purpose.`,
    feature: 'puppet_master_capacity.feature',
    exitCode: 2,
    report: RED_PAGE,
    before: fleet => rush(fleet, 'applying', 5.31),
  },
  {
    title: 'The rush is over.',
    feature: 'puppet_master_capacity.feature',
    exitCode: 0,
    before: fleet => rush(fleet, 'idling', 0.42),
  },
];

function rush(fleet: EmulatedFleet, puppet: 'applying' | 'idling', load: number): void {
  for (const identity of CLIENTS) fleet.host(identity).setPuppet(puppet);
  fleet.host(MASTER).setLoad(load);
}

export const run: CommandRun = async (_input, io) => {
  const { environment, display } = io;
  const folder = join(environment.cwd, 'reports', 'demo');
  const steps = ACTS.length + 1;
  requireWritable([relative(environment.cwd, join(folder, RED_PAGE))], environment.cwd);
  display.progress(0, steps);
  const demo = await startDemoFleet(environment, folder);
  try {
    display.line('An embedded broker and a fleet of emulated nodes, all inside this process:');
    display.line(`${demo.fleet.identities.length} nodes, one of them the Puppet master ${MASTER}.`);
    let surprises = 0;
    for (const [i, act] of ACTS.entries()) {
      display.progress(i + 1, steps);
      if (!(await play(act, i + 1, demo, folder, io))) surprises++;
    }
    display.progress(steps, steps);
    display.progressEnd();
    closing(io, folder, surprises);
    return surprises === 0 ? 0 : 1;
  } finally {
    display.progressEnd();
    await demo.stop();
  }
};

async function play(
  act: Act,
  number: number,
  demo: DemoFleet,
  folder: string,
  io: CommandIo,
): Promise<boolean> {
  const { environment, display } = io;
  act.before?.(demo.fleet);
  const feature = relative(environment.cwd, join(packageRoot(), 'features', act.feature));
  display.line();
  display.line(`${number}. ${act.title}`);
  display.line(`   $ fleetspec check ${feature}${act.acts ? ' --act' : ''}`);
  const html = act.report ? { html: join(folder, act.report) } : {};
  const options = { config: demo.configFile, ...(act.acts && { act: true }), ...html };
  const exitCode = await check({ command: 'check', args: [feature], options }, { environment, display });
  const asMeant = exitCode === act.exitCode;
  display.line(`   exit code ${exitCode}${asMeant ? '' : `, expected ${act.exitCode}`}`);
  return asMeant;
}

function closing({ environment, display }: CommandIo, folder: string, surprises: number): void {
  const shown = (path: string): string => relative(environment.cwd, path);
  display.line();
  if (surprises > 0)
    display.line(`${surprises} of ${ACTS.length} checks answered otherwise than they should.`);
  display.line(`The red run as a page: ${shown(join(folder, RED_PAGE))}`);
  const page = shown(join(packageRoot(), 'docs', 'first_check.md'));
  display.line(`Next: ${page}, from nothing to a check in Nagios.`);
}
