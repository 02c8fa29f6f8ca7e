// The fleet of the demo: a broker and emulated nodes in this process, and the configuration that finds them.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Broker } from '../broker/broker';
import { loadConfig } from '../config/load_config';
import { EmulatedFleet } from '../emulator/emulated_fleet';
import type { Environment } from '../environment';
import { DATABASE, demoHosts, installDemoPrograms, LOAD_BALANCER, MANAGEMENT } from './demo_hosts';

const LOGIN = 'demo';

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
    const fleet = await EmulatedFleet.start({ config, environment, nodes: demoHosts(Date.now()) });
    installDemoPrograms(fleet);
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
  state_dir: state
  params:
    load_balancer: ${LOAD_BALANCER}
    web_servers: role::web
    command: check_load
    database: ${DATABASE}
    management: ${MANAGEMENT}
    queue: mcollective.nodes
`,
    { mode: 0o600 },
  );
  return file;
}
