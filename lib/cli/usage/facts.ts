// fleetspec facts: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS, AGENT_OPTIONS } from './agent_options';

export const factsUsage: CommandUsage = {
  name: 'facts',
  summary: 'how often each value of a fact is found',
  description: `Asks every node that matches for one fact and counts the values. -v names the nodes.
${AGENT_EXITS}`,
  args: [{ name: 'fact', description: 'name of the fact, such as country', required: true }],
  options: AGENT_OPTIONS,
  examples: [
    { line: 'fleetspec facts operatingsystemrelease', does: 'which releases are out there' },
    { line: 'fleetspec facts country -C role::web -v', does: 'with the names of the web servers' },
  ],
  faultExit: 1,
};
