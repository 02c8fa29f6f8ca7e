// fleetspec rpc: its metadata.
import type { CommandUsage } from '../command';
import {
  CONFIG_OPTIONS,
  FILTER_OPTIONS,
  FLEET_OPTIONS,
  JSON_OPTION,
  NODES_OPTION,
  TIMEOUT_OPTION,
} from './shared_options';

export const rpcUsage: CommandUsage = {
  name: 'rpc',
  summary: 'call an action of an agent on many nodes',
  description: `Calls AGENT's ACTION on every node that matches and prints what each answered.
Arguments: key=value is a string; key:=value is JSON (numbers, true, lists), so port:=8080 is an integer and port=8080 is text.
A few arguments of MCollective's own agents (force, noop, splay, logs …) are known to be booleans or integers and converted from key=value.
Exit codes: 0 all answers are ok, 1 nobody matched or a fault, 2 some failed, 3 no node answered, 4 no answer from the nodes named.`,
  args: [
    { name: 'agent', description: 'agent, such as rpcutil', required: true },
    { name: 'action', description: 'action of the agent, such as get_fact', required: true },
    { name: 'arguments', description: 'key=value or key:=json', required: false, variadic: true },
  ],
  options: [
    ...FILTER_OPTIONS,
    NODES_OPTION,
    TIMEOUT_OPTION,
    ...FLEET_OPTIONS,
    { flags: '--display <which>', description: 'ok, failed or all', default: 'all' },
    { flags: '--no-results', description: 'send and do not wait for answers' },
    JSON_OPTION,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec rpc rpcutil get_fact fact=kernel', does: 'one fact of every node' },
    {
      line: 'fleetspec rpc iptables block ipaddr=192.0.2.7 -C role::web',
      does: 'block an address on the web servers',
    },
    { line: 'fleetspec rpc puppet status --json | jq .', does: 'answers as JSON' },
  ],
  faultExit: 1,
};
