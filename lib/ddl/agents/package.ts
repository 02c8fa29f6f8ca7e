// Agent `package`: software packages (MCollective's package agent 5.5; its names and labels, its checks made stricter).
import type { ActionDdl, InputDdl, OutputDdl } from '../ddl';
import { action, agentDdl, optional, output, outputs, ownMetadata, summary, text } from './ddl_parts';

// MCollective only asks for text without shell characters, and lets `-x`, `a b`, `foo-` (remove foo, to apt) through.
const NAME = '\\A[A-Za-z0-9]+(?:[._+:-]+[A-Za-z0-9]+)*[._+]*\\z';
const VERSION = '\\A[A-Za-z0-9][A-Za-z0-9._+~:^-]*\\z';

const name = text('Package Name', 'Package to act on', 90, NAME);
const version = optional(text('Version', 'Version to install, or "latest"', 90, VERSION));

const STATE = outputs({
  output: ['Output from the package manager', 'Output'],
  epoch: ['Package epoch number', 'Epoch'],
  arch: ['Package architecture', 'Arch'],
  ensure: ['Full package version', 'Ensure'],
  version: ['Version number', 'Version'],
  provider: ['Provider used to retrieve information', 'Provider'],
  name: ['Package name', 'Name'],
  release: ['Package release number', 'Release'],
});

const SAID: Record<string, OutputDdl> = {
  output: output('Output from the package manager', 'Output'),
  exitcode: output('The exit code of the command', 'Exit Code'),
};

const UPDATES: Record<string, OutputDdl> = {
  ...SAID,
  outdated_packages: output('Outdated packages', 'Outdated Packages'),
};

const changing = (verb: string, more: Record<string, InputDdl> = {}): ActionDdl =>
  action(verb, `${capital(verb)} a package`, {
    inputs: { package: name, ...more },
    outputs: STATE,
    aggregates: [summary('ensure')],
  });

const counting = (verb: string, description: string, displayAs: string): ActionDdl =>
  action(verb, description, {
    outputs: { ...SAID, output: output(description, displayAs) },
    aggregates: [summary('output')],
  });

const checking = (verb: string, description: string, more: Record<string, OutputDdl> = {}): ActionDdl =>
  action(verb, description, { display: 'always', outputs: { ...UPDATES, ...more } });

export const packageAgent = agentDdl(
  ownMetadata('package', 'Install, update and remove packages, and tell their state', 180),
  [
    changing('install', { version }),
    changing('update'),
    changing('uninstall'),
    changing('purge'),
    action('status', 'Get the status of a package', {
      display: 'always',
      inputs: { package: name },
      outputs: STATE,
      aggregates: [summary('ensure'), summary('arch')],
    }),
    action('search', 'Tell which versions of a package could be installed', {
      display: 'always',
      inputs: { package: name },
      outputs: outputs({
        package_count: ['Number of packages available', 'Number of Packages Available'],
        available_packages: ['Available packages', 'Available Packages'],
      }),
      aggregates: [summary('package_count')],
    }),
    counting('count', 'Number of packages installed', 'Count'),
    counting('md5', 'MD5 of the list of packages installed', 'MD5'),
    action('yum_clean', 'Clean the YUM cache', {
      inputs: {
        mode: {
          prompt: 'Yum clean mode',
          description: 'What to clean',
          type: 'list',
          optional: true,
          list: ['all', 'headers', 'packages', 'metadata', 'dbcache', 'plugins', 'expire-cache'],
        },
      },
      outputs: SAID,
    }),
    action('refresh', 'Update the list of available packages', { outputs: SAID }),
    action('apt_update', 'Update the apt cache', { outputs: UPDATES }),
    checking('checkupdates', 'Check for updates', {
      package_manager: output('The package manager that was asked', 'Package Manager'),
    }),
    checking('yum_checkupdates', 'Check for YUM updates'),
    checking('apt_checkupdates', 'Check for apt updates'),
  ],
);

function capital(verb: string): string {
  return `${verb.slice(0, 1).toUpperCase()}${verb.slice(1)}`;
}
