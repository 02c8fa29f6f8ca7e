// fleetspec demo: its metadata.
import type { CommandUsage } from '../command';

export const demoUsage: CommandUsage = {
  name: 'demo',
  summary: 'see checks at work on an emulated fleet',
  description: `Starts an embedded broker and a small fleet inside this process, runs the shipped features as a \
monitoring system would, and shows one of them turn red.
Nothing outside this process is touched but the folder reports/demo.
Exit code 0 when every check answered as it should.`,
  args: [],
  options: [],
  examples: [{ line: 'fleetspec demo', does: 'four checks in a few seconds' }],
  faultExit: 1,
};
