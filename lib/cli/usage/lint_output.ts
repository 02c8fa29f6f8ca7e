// fleetspec lint-output: its metadata.
import type { CommandUsage } from '../command';
import { JSON_OPTION } from './shared_options';

export const lintOutputUsage: CommandUsage = {
  name: 'lint-output',
  summary: "say what Nagios, NRPE, Icinga 2, Cacti, negate and urlize make of a plugin's output",
  description: `Reads what a plugin printed from a file or standard input, or runs the plugin named behind \`--\`.
For each consumer it shows the state, the line people see, and what is lost or taken for something else, errors first.
Cacti is judged when the line is one for Cacti, or with --for cacti. NRPE means its packets of version 2.
Exit codes: 0 no errors for these consumers, 1 errors.`,
  args: [
    {
      name: 'words',
      description: 'FILE with the output, or -; behind `--`: the PLUGIN and its arguments',
      required: false,
      variadic: true,
    },
  ],
  options: [
    {
      flags: '--for <names>',
      description: 'only nagios, nrpe, icinga, negate, urlize, cacti: some, by commas',
    },
    { flags: '--exit <code>', description: 'what the plugin ended with, for output from a file; default 0' },
    { flags: '--stderr <file>', description: 'what it printed on standard error, for output from a file' },
    { flags: '-t, --timeout <seconds>', description: 'time for the plugin that is run, default 60' },
    JSON_OPTION,
    { flags: '-v, --verbose', description: 'say more, and show details of errors' },
  ],
  examples: [
    {
      line: 'fleetspec lint-output -- /usr/lib/nagios/plugins/check_disk -w 10% -c 5%',
      does: 'run it, and judge what it printed',
    },
    {
      line: './check_thing > out 2> err; fleetspec lint-output --exit $? --stderr err out',
      does: 'judge what was printed before',
    },
    {
      line: 'activemq_cacti -H mq1 --report broker | fleetspec lint-output --for cacti',
      does: 'will Cacti accept the line?',
    },
  ],
  faultExit: 1,
};
