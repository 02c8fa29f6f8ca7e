// The fleet of the demo: a broker and emulated nodes in this process, and the configuration that finds them.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Broker } from '../broker/broker';
import { loadConfig } from '../config/load_config';
import { EmulatedFleet, type EmulatedNode } from '../emulator/emulated_fleet';
import type { Environment } from '../environment';

export const MASTER = 'puppet1.demo.example';
const LOGIN = 'demo';

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i + 1}.demo.example`);

const WEB_SERVERS = numbered('web', 4);
export const CLIENTS = [...WEB_SERVERS, ...numbered('app', 6), ...numbered('db', 2)];

function node(identity: string): EmulatedNode {
  const role = identity.replace(/\d.*/, '');
  return { identity, classes: [`role::${role}`], facts: { role, country: 'uk' }, puppet: 'idling' };
}

const NODES: readonly EmulatedNode[] = [
  {
    identity: MASTER,
    classes: ['role::puppetmaster'],
    facts: { role: 'puppetmaster' },
    load: [0.42, 0.4, 0.38],
    cpus: 4,
  },
  ...CLIENTS.map(node),
];

export interface DemoFleet {
  readonly fleet: EmulatedFleet;
  readonly configFile: string;
  stop(): Promise<void>;
}

/** Starts everything; `folder` gets the configuration. */
export async function startDemoFleet(environment: Environment, folder: string): Promise<DemoFleet> {
  const password = randomBytes(12).toString('hex');
  const broker = await Broker.start({ name: 'demo', users: { [LOGIN]: password } });
  try {
    const configFile = writeConfig(folder, broker.port, password);
    const config = loadConfig(environment, { file: configFile, role: 'client' });
    const fleet = await EmulatedFleet.start({ config, environment, nodes: NODES });
    const stop = async (): Promise<void> => {
      await fleet.stop();
      await broker.stop();
    };
    return { fleet, configFile, stop };
  } catch (fault) {
    await broker.stop();
    throw fault;
  }
}

function writeConfig(folder: string, port: number, password: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'fleetspec.yaml');
  writeFileSync(
    file,
    `# Written by \`fleetspec demo\`; its broker is gone when the demo ends.
identity: operator.demo.example
broker:
  pool:
    - { host: 127.0.0.1, port: ${port}, user: ${LOGIN}, password: ${password} }
security:
  psk: ${randomBytes(12).toString('hex')}
checks:
  puppet_master: role::puppetmaster
  params:
    load_balancer: 192.0.2.7
    web_servers: role::web
`,
    { mode: 0o600 },
  );
  return file;
}
