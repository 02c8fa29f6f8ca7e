// Where Puppet's agent keeps its state on this host: settings first, then the places its packages use.
import type { HostPaths } from '../exec/host_paths';
import { statHostFile } from './host_file';

/** Absolute paths; the files need not exist. */
export interface PuppetFiles {
  /** Held while a catalog is applied: the pid of that run. */
  readonly runLock: string;
  /** There while the agent is disabled: JSON with the message. */
  readonly disabledLock: string;
  readonly summary: string;
  readonly report: string;
  readonly resources: string;
  readonly pid: string;
}

/** A plugin setting by MCollective's name, e.g. `puppet.pidfile`. */
export type SettingReader = (name: string) => string | undefined;

interface Layout {
  readonly state: string;
  /** Puppet 7 writes the run summary here, older ones into the state folder. */
  readonly public: string;
  readonly run: string;
}

const LAYOUTS: readonly Layout[] = [
  // Debian and Ubuntu packages.
  { state: '/var/cache/puppet/state', public: '/var/cache/puppet/public', run: '/run/puppet' },
  // Puppet's all-in-one packages.
  {
    state: '/opt/puppetlabs/puppet/cache/state',
    public: '/opt/puppetlabs/puppet/public',
    run: '/var/run/puppetlabs',
  },
  // Puppet 2 to 4.
  { state: '/var/lib/puppet/state', public: '/var/lib/puppet/state', run: '/var/run/puppet' },
];

/** Undefined when nothing of Puppet is found and no setting says where it is. */
export async function findPuppetFiles(
  paths: HostPaths,
  setting: SettingReader,
): Promise<PuppetFiles | undefined> {
  const configured = configuredLayout(setting);
  const layout = configured ?? (await usedLayout(paths));
  if (layout === undefined) return undefined;
  const { state, run } = layout;
  // Whoever moves `vardir` in puppet.conf, as older packages did, does not move Puppet 7's public folder.
  const publics = configured ? [layout.public] : [layout, ...LAYOUTS].map(one => one.public);
  return {
    runLock: named(setting, 'lockfile') ?? `${state}/agent_catalog_run.lock`,
    disabledLock: named(setting, 'disabled_lockfile') ?? `${state}/agent_disabled.lock`,
    summary: named(setting, 'summary') ?? (await newestSummary(paths, [...publics, state])),
    report: named(setting, 'reportfile') ?? `${state}/last_run_report.yaml`,
    resources: named(setting, 'resourcefile') ?? `${state}/resources.txt`,
    pid: named(setting, 'pidfile') ?? `${run}/agent.pid`,
  };
}

// The names of the older puppetd agent count too.
function named(setting: SettingReader, name: string): string | undefined {
  return setting(`puppet.${name}`) ?? setting(`puppetd.${name}`);
}

function configuredLayout(setting: SettingReader): Layout | undefined {
  const state = named(setting, 'statedir');
  const any = ['statedir', 'lockfile', 'disabled_lockfile', 'summary', 'pidfile'].some(
    name => named(setting, name) !== undefined,
  );
  if (!any) return undefined;
  const first = LAYOUTS[0]!;
  return {
    state: state ?? first.state,
    public: named(setting, 'publicdir') ?? state ?? first.public,
    run: named(setting, 'rundir') ?? first.run,
  };
}

// Of several, the one whose state folder changed last: an upgrade leaves the old one behind.
async function usedLayout(paths: HostPaths): Promise<Layout | undefined> {
  let used: Layout | undefined;
  let newest = Number.NEGATIVE_INFINITY;
  for (const layout of LAYOUTS) {
    const found = await statHostFile(paths, layout.state);
    if (!found?.isDirectory || found.modifiedMs <= newest) continue;
    used = layout;
    newest = found.modifiedMs;
  }
  return used;
}

// The first of the folders when there is none anywhere.
async function newestSummary(paths: HostPaths, folders: readonly string[]): Promise<string> {
  const files = [...new Set(folders)].map(folder => `${folder}/last_run_summary.yaml`);
  let newest = files[0]!;
  let modified = Number.NEGATIVE_INFINITY;
  for (const file of files) {
    const found = await statHostFile(paths, file);
    if (!found || found.modifiedMs <= modified) continue;
    newest = file;
    modified = found.modifiedMs;
  }
  return newest;
}
