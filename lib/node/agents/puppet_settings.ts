// The settings of the agents `puppet` and `puppetd`, for the documentation: name, meaning and default.
import type { NodeContext } from '../agent';

type SettingTable = Readonly<Record<string, string>>;

const PLACES: SettingTable = {
  'puppet.statedir': 'folder with the state of Puppet; that of its packages that changed last',
  'puppet.publicdir': 'folder with the summary of the last run, for Puppet 7 and later; that of its packages',
  'puppet.rundir': 'folder with the pid file; that of its packages',
  'puppet.lockfile': 'file that is there while a catalog is applied; agent_catalog_run.lock in statedir',
  'puppet.disabled_lockfile': 'file that is there while Puppet is disabled; agent_disabled.lock in statedir',
  'puppet.summary': 'summary of the last run; last_run_summary.yaml in publicdir or statedir, the newer one',
  'puppet.pidfile': 'pid of the Puppet daemon; agent.pid in rundir',
  'puppet.resourcefile': 'list of the resources managed; resources.txt in statedir',
  'puppet.reportfile': 'report of the last run; last_run_report.yaml in statedir',
  'puppet.command': 'program and words that start Puppet, no shell; puppet agent',
};

export const PUPPET_SETTINGS: SettingTable = {
  ...PLACES,
  'puppet.signal_daemon': 'runonce wakes an idle daemon instead of starting another Puppet; true',
  'puppet.splay': 'runs wait for a random time first, unless the caller says otherwise; true',
  'puppet.splaylimit': 'longest such wait in seconds; 30',
  'puppet.allow_server_override': 'callers may name another master; false',
  'puppet.resource_type_whitelist':
    'types that the action resource takes, separated by commas; none, it takes no type',
  'puppet.resource_type_blacklist': 'instead: types that it does not take; none',
  'puppet.resource_name_whitelist.TYPE': 'names of that type which it takes; every name',
  'puppet.resource_name_blacklist.TYPE': 'instead: names of that type which it does not take; none',
  'puppet.resource_allow_managed_resources': 'it takes resources that Puppet manages, too; false',
};

export const PUPPETD_SETTINGS: SettingTable = {
  ...PLACES,
  'puppetd.splaytime': 'longest random wait in seconds before a run; 0, none',
};

/** A plugin setting as MCollective reads booleans; anything else is the default. */
export function booleanSetting(node: NodeContext, name: string, otherwise: boolean): boolean {
  const text = node.setting(name)?.trim() ?? '';
  if (/^(1|yes|true|y|t)$/i.test(text)) return true;
  return /^(0|no|false|n|f)$/i.test(text) ? false : otherwise;
}
