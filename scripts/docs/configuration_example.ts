// A fleetspec.yaml that has every key, each with what it means; it can be loaded as it stands.
import type { KnownKey } from '../../lib/config/keys/known_keys';
import { sentence, wrap } from './markdown';

/** What to show where the default is none, or only told in words. */
const VALUES: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  'broker.pool[].host': 'mq1.example.net',
  'broker.pool[].port': '61614',
  'broker.pool[].user': 'fleet',
  'broker.pool[].password': 'what the broker knows',
  'broker.pool[].password_file': 'broker.password',
  'broker.pool[].tls': 'true',
  'broker.pool[].tls.ca': '[/etc/fleetspec/tls/ca.pem]',
  'broker.pool[].tls.cert': '/etc/fleetspec/tls/client.pem',
  'broker.pool[].tls.key': '/etc/fleetspec/tls/client.key',
  'broker.pool[].tls.ciphers': 'ECDHE+AESGCM',
  'broker.vhost': 'mcollective',
  identity: 'web1.example.net',
  collectives: '[mcollective]',
  main_collective: 'mcollective',
  lib_dirs: '[/usr/share/mcollective/plugins]',
  'security.psk': 'what all nodes know',
  'security.psk_file': 'fleet.psk',
  'security.client_public': 'keys/alice.pem',
  'security.client_private': 'keys/alice-private.pem',
  'security.server_public': 'keys/nodes.pem',
  'security.server_private': 'keys/nodes-private.pem',
  'security.client_cert_dir': 'keys/callers',
  'security.cipher': 'aes-256-cbc',
  'security.ca_cert': 'keys/ca.pem',
  'rpc.discovery_options': '[/etc/fleetspec/nodes]',
  'rpc.publish_timeout': '10s',
  'node.fact_files': '[/etc/fleetspec/facts.yaml]',
  'node.classes_file': '/var/cache/puppet/state/classes.txt',
  'node.agents': '[discovery, rpcutil, host, puppet]',
  'node.plugins': { 'iptables.chain': 'junk_filter' },
  'node.log_file': '/var/log/fleetspecd.log',
  'node.authorization.policy_dir': '/etc/fleetspec/policies',
  'node.authorization.default_policy': 'site',
  'node.audit.file': '/var/log/fleetspec/audit.log',
  'node.registration.collective': 'mcollective',
  'node.agent_dirs': '[/etc/fleetspec/agents]',
  'checks.devices': { 'load balancer': '192.0.2.7' },
  'checks.steps': '/etc/fleetspec/checks',
  'checks.params': { web_servers: 'role::web' },
  'checks.secret_params': { db_password: '/etc/fleetspec/db.password', token: 'env:MONITORING_TOKEN' },
  'checks.groups': { 'web servers': 'hosts with class role::web' },
  'checks.pools': { db: 'traffic from the load balancer is unblocked' },
  'checks.max_targets': '10%',
  'checks.reading_actions': '[mine.status]',
  'checks.waivers': '/etc/fleetspec/waivers.yaml',
  'checks.state_dir': '/var/lib/fleetspec/checks',
  'checks.brokers.NAME.host': 'mq7.example.net',
  'checks.brokers.NAME.port': '61614',
  'checks.brokers.NAME.user': 'monitoring',
  'checks.brokers.NAME.password_file': 'mq7.password',
  'checks.brokers.NAME.tls': 'true',
  'checks.brokers.NAME.tls.ca': '[/etc/fleetspec/tls/ca.pem]',
  'checks.brokers.NAME.tls.cert': '/etc/fleetspec/tls/client.pem',
  'checks.brokers.NAME.tls.key': '/etc/fleetspec/tls/client.key',
  'passive.default': 'NAME',
  'passive.queue_dir': '/var/spool/fleetspec/passive',
  'passive.targets.NAME.kind': 'icinga2',
  'passive.targets.NAME.url': 'https://icinga.example.net:5665',
  'passive.targets.NAME.user': 'fleetspec',
  'passive.targets.NAME.password_file': 'icinga.password',
  'passive.targets.NAME.ca': '/var/lib/icinga2/certs/ca.crt',
  'passive.targets.NAME.ttl': '10m',
  'passive.targets.NAME.path': '/var/lib/nagios4/spool/checkresults',
  'passive.targets.NAME.address': 'nagios.example.net:5667',
  'passive.targets.NAME.token_file': 'nrdp.token',
  'passive.targets.NAME.host': '"{identity}"',
  'passive.targets.NAME.service': '"{feature}"',
};

