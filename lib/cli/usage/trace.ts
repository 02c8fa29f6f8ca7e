// fleetspec trace: its metadata.
import type { CommandUsage } from '../command';
import { CALL_OPTIONS, CONFIG_OPTIONS } from './shared_options';

export const traceUsage: CommandUsage = {
  name: 'trace',
  summary: 'call an action and show everything that happens on the way',
  description: `Calls AGENT's ACTION as \`fleetspec rpc\` does, and prints what goes over the wire as it happens: connection, subscriptions, the request with its signature, the broker's receipt, every reply and what became of it, each with its time; at the end a line for every node.
The action is really done. Passwords, the shared key and arguments whose names say that they are secret are not shown.
Exit codes are those of \`fleetspec rpc\`.`,
  args: [
    { name: 'agent', description: 'agent, such as rpcutil', required: true },
    { name: 'action', description: 'action of the agent, such as ping', required: true },
    { name: 'arguments', description: 'key=value or key:=json', required: false, variadic: true },
  ],
  options: [
    ...CALL_OPTIONS,
    { flags: '--no-ddl', description: 'send arguments as they are' },
    { flags: '--frames', description: 'show every frame in both directions, with the beginning of its body' },
    { flags: '-j, --json', description: 'print JSON, a line for each event' },
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec trace rpcutil ping', does: 'the life of a request to every node' },
    { line: 'fleetspec trace rpcutil ping -I web1.example.net', does: 'why does web1 not answer?' },
    { line: 'fleetspec trace rpcutil ping --json | jq .event', does: 'the same for programs' },
  ],
  faultExit: 1,
};
