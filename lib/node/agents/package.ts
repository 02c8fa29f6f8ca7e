// Agent `package`: installs, updates, removes packages and tells of them (MCollective's package agent 5.5 with Puppet's
// providers; its outputs, sentences and statuscodes).
import { createHash } from 'node:crypto';
import { packageAgent as ddl } from '../../ddl/agents/package';
import { describeError } from '../../errors';
import { type RubyValue, symbolHash } from '../../marshal/values';
import type { AvailablePackage } from '../../probes/available_packages';
import { PACKAGE_PROGRAMS } from '../../probes/package_manager';
import { isOfVersion, isPresent, type PackageState } from '../../probes/package_state';
import {
  ActionFailed,
  type ActionFunction,
  type ActionOutputs,
  type ActionRequest,
  type NodeContext,
} from '../agent';
import { makeAgent } from '../make_agent';
import { chosenManager, type PackageManager, packageManager, requireManager } from './package_manager';
import { type Change, FAILED } from './package_program';
import { Turns } from './turns';
import { YumPackages } from './yum_packages';

// Ten seconds are left for what is asked before and after.
const turns = new Turns({ answerMs: (ddl.metadata.timeout - 10) * 1000, statuscode: FAILED });

/** Of the DDL's input `version`. */
const LONGEST_VERSION = 90;

const ALREADY = 'Package is already installed';
const MISSING = 'Package is not present on the system';

type Work = (manager: PackageManager, name: string, version: string | undefined) => Promise<ActionOutputs>;

const install: Work = async (manager, name, version) => {
  const before = await manager.state(name);
  if (isPresent(before) && version === undefined) throw failed(ALREADY, before);
  const done = await manager.install(name, version);
  return after(manager, name, done, state => {
    if (!isPresent(state)) return 'still not installed';
    if (version === undefined || version === 'latest' || isOfVersion(state, version)) return undefined;
    return `the installed version is still ${state.ensure}`;
  });
};

const update: Work = async (manager, name) => {
  const before = await manager.state(name);
  if (!isPresent(before)) throw failed(MISSING, before);
  const done = await manager.update(name);
  return after(manager, name, done, state => (isPresent(state) ? undefined : 'no longer installed'));
};

const uninstall: Work = async (manager, name) => {
  const before = await manager.state(name);
  if (!isPresent(before)) throw failed(MISSING, before);
  const done = await manager.uninstall(name);
  return after(manager, name, done, state => (isPresent(state) ? 'still installed' : undefined));
};

const purge: Work = async (manager, name) => {
  const before = await manager.state(name);
  if (before.ensure === 'purged') throw failed(MISSING, before);
  const done = await manager.purge(name);
  return after(manager, name, done, state => (state.ensure === 'purged' ? undefined : 'still there'));
};

// What counts is not what the program said but what is installed now.
async function after(
  manager: PackageManager,
  name: string,
  { output, problem }: Change,
  wrong: (state: PackageState) => string | undefined,
): Promise<ActionOutputs> {
  const state = await manager.state(name);
  const outputs = { ...outputsOf(state), output };
  const sentence = problem ?? wrong(state);
  if (sentence !== undefined) throw new ActionFailed(sentence, FAILED, outputs);
  return outputs;
}

function failed(sentence: string, state: PackageState): ActionFailed {
  return new ActionFailed(sentence, FAILED, outputsOf(state));
}

const outputsOf = (state: PackageState): ActionOutputs => ({ ...state });

function changing(work: Work): ActionFunction {
  return orFail(async (request, node) => {
    const manager = await packageManager(node, new AbortController().signal);
    const name = request.data.package as string;
    const version = wantedVersion(request);
    manager.requireUsable(name, version);
    const what = `package ${request.action} ${name}${version === undefined ? '' : ` ${version}`}`;
    return turns.take(request, node, what, () => work(manager, name, version));
  });
}

// Front-ends of MCollective's agent 4 call it `pkgver`, no DDL declares that, and they send nil with every action.
function wantedVersion({ action, data: { version, pkgver } }: ActionRequest): string | undefined {
  const wanted = version ?? pkgver ?? undefined;
  if (action !== 'install' || wanted === undefined) return undefined;
  if (typeof wanted === 'string' && wanted.length <= LONGEST_VERSION) return wanted;
  throw new ActionFailed('pkgver is no version of a package', 4);
}

