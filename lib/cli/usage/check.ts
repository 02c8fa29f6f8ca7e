// fleetspec check: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, FEATURE_OPTIONS } from './shared_options';

export const checkUsage: CommandUsage = {
  name: 'check',
  summary: 'run a feature as a Nagios or Icinga check',
  description: `Runs one feature and answers as a plugin does: a line with performance data, then one for each scenario.
Exit codes: 0 OK, 1 WARNING (scenarios tagged @warning), 2 CRITICAL: an assertion failed, 3 UNKNOWN: it could not be tested.
Answers in time whatever happens. Steps that change hosts are refused without --act. When a scenario fails or the run is
interrupted, what the feature changed is undone, at the next start if it was killed; what it still has changed when all
is well stays so.`,
  args: [{ name: 'feature', description: 'feature file, or feature:line for one scenario', required: true }],
  options: [
    ...FEATURE_OPTIONS,
    {
      flags: '-t, --timeout <seconds>',
      description:
        'answer before this many seconds have passed, default 55; below the limit of Nagios or NRPE',
    },
    { flags: '--max-output <bytes>', description: 'longest output, default 8190; 1023 for NRPE 2' },
    {
      flags: '--perfdata-ranges <style>',
      description:
        'thresholds in performance data: simple (the default: numbers, for Icinga 2), full or none',
    },
    { flags: '--submit <target>', description: 'also send the result to this target of passive.targets' },
    { flags: '--submit-each', description: 'a result for each scenario instead of one for all' },
    {
      flags: '--submit-host <name>',
      description: 'host of the result, default <host> with -H, else {identity}',
    },
    {
      flags: '--submit-service <name>',
      description: 'service of the result: {file} (the default), {feature}, {scenario}, <parameter>',
    },
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec check features/firewall.feature --act', does: 'one plugin line and an exit code' },
    {
      line: 'fleetspec check features/puppet_master_capacity.feature -H web1 --param country=uk -t 30',
      does: 'with parameters and a deadline',
    },
  ],
  faultExit: 3,
};
