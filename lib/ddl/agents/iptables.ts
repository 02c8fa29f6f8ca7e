// Agent `iptables`: blocks addresses (MCollective's iptables agent 3.0.2; its names and labels).
import type { ActionDdl, InputDdl } from '../ddl';
import { action, agentDdl, output, ownMetadata, summary, text } from './ddl_parts';

// MCollective's agent has 2. On a slow host that is too little for one after the other, and a change that was made but
// not answered is the worst of all.
const TIMEOUT_SECONDS = 10;

const ipaddr = (purpose: string): InputDdl =>
  text('IP address', `The IP address to ${purpose}`, 40, { validator: 'ipaddress' });

const blocked = output('Boolean indication if the IP is blocked or not', 'Blocked', false);

function changing(name: string, description: string): ActionDdl {
  return action(name, description, {
    inputs: { ipaddr: ipaddr(name) },
    outputs: { output: output('Descriptive status of the action', 'Output', false), blocked },
    aggregates: [summary('blocked')],
  });
}

export const iptables = agentDdl(
  ownMetadata('iptables', 'Blocks addresses in one chain of iptables and ip6tables', TIMEOUT_SECONDS),
  [
    changing('block', 'Block an IP'),
    changing('unblock', 'Unblock an IP'),
    action('listblocked', 'Returns list of blocked ips', {
      display: 'always',
      outputs: { blocked: output('Blocked IPs', 'Blocked', []) },
    }),
    action('isblocked', 'Check if an IP is blocked', {
      display: 'always',
      inputs: { ipaddr: ipaddr('check') },
      outputs: { blocked },
      aggregates: [summary('blocked')],
    }),
  ],
);