const status = orFail(async ({ data, signal }, node) => {
  const manager = await packageManager(node, signal);
  const name = data.package as string;
  manager.requireUsable(name);
  return outputsOf(await manager.state(name));
});

const search = orFail(async ({ data, signal }, node) => {
  const manager = await packageManager(node, signal);
  const name = data.package as string;
  manager.requireUsable(name);
  const found = await manager.search(name);
  return { package_count: found.length, available_packages: rows(found) };
});

const count = orFail(async ({ signal }, node) => {
  const { lines, exitcode } = await (await packageManager(node, signal)).installed();
  return { output: String(lines.length), exitcode };
});

const md5 = orFail(async ({ signal }, node) => {
  const { summed, exitcode } = await (await packageManager(node, signal)).installed();
  return { output: createHash('md5').update(summed).digest('hex'), exitcode };
});

type Choice = (node: NodeContext, signal: AbortSignal) => Promise<PackageManager>;

const withApt: Choice = (node, signal) => requireManager('apt', node, signal);
const withYum: Choice = (node, signal) => requireManager('yum', node, signal);

function checking(choose: Choice): ActionFunction {
  return orFail(async ({ signal }, node) => {
    const manager = await choose(node, signal);
    const { output, exitcode, packages } = await manager.updates();
    return { output, exitcode, outdated_packages: rows(packages), package_manager: manager.name };
  });
}

function refreshing(choose: Choice, more: (packages: RubyValue) => ActionOutputs): ActionFunction {
  return orFail(async (request, node) => {
    const manager = await choose(node, new AbortController().signal);
    return turns.take(request, node, `package ${request.action}`, async () => {
      await manager.refresh();
      const { output, exitcode, packages } = await manager.updates();
      return { output, exitcode, ...more(rows(packages)) };
    });
  });
}

const yumClean = orFail(async (request, node) => {
  const { signal } = new AbortController();
  await withYum(node, signal);
  const mode = (request.data.mode as string | undefined) ?? cleanMode(node);
  const yum = new YumPackages('yum', node, signal);
  return turns.take(request, node, `package yum_clean ${mode}`, async () => ({ ...(await yum.clean(mode)) }));
});

function cleanMode(node: NodeContext): string {
  const mode = node.setting('package.yum_clean_mode') ?? 'all';
  const known = ddl.actions.yum_clean?.inputs.mode?.list ?? [];
  if (!known.includes(mode)) throw new ActionFailed(`Unsupported yum clean mode: ${mode}`, FAILED);
  return mode;
}

const rows = (packages: readonly AvailablePackage[]): RubyValue[] =>
  packages.map(row => symbolHash({ ...row }));

// What cannot be read or started is the agent's "no", with a sentence and MCollective's statuscode.
function orFail(run: (request: ActionRequest, node: NodeContext) => Promise<ActionOutputs>): ActionFunction {
  return async (request, node) => {
    try {
      return await run(request, node);
    } catch (error) {
      if (error instanceof ActionFailed) throw error;
      throw new ActionFailed(describeError(error), FAILED);
    }
  };
}

async function activate(node: NodeContext): Promise<string | undefined> {
  const wanted = node.setting('package.provider');
  const name = await chosenManager(node);
  if (name !== undefined) return undefined;
  const programs = Object.values(PACKAGE_PROGRAMS).join(', ');
  return wanted === undefined
    ? `there is no package manager here: none of ${programs}`
    : `package.provider is ${wanted}: it must be apt, dnf or yum, and its program there (${programs})`;
}

export const packageAgent = makeAgent(
  ddl,
  {
    install: changing(install),
    update: changing(update),
    uninstall: changing(uninstall),
    purge: changing(purge),
    status,
    search,
    count,
    md5,
    yum_clean: yumClean,
    refresh: refreshing(packageManager, () => ({})),
    apt_update: refreshing(withApt, outdated => ({ outdated_packages: outdated })),
    checkupdates: checking(packageManager),
    apt_checkupdates: checking(withApt),
    yum_checkupdates: checking(withYum),
  },
  {
    settings: {
      'package.provider': 'apt, dnf or yum; the one that is there',
      'package.lock_wait': 'longest wait for a lock that another apt holds, seconds, at most 150; 60',
      'package.yum_clean_mode': 'what yum_clean cleans when the caller does not say; all',
    },
    activate,
  },
);
