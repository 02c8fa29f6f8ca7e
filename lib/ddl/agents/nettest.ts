// Agent `nettest`: reaches other hosts from a node (MCollective's nettest agent 3.0.4; its names). The
// outputs `address` and `problem` are ours.
import { action, agentDdl, aggregate, outputs, ownMetadata, text } from './ddl_parts';

const fqdn = text('FQDN', 'The host to reach: a name or an address', 80, { validator: 'nettest_fqdn' });

const ADDRESS = ['The address of the host that was tried', 'Address'] as const;

export const nettest = agentDdl(ownMetadata('nettest', 'Network tests from a node', 60), [
  action('ping', 'Round trip time of a ping', {
    display: 'always',
    inputs: { fqdn },
    outputs: outputs({ rtt: ['The round trip time in ms', 'RTT'], address: ADDRESS }),
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
      connect_time: ['Seconds it took to connect', 'Connection Time'],
      address: ADDRESS,
      problem: ['Why it could not be connected to, in the words of the system', 'Problem'],
    }),
  }),
]);
