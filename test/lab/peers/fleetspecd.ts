// The built node daemon, on the machine or on a host of the lab's network.
import { join } from 'node:path';
import type { LabBroker } from './activemq';
import type { Lab } from './lab';
import type { LabNode } from './mcollectived';
import { type LabHost, onHost } from './namespaces';
import { type NodeSpec, writeNode, writeNodeYaml } from './node_spec';

export const ROOT = join(__dirname, '..', '..', '..');
const DAEMON = join(ROOT, 'dist/bin/fleetspecd.js');
const READY = /ready/;

export interface FleetspecdOptions {
  /** Runs there instead of on the machine itself. */
  readonly host?: LabHost;
  /** Configured by a fleetspec.yaml instead of a server.cfg. */
  readonly yaml?: true;
  /** Words before the command line: a program that runs it in surroundings of its own. */
  readonly through?: readonly [string, ...string[]];
}

/** Starts one daemon and waits until it says that it is ready. */
export async function startFleetspecd(
  lab: Lab,
  broker: LabBroker,
  spec: NodeSpec,
  options: FleetspecdOptions = {},
): Promise<LabNode> {
  const folder = `fleetspecd/${spec.identity}`;
  const server = { logger_type: 'console', loglevel: 'info', daemonize: 0 };
  const configFile = options.yaml
    ? writeNodeYaml(lab, folder, broker, spec)
    : writeNode(lab, folder, broker, spec, server);
  const args = [DAEMON, '--config', configFile];
  const [file, line] = options.host
    ? onHost(options.host, process.execPath, args)
    : wrapped(process.execPath, args, options.through);
  const child = lab.start(`fleetspecd-${spec.identity}`, file, line, {
    env: { HOME: lab.dir, TZ: 'UTC' },
    cwd: lab.path(folder),
  });
  await child.untilPrinted(READY);
  return { identity: spec.identity, configFile, child };
}

function wrapped(
  file: string,
  args: readonly string[],
  through: FleetspecdOptions['through'],
): [string, readonly string[]] {
  if (!through) return [file, args];
  const [first, ...words] = through;
  return [first, [...words, file, ...args]];
}

export function startFleetspecds(
  lab: Lab,
  broker: LabBroker,
  specs: readonly NodeSpec[],
): Promise<LabNode[]> {
  return Promise.all(specs.map(spec => startFleetspecd(lab, broker, spec)));
}
