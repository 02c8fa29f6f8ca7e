// Packages of Red Hat and its relatives: rpm tells, dnf or yum changes, and never asks anybody.
import { type AvailablePackage, parseYumList, parseYumUpdates } from '../../probes/available_packages';
import { type PackageState, readRpmPackage } from '../../probes/package_state';
import { ActionFailed, type NodeContext } from '../agent';
import type { PackageManager, Updates } from './package_manager';
import { asChange, type Change, FAILED, runChange, tell } from './package_program';

const TELL_MS = 20_000;
/** These may fetch the lists of their repositories first. */
const REPOSITORY_MS = 150_000;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._+:-]*$/;
const VERSION = /^(?:\d+:)?[A-Za-z0-9][A-Za-z0-9._+~^-]*$/;

// Names and versions begin with a letter or digit; not every yum knows `--`.
export class YumPackages implements PackageManager {
  constructor(
    readonly name: 'dnf' | 'yum',
    private readonly node: NodeContext,
    private readonly signal: AbortSignal,
  ) {}

  requireUsable(name: string, version?: string): void {
    if (!NAME.test(name)) throw new ActionFailed(`no rpm can be called ${name}`, 4);
    if (version !== undefined && !VERSION.test(version))
      throw new ActionFailed(`no rpm can have the version ${version}`, 4);
  }

  state(name: string): Promise<PackageState> {
    return readRpmPackage(this.node.exec, this.name, name, { timeoutMs: TELL_MS, signal: this.signal });
  }

  async install(name: string, version: string | undefined): Promise<Change> {
    // dnf takes a name that it does not know for what some package provides, and would install that.
    if (!(await this.#list([name])).length) {
      return { output: '', exitcode: null, problem: `there is no package ${name} to install` };
    }
    if (version !== undefined && version !== 'latest') return this.#change('install', `${name}-${version}`);
    const done = await this.#change('install', name);
    // `install` is content with any version.
    return version === 'latest' && done.problem === undefined ? this.update(name) : done;
  }

  update(name: string): Promise<Change> {
    return this.#change('update', name);
  }

  uninstall(name: string): Promise<Change> {
    return this.#change('remove', name);
  }

  /** rpm keeps changed configuration as `.rpmsave` in either case. */
  purge(name: string): Promise<Change> {
    return this.#change('remove', name);
  }

  search(name: string): Promise<AvailablePackage[]> {
    return this.#list(['available', name]);
  }

  async #list(what: readonly string[]): Promise<AvailablePackage[]> {
    // 1: there are none, or a fault.
    const told = await this.#tell(['--showduplicates', 'list', ...what], [0, 1]);
    if (told.exitcode === 1 && !/No matching Packages/i.test(told.output + told.stderr)) {
      const said = told.stderr.trim().split('\n').at(-1);
      throw new ActionFailed(`${this.name} ended with exit code 1: ${said}`, FAILED);
    }
    return parseYumList(told.output);
  }

  async installed() {
    const limits = { timeoutMs: TELL_MS, signal: this.signal };
    const { output, exitcode } = await tell(this.node, ['rpm', '-qa'], limits);
    return { lines: output.split('\n').filter(line => line !== ''), summed: output, exitcode };
  }

  async refresh(): Promise<void> {
    await this.clean('metadata');
  }

  /** `mode` as MCollective's DDL lists them. Throws ActionFailed. */
  async clean(mode: string): Promise<{ output: string; exitcode: number }> {
    const change = asChange(this.name, await runChange(this.node, [this.name, 'clean', mode]));
    const { output, exitcode, problem } = change;
    if (problem !== undefined || exitcode === null)
      throw new ActionFailed(problem ?? `${this.name} did not end`, FAILED, { output, exitcode });
    return { output, exitcode };
  }

  async updates(): Promise<Updates> {
    // 100: there are some.
    const { output, exitcode } = await this.#tell(['check-update'], [0, 100]);
    return { output, exitcode, packages: parseYumUpdates(output) };
  }

  #tell(args: readonly string[], good: readonly number[]) {
    const limits = { timeoutMs: REPOSITORY_MS, signal: this.signal };
    return tell(this.node, [this.name, '-q', ...args], limits, good);
  }

  async #change(verb: string, operand: string): Promise<Change> {
    return asChange(this.name, await runChange(this.node, [this.name, '-y', '-q', verb, operand]));
  }
}
