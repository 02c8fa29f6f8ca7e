// fleetspec run: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, FEATURE_OPTIONS } from './shared_options';

export const runUsage: CommandUsage = {
  name: 'run',
  summary: 'run features and show every step',
  description: `Runs features and shows every step, then the verdict on every scenario.
Without --tags, those tagged @selftest are left out: they are made for an emulated fleet.
Steps that change hosts are refused without --act.
Exit codes: those of \`fleetspec check\`.`,
  args: [
    {
      name: 'features',
      description: 'feature files, folders, or file:line; default the folder features',
      required: false,
      variadic: true,
    },
  ],
  options: [
    ...FEATURE_OPTIONS,
    { flags: '-t, --timeout <seconds>', description: 'give up after this many seconds, default 3600' },
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec run', does: 'every feature below features/' },
    {
      line: 'fleetspec run --tags "not @slow" --html reports/run.html',
      does: 'some scenarios, and a report',
    },
  ],
  faultExit: 3,
};
