// A real systemd with the units of the lab only, in namespaces beside the machine; its network is that of the machine.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Child } from './child';
import { startTimeOf } from './journal';
import type { Lab } from './lab';
import { describeOutcome, type Outcome, type RunOptions, runProgram } from './outcome';
import { waitFor } from './wait_for';

const BOOT = join(__dirname, '..', 'fixtures', 'systemd', 'boot.sh');
const SYSTEMD = '/lib/systemd/systemd';
const PREFIX = 'fleetspec-lab-';
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

export class LabSystemd {
  private constructor(
    private readonly outer: Child,
    private readonly cgroup: string,
  ) {}

  /** Boots one that sees the folder of the lab and ends with it. */
  static async boot(lab: Lab): Promise<LabSystemd> {
    removeStale();
    const cgroup = join(cgroupRoot()!, `${PREFIX}${process.pid}-${startTimeOf(process.pid)}`);
    mkdirSync(cgroup);
    const systemd = new LabSystemd(lab.start('systemd', 'sh', [BOOT, cgroup, lab.dir]), cgroup);
    lab.atEnd({ end: () => systemd.#end(), endNow: () => systemd.outer.signal('SIGKILL') });
    await waitFor('systemd to have booted', async () => {
      if (!systemd.outer.running) throw new Error(`systemd did not boot:\n${systemd.outer.output()}`);
      return (
        systemd.#pid() !== undefined && (await systemd.run(['systemctl', 'is-system-running'])).code === 0
      );
    });
    return systemd;
  }

  /** Runs a program there to its end. */
  run(words: readonly string[], options?: RunOptions): Promise<Outcome> {
    const pid = this.#pid();
    if (pid === undefined) throw new Error(`systemd is gone:\n${this.outer.output()}`);
    const line = ['-t', String(pid), '-m', '-p', '-u', '-i', '-C', 'env', '-i', `PATH=${PATH}`, ...words];
    return runProgram('nsenter', line, options);
  }

  /** What it says. Rejects when it fails. */
  async must(...words: readonly string[]): Promise<string> {
    const outcome = await this.run(words, { timeoutMs: 120_000 });
    if (outcome.code !== 0) throw new Error(describeOutcome(outcome));
    return outcome.stdout.trim();
  }

  // The process of systemd, as this machine counts.
  #pid(): number | undefined {
    const children = `/proc/${this.outer.pid}/task/${this.outer.pid}/children`;
    const pid = Number(existsSync(children) ? readFileSync(children, 'utf8').split(' ')[0] : '');
    return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(SYSTEMD) ? pid : undefined;
  }

  async #end(): Promise<void> {
    await this.outer.kill();
    await waitFor('the processes of systemd to be gone', () => removeCgroup(this.cgroup));
  }
}

/** A suite that needs a systemd; where there can be none it is a skipped test that says why. */
export function describeWithSystemd(title: string, suite: () => void): void {
  const reason = whyNoSystemd();
  if (reason === undefined) describe(title, suite);
  else test(title, { skip: reason }, () => undefined);
}

function whyNoSystemd(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  if (!existsSync(SYSTEMD)) return 'systemd is not installed';
  return cgroupRoot() === undefined ? 'no control groups of version 2 are mounted' : undefined;
}

function cgroupRoot(): string | undefined {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' '));
  return mounts.find(([, , type]) => type === 'cgroup2')?.[1];
}

// Of crashed labs, whose processes the next lab has ended.
function removeStale(): void {
  const root = cgroupRoot()!;
  for (const name of readdirSync(root)) {
    const [, pid, start] = new RegExp(`^${PREFIX}(\\d+)-(\\d+)$`).exec(name) ?? [];
    if (pid !== undefined && startTimeOf(Number(pid)) !== start) removeCgroup(join(root, name));
  }
}

// False while a process is in it.
function removeCgroup(folder: string): boolean {
  const below = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  if (!below.every(({ name }) => removeCgroup(join(folder, name)))) return false;
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
