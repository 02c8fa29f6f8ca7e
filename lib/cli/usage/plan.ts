// fleetspec plan: its metadata.
import type { CommandUsage } from '../command';
import { checkUsage } from './check';

const OTHERWISE = /^(--act|--plan|--submit)/;

export const planUsage: CommandUsage = {
  name: 'plan',
  summary: 'show what a feature would change, and change nothing',
  description: `The same as \`fleetspec check --plan\`: asks who the hosts are and how they are, then lists the calls that would change them,
with arguments, hosts, the nodes' consent and how each is undone.
Exit codes: 0 everything can be planned, 3 it cannot, or a node would refuse.`,
  args: checkUsage.args,
  options: checkUsage.options.filter(({ flags }) => !OTHERWISE.test(flags)),
  examples: [{ line: 'fleetspec plan features/firewall.feature', does: 'before it is run with --act' }],
  faultExit: 3,
};
