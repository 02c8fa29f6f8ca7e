// The built command line of fleetspec.
import { join } from 'node:path';
import type { LabBroker } from './activemq';
import { ROOT } from './fleetspecd';
import type { Lab } from './lab';
import { LAB_PSK, SECRET } from './node_spec';
import { type Outcome, type RunOptions, runProgram } from './outcome';

export const CLIENT = join(ROOT, 'dist/bin/fleetspec.js');

/** Runs `fleetspec` in the lab's folder, with no configuration but what the arguments name. */
export function runFleetspec(lab: Lab, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return runProgram(process.execPath, [CLIENT, ...args], {
    cwd: lab.dir,
    ...options,
    env: { HOME: lab.dir, TZ: 'UTC', ...options.env },
  });
}

/** More sections of fleetspec.yaml, or keys of the ones written here. */
export type YamlSections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Writes a fleetspec.yaml for clients; returns its path. */
export function writeFleetspecYaml(
  lab: Lab,
  broker: LabBroker,
  sections: YamlSections = {},
  file = 'fleetspec.yaml',
): string {
  const { connector, host, port, user, password } = broker;
  const config = {
    identity: 'client.lab',
    ...sections,
    checks: { state_dir: lab.path('state'), ...sections.checks },
    broker: { ...(connector && { connector }), pool: [{ host, port, user, password }], ...sections.broker },
    security: { psk: LAB_PSK, ...sections.security },
  };
  // JSON is YAML.
  return lab.write(file, `${JSON.stringify(config, null, 2)}\n`, SECRET);
}
