// fleetspec iptables: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS, AGENT_OPTIONS } from './agent_options';
import { YES_OPTION } from './shared_options';

export const iptablesUsage: CommandUsage = {
  name: 'iptables',
  summary: 'block and unblock an address on many nodes',
  description: `Adds and removes rules in the chain of the agent iptables. After a change only failures are shown, -v shows all.
A change asks first when no filter is given. --nr sends and does not wait.
${AGENT_EXITS}`,
  args: [
    {
      name: 'action',
      description: 'block, unblock, isblocked, or listblocked without an address',
      required: true,
      values: ['block', 'unblock', 'isblocked', 'listblocked'],
    },
    { name: 'address', description: 'IPv4 or IPv6 address', required: false },
  ],
  options: [
    YES_OPTION,
    { flags: '--nr, --no-results', description: 'send and do not wait for answers' },
    ...AGENT_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec iptables block 192.0.2.7 -C role::web', does: 'on the web servers' },
    { line: 'fleetspec iptables isblocked 192.0.2.7', does: 'where it is blocked' },
  ],
  faultExit: 1,
};
