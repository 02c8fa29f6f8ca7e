// fleetspec drill: its metadata.
import type { CommandUsage } from '../command';
import { JSON_OPTION } from './shared_options';

export const drillUsage: CommandUsage = {
  name: 'drill',
  summary: 'prove that a check can fail',
  description: `Runs a feature that is well once more for each thing that can go wrong, one at a time: a host falls silent or refuses,
a value is another one or missing, nobody is there, a page cannot be reached. It names every disturbance that the check
slept through. The runs are played from a recording of \`check --record\`, or else from one of the emulated fleet of
\`fleetspec demo\`; no fleet of yours is touched. A host fewer may be meant to be tolerated: then it is told how many were
not. Fields at which the check does not look are left out; -v shows them.
Exit codes: 0 nothing was slept through, 1 something was, 3 it could not be drilled, such as a check that is red already.`,
  args: [
    {
      name: 'feature',
      description: 'feature files; none: those of the recording',
      required: false,
      variadic: true,
    },
  ],
  options: [
    { flags: '-r, --recording <file>', description: 'what `fleetspec check --record` wrote' },
    { flags: '--param <name=value>', description: 'what <name> in the feature stands for', repeat: true },
    { flags: '-H, --host <host>', description: 'what <host> stands for' },
    { flags: '--tags <expression>', description: 'only scenarios with these tags: "@web and not @slow"' },
    { flags: '--steps <folder>', description: 'steps of your own, default those above the features' },
    JSON_OPTION,
    { flags: '-v, --verbose', description: 'show what was noticed, too, and fields nobody looks at' },
  ],
  examples: [
    { line: 'fleetspec drill features/firewall.feature', does: 'on the emulated fleet' },
    {
      line: 'fleetspec drill --recording /var/tmp/web.rec',
      does: 'on what your own fleet answered',
    },
  ],
  faultExit: 3,
};