/** Instead of these the example uses another key, so they are commented out. */
export const ALTERNATIVES: readonly string[] = [
  'broker.pool[].password',
  'broker.pool[].tls',
  'checks.brokers.NAME.tls',
  'security.psk',
  'passive.targets.NAME.path',
  'passive.targets.NAME.address',
  'passive.targets.NAME.encryption',
  'passive.targets.NAME.max_output',
  'passive.targets.NAME.token_file',
];

interface Branch {
  key?: KnownKey;
  readonly children: Map<string, Branch>;
}

export function exampleYaml(keys: readonly KnownKey[]): string {
  const root: Branch = { children: new Map() };
  for (const key of keys) plant(root, key.key.split('.'), key);
  const [single, sections] = [false, true].map(wanted =>
    [...root.children].filter(([, { children }]) => children.size > 0 === wanted),
  ) as [[string, Branch][], [string, Branch][]];
  return [...single, ...sections]
    .map(([name, branch]) => branchLines(name, branch, '').join('\n'))
    .join('\n\n');
}

function plant(branch: Branch, path: readonly string[], key: KnownKey): void {
  const [name, ...rest] = path;
  if (name === undefined) {
    branch.key = key;
    return;
  }
  const child = branch.children.get(name) ?? { children: new Map() };
  branch.children.set(name, child);
  plant(child, rest, key);
}

function branchLines(name: string, { key, children }: Branch, indent: string): string[] {
  const own = key ? keyLines(name, key, indent) : [];
  if (children.size === 0) return own;
  const list = name.endsWith('[]');
  const inner = [...children].flatMap(([child, branch]) =>
    branchLines(child, branch, `${indent}  ${list ? '  ' : ''}`),
  );
  const lines = [...own, `${indent}${name.replace('[]', '')}:`, ...inner];
  if (!list) return lines;
  // Its keys are one item of the list; the comments above the first key stay above its dash.
  const first = lines.findIndex(
    line => line.startsWith(`${indent}    `) && !line.trimStart().startsWith('#'),
  );
  return lines.map((line, i) => {
    if (i <= own.length || i > first) return line;
    return `${indent}  ${i === first ? '- ' : ''}${line.trimStart()}`;
  });
}

function keyLines(name: string, known: KnownKey, indent: string): string[] {
  const value = VALUES[known.key] ?? literal(known);
  const shown =
    typeof value === 'string'
      ? [`${indent}${name}: ${value}`]
      : [`${indent}${name}:`, ...Object.entries(value).map(([key, text]) => `${indent}  ${key}: ${text}`)];
  const comment = wrap(explained(known), { first: `${indent}# ` }).split('\n');
  if (!ALTERNATIVES.includes(known.key)) return [...comment, ...shown];
  return [...comment, ...shown.map(line => `${indent}# ${line.trimStart()}`)];
}

function literal({ key, default: standard }: KnownKey): string {
  if (/^[\w.:]+$/.test(standard) && standard !== 'none') return standard;
  throw new Error(`the key ${key} of fleetspec.yaml needs a value in scripts/docs/configuration_example.ts`);
}

const PLAIN_TYPES = ['text', 'names with texts', 'a list, each text'];

function explained({ meaning, type, default: standard }: KnownKey): string {
  const kind = PLAIN_TYPES.includes(type) ? '' : ` ${sentence(type)}`;
  return `${sentence(meaning)}${kind} Default: ${standard}.`;
}
