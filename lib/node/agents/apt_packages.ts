// Packages of Debian and its relatives: dpkg-query tells, apt-get changes, and never asks anybody.
import type { ExecResult } from '../../exec/exec';
import {
  type AvailablePackage,
  parseAptCandidate,
  parseAptUpdates,
  parseMadison,
} from '../../probes/available_packages';
import { type PackageState, readDebianPackage } from '../../probes/package_state';
import { sleep } from '../../util/clock';
import { ActionFailed, type NodeContext } from '../agent';
import type { PackageManager, Updates } from './package_manager';
import { asChange, type Change, FAILED, runChange, tell } from './package_program';

const TELL_MS = 20_000;
const SIMULATE_MS = 60_000;
const LOCK_WAIT_SECONDS = 60;
const LONGEST_LOCK_WAIT = 150;
const LOCK_POLL_MS = 2000;

// Debian Policy 5.6.1 and 5.6.12; a name may have its architecture with it.
const NAME = /^[a-z0-9][a-z0-9+.-]*[a-z0-9+.](?::[a-z0-9][a-z0-9-]*)?$/;
const VERSION = /^(?:\d+:)?\d[A-Za-z0-9.+~-]*$/;

const ENV = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBCONF_NONINTERACTIVE_SEEN: 'true',
  APT_LISTCHANGES_FRONTEND: 'none',
  APT_LISTBUGS_FRONTEND: 'none',
  UCF_FORCE_CONFFOLD: '1',
};

// A configuration file somebody changed stays as it is, as with Puppet.
const OPTIONS = [
  ...['-q', '-y', '-o', 'Dpkg::Use-Pty=0'],
  ...['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold'],
];

export class AptPackages implements PackageManager {
  readonly name = 'apt';

  constructor(
    private readonly node: NodeContext,
    private readonly signal: AbortSignal,
  ) {}

  requireUsable(name: string, version?: string): void {
    if (!NAME.test(name)) throw new ActionFailed(`no package of Debian can be called ${name}`, 4);
    if (version !== undefined && version !== 'latest' && !VERSION.test(version))
      throw new ActionFailed(`no package of Debian can have the version ${version}`, 4);
  }

  state(name: string): Promise<PackageState> {
    return readDebianPackage(this.node.exec, name, { timeoutMs: TELL_MS, signal: this.signal });
  }

  async install(name: string, version: string | undefined): Promise<Change> {
    // apt-get takes a name that it does not know for a pattern, and would install whatever fits.
    const command = ['apt-cache', 'policy', '--', name] as const;
    const { output } = await tell(this.node, command, { timeoutMs: TELL_MS, signal: this.signal });
    if (parseAptCandidate(output, name) === undefined)
      return { output, exitcode: null, problem: `there is no package ${name} to install` };
    return version === undefined || version === 'latest'
      ? this.#change('install', [], name)
      : this.#change('install', ['--allow-downgrades'], `${name}=${version}`);
  }

  update(name: string): Promise<Change> {
    return this.#change('install', ['--only-upgrade'], name);
  }

  uninstall(name: string): Promise<Change> {
    return this.#change('remove', [], name);
  }

  purge(name: string): Promise<Change> {
    return this.#change('purge', [], name);
  }

  async search(name: string): Promise<AvailablePackage[]> {
    const command = ['apt-cache', 'madison', '--', name] as const;
    const { output } = await tell(this.node, command, { timeoutMs: TELL_MS, signal: this.signal });
    return parseMadison(output).filter(found => found.package === name.replace(/:.*/, ''));
  }

  async installed() {
    const command = ['dpkg', '--list'] as const;
    const { output, exitcode } = await tell(this.node, command, { timeoutMs: TELL_MS, signal: this.signal });
    const lines = output.split('\n').filter(line => line.startsWith('ii'));
    return { lines, summed: lines.join('\n'), exitcode };
  }

  async refresh(): Promise<void> {
    // Without it apt-get is content when it could reach nothing.
    const result = await this.#patiently(['apt-get', '-q', '-o', 'APT::Update::Error-Mode=any', 'update']);
    const { problem } = asChange('apt-get', result);
    const partly = /^[WE]: (?:Failed to fetch|Some index files failed) ?.*/m.exec(result.stderr)?.[0];
    const why = problem ?? (partly && `apt-get could not update all lists: ${partly}`);
    if (why !== undefined)
      throw new ActionFailed(why, FAILED, { exitcode: result.code, output: result.stdout });
  }

  async updates(): Promise<Updates> {
    const command = ['apt-get', '--simulate', 'dist-upgrade'] as const;
    const told = await tell(this.node, command, { timeoutMs: SIMULATE_MS, signal: this.signal });
    return { ...told, packages: parseAptUpdates(told.output) };
  }

  async #change(verb: string, options: readonly string[], operand: string): Promise<Change> {
    const result = await this.#patiently(['apt-get', ...OPTIONS, ...options, verb, '--', operand]);
    return asChange('apt-get', result);
  }

  // Nothing has been done when a lock was not to be had.
  async #patiently(command: readonly [string, ...string[]]): Promise<ExecResult> {
    const { clock } = this.node;
    const until = clock.monotonic() + lockWaitMs(this.node);
    for (;;) {
      const result = await runChange(this.node, command, ENV);
      if (!isLocked(result) || clock.monotonic() >= until) return result;
      await sleep(LOCK_POLL_MS, clock);
    }
  }
}

function isLocked({ code, stderr }: ExecResult): boolean {
  return code === 100 && /^E: Could not get lock|is locked by another process/m.test(stderr);
}

function lockWaitMs(node: NodeContext): number {
  const seconds = Number(node.setting('package.lock_wait') ?? LOCK_WAIT_SECONDS);
  return 1000 * (seconds >= 0 ? Math.min(seconds, LONGEST_LOCK_WAIT) : LOCK_WAIT_SECONDS);
}
