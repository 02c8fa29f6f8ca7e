// fleetspec replay: its metadata.
import type { CommandUsage } from '../command';

export const replayUsage: CommandUsage = {
  name: 'replay',
  summary: 'run a recorded check again, offline',
  description: `Runs the features of a recording that \`check\` or \`run\` made with --record. Every question gets the answer it got
then; nothing is connected to and nothing is waited for. The answer is a plugin's, and says whether it is the recorded one.
With a feature, that one is run on the recording instead: a check can be written without a fleet.
Exit codes: those of check.`,
  args: [
    { name: 'recording', description: 'file that --record wrote', required: true },
    { name: 'feature', description: 'another feature to run on it', required: false, variadic: true },
  ],
  options: [
    { flags: '--steps <folder>', description: 'steps of your own, default those above the features' },
    { flags: '-v, --verbose', description: 'show every step' },
  ],
  examples: [
    {
      line: 'fleetspec check web.feature --record /var/tmp/web.rec',
      does: 'a check that keeps what it saw',
    },
    { line: 'fleetspec replay /var/tmp/web.rec -v', does: 'what it saw, step by step' },
  ],
  faultExit: 3,
};
