// Agent `nettest`: reaches other hosts from a node (MCollective's nettest agent 3.0.4; its names). fleetspecd has none.
import { action, agentDdl, aggregate, outputs, pluginMetadata, text } from './ddl_parts';

const fqdn = text('FQDN', 'The host to reach: a name or an address', 80, { validator: 'nettest_fqdn' });

export const nettest = agentDdl(pluginMetadata('nettest', 'Network tests from a node', '3.0.4', 60), [
  action('ping', 'Round trip time of a ping', {
    display: 'always',
    inputs: { fqdn },
    outputs: outputs({ rtt: ['The round trip time in ms', 'RTT'] }),
    aggregates: [aggregate('nettest_mma', 'rtt')],
  }),
  action('connect', 'Checks connectivity of a remote server on a port', {
    display: 'always',
    inputs: {
      fqdn,
      port: { prompt: 'Port', description: 'The port to connect to', type: 'integer', optional: false },
    },
    outputs: outputs({
      connect: ['Whether the port can be connected to', 'Connected'],
      connect_status: ['Connected, Connection Refused or Connection Timeout', 'Connection Status'],
      connect_time: ['Time it took to connect', 'Connection Time'],
    }),
  }),
]);
