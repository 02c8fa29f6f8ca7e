// fleetspec package: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS, AGENT_OPTIONS } from './agent_options';
import { YES_OPTION } from './shared_options';

export const packageUsage: CommandUsage = {
  name: 'package',
  summary: 'see, install, update and remove a package on many nodes',
  description: `Shows what each node has, and after a change only where it failed; -v shows all. Action and package may change places.
Anything but status, count, md5 and checkupdates asks first when no filter is given.
${AGENT_EXITS}`,
  args: [
    {
      name: 'action',
      description: 'status, install, update, uninstall, purge; without a package: count, md5, checkupdates',
      required: true,
      values: ['status', 'install', 'update', 'uninstall', 'purge', 'count', 'md5', 'checkupdates'],
    },
    { name: 'package', description: 'name of the package', required: false },
    { name: 'version', description: 'the version to install, default the newest', required: false },
  ],
  options: [
    { flags: '--version <version>', description: 'the same, as mco takes it' },
    YES_OPTION,
    ...AGENT_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec package status openssl -C role::web', does: 'which versions the web servers have' },
    { line: 'fleetspec package update openssl -F country=uk --batch 10%', does: 'a tenth at a time' },
  ],
  faultExit: 1,
};
