// fleetspec init: its metadata.
import type { CommandUsage } from '../command';

export const initUsage: CommandUsage = {
  name: 'init',
  summary: 'write a configuration, by asking or from MCollective’s',
  description: `Writes fleetspec.yaml, and each secret into a file of its own that only its owner can read. At a terminal it asks for
what no option says. With --from it takes over an MCollective client.cfg or server.cfg, and tells which keys it took and
which have no counterpart. What it writes was read back first; nothing that is there is overwritten, but for a
fleetspec.yaml in which nothing is set.
Exit codes: 0 written, 1 nothing was written.`,
  args: [],
  options: [
    {
      flags: '--role <role>',
      description: 'client, node or both, default client',
      values: ['client', 'node', 'both'],
    },
    {
      flags: '--dir <folder>',
      description: 'where to, default /etc/fleetspec for root, ~/.config/fleetspec for others',
    },
    { flags: '--broker <host:port>', description: 'a broker; several are tried in order', repeat: true },
    {
      flags: '--connector <kind>',
      description: 'kind of broker: activemq (the default) or rabbitmq',
      values: ['activemq', 'rabbitmq'],
    },
    { flags: '--tls', description: 'speak TLS with the broker' },
    {
      flags: '--ca <file>',
      description: 'with TLS: authorities its certificate may come from',
      repeat: true,
    },
    { flags: '--user <login>', description: 'login at the broker' },
    { flags: '--password-file <file>', description: 'file that holds the password of the login' },
    { flags: '--new-password', description: 'make a password, to tell the broker' },
    {
      flags: '--security <plugin>',
      description: 'how machines know each other: psk (one shared key, the default), ssl or aes (RSA keys)',
      values: ['psk', 'ssl', 'aes'],
    },
    { flags: '--psk-file <file>', description: 'file that holds the shared key of the fleet' },
    { flags: '--new-psk', description: 'make a shared key, to bring to every machine' },
    { flags: '--new-keys', description: 'ssl, aes: make the RSA keys that no other option names' },
    {
      flags: '--caller <name>',
      description: 'ssl, aes: make a pair for this caller; default the user, where a client needs one',
      repeat: true,
    },
    {
      flags: '--client-public <file>',
      description: 'ssl, aes: public key of the caller; its name is the caller’s',
    },
    { flags: '--client-private <file>', description: 'ssl, aes: private key of the caller' },
    { flags: '--server-public <file>', description: 'ssl, aes: public key of the nodes' },
    { flags: '--server-private <file>', description: 'ssl, aes: private key of the nodes' },
    {
      flags: '--client-cert-dir <folder>',
      description: 'ssl, aes: public keys of those who may call this node',
    },
    { flags: '--identity <name>', description: 'name of this machine, default the host name' },
    { flags: '--collective <name>', description: 'collective it takes part in', repeat: true },
    { flags: '--from <file>', description: 'an MCollective client.cfg or server.cfg to take over' },
    { flags: '-v, --verbose', description: 'say more, and show details of errors' },
  ],
  examples: [
    { line: 'fleetspec init', does: 'asks, and writes' },
    {
      line: 'fleetspec init --role both --broker mq1:61613 --user fleet --new-password --new-psk --dir /etc/fleetspec',
      does: 'the first machine of a new fleet',
    },
    {
      line: 'fleetspec init --role both --broker mq1:61613 --security ssl --new-keys --caller alice --caller bob',
      does: 'the same with RSA keys, for two callers',
    },
    {
      line: 'fleetspec init --from /etc/mcollective/server.cfg --dir /etc/fleetspec',
      does: 'a node that was mcollectived’s',
    },
  ],
  faultExit: 1,
};
