// fleetspec lint: its metadata.
import type { CommandUsage } from '../command';
import { JSON_OPTION } from './shared_options';

export const lintUsage: CommandUsage = {
  name: 'lint',
  summary: 'find mistakes in features before anything runs',
  description: `Reads features and steps, asks no host, and tells what would go wrong: sentences that no step or several know, claims and
comparisons that cannot be read, scenarios that test nothing, parameters without a value or without a use, changes that
nobody undoes, tags that mean nothing. Each finding has file, line and column.
Exit codes: 0 no errors, 1 errors, 3 nothing could be judged.`,
  args: [
    {
      name: 'features',
      description: 'feature files or folders; default the folder features',
      required: false,
      variadic: true,
    },
  ],
  options: [
    { flags: '--param <name=value>', description: 'what <name> in the features stands for', repeat: true },
    { flags: '-H, --host <host>', description: 'what <host> stands for' },
    {
      flags: '--steps <folder>',
      description: 'steps of your own, default the nearest folder above the features with step_definitions/',
    },
    { flags: '--strict', description: 'warnings are errors, and every scenario says how serious it is' },
    JSON_OPTION,
    { flags: '-c, --config <file>', description: 'configuration, whose checks.params count; none is needed' },
    { flags: '-v, --verbose', description: 'say more, and show details of errors' },
  ],
  examples: [
    { line: 'fleetspec lint', does: 'all features below features/' },
    { line: 'fleetspec lint features/firewall.feature --strict', does: 'one of them, for a release' },
  ],
  faultExit: 3,
};
