// fleetspec rpc: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS } from './agent_options';
import { CALL_OPTIONS, CONFIG_OPTIONS, REPLY_OPTIONS, YES_OPTION } from './shared_options';

export const rpcUsage: CommandUsage = {
  name: 'rpc',
  summary: 'call an action of an agent on many nodes',
  description: `Calls AGENT's ACTION on every node that matches and prints what each answered.
Arguments: key=value is what the DDL of the agent says (true for a boolean, 8080 for an integer), otherwise text; key:=value is JSON, whatever the DDL says.
Arguments are checked by the DDL before anything is sent. DDLs are looked for in the folders of lib_dirs (libdir); those of common agents are built in.
At a terminal, an action that is not known to only read asks first when no filter is given.
Names that are piped in are asked instead of discovering; docs/requests.md has all the ways of choosing and asking.
${AGENT_EXITS}`,
  args: [
    { name: 'agent', description: 'agent, such as rpcutil', required: true },
    { name: 'action', description: 'action of the agent, such as get_fact', required: true },
    { name: 'arguments', description: 'key=value or key:=json', required: false, variadic: true },
  ],
  options: [
    YES_OPTION,
    ...CALL_OPTIONS,
    {
      flags: '--display <which>',
      description: 'ok, failed or all answers, default as the DDL of the action says',
      values: ['ok', 'failed', 'all'],
    },
    { flags: '--no-ddl', description: 'send arguments as they are and show answers as they come' },
    { flags: '--nr, --no-results', description: 'send and do not wait for answers' },
    { flags: '--reply-to <destination>', description: 'send, and have the answers go there: /queue/NAME' },
    ...REPLY_OPTIONS,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec rpc rpcutil get_fact fact=kernel', does: 'one fact of every node' },
    {
      line: 'fleetspec rpc iptables block ipaddr=192.0.2.7 -C role::web',
      does: 'block an address on the web servers',
    },
    { line: 'fleetspec rpc puppet status --json | jq .', does: 'answers as JSON' },
    {
      line: 'fleetspec find -C web | fleetspec rpc puppet runonce --dm stdin --batch 10%',
      does: 'exactly the nodes that were found, a tenth of them at a time',
    },
  ],
  faultExit: 1,
};
