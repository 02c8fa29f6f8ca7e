// fleetspec config: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, JSON_OPTION } from './shared_options';

export const configUsage: CommandUsage = {
  name: 'config',
  summary: 'show the configuration in effect and its origin',
  description:
    'Prints every setting as it applies, without secrets, and warns of keys that are unknown or without effect.',
  args: [],
  options: [
    { flags: '--server', description: "read it as fleetspecd would: MCollective's server.cfg" },
    JSON_OPTION,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec config', does: 'what applies here' },
    { line: 'fleetspec config --config /etc/mcollective/client.cfg', does: 'what is understood of a file' },
  ],
  faultExit: 1,
};
