// fleetspec describe-filter: its metadata.
import type { CommandUsage } from '../command';
import { FILTER_OPTIONS } from './shared_options';

export const describeFilterUsage: CommandUsage = {
  name: 'describe-filter',
  summary: 'say in words which nodes a filter means',
  description: `Reads the filter options as other commands do and says what they ask of a node. Nothing is sent.
Exit codes: 0 it can be read, 1 it cannot.`,
  args: [],
  options: [...FILTER_OPTIONS],
  examples: [
    {
      line: `fleetspec describe-filter -C role::web -S "country=uk and not fstat('/etc/drained').present=1"`,
      does: 'before it is used',
    },
  ],
  faultExit: 1,
};
