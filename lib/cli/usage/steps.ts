// fleetspec steps: its metadata.
import type { CommandUsage } from '../command';
import { JSON_OPTION } from './shared_options';

export const stepsUsage: CommandUsage = {
  name: 'steps',
  summary: 'list the sentences that features can say',
  description: `Lists every sentence with what it does and a line that uses it, by topics; yours first, if the working directory or the
folder of --steps has some. With words, only the sentences that have all of them somewhere.
Exit codes: 0 done, 1 no sentence has these words, or steps cannot be loaded.`,
  args: [{ name: 'words', description: 'what to look for', required: false, variadic: true }],
  options: [
    {
      flags: '--steps <folder>',
      description: 'steps of your own, default those above the working directory',
    },
    JSON_OPTION,
    { flags: '-v, --verbose', description: 'say more, and show details of errors' },
  ],
  examples: [
    { line: 'fleetspec steps', does: 'all of them' },
    { line: 'fleetspec steps puppet load', does: 'those about Puppet and load' },
  ],
  faultExit: 1,
};
