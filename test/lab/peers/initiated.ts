// A machine that `fleetspec init` has set up with RSA keys: client and node in one, and the lines with which mco and
// mcollectived use the same keys.
import { join } from 'node:path';
import type { LabBroker } from './activemq';
import { runFleetspec } from './fleetspec';
import { ROOT } from './fleetspecd';
import type { Lab } from './lab';
import { SECRET } from './node_spec';
import { describeOutcome } from './outcome';

export interface Initiated {
  readonly plugin: 'ssl' | 'aes';
  /** Its fleetspec.yaml. */
  readonly file: string;
  readonly collective: string;
  /** For client.cfg and server.cfg. */
  readonly settings: Readonly<Record<string, string>>;
}

const CALLER = 'alice';

export async function initiated(
  lab: Lab,
  broker: LabBroker,
  plugin: Initiated['plugin'],
): Promise<Initiated> {
  const collective = `init${plugin}`;
  const folder = lab.path(collective);
  const password = lab.write(`${collective}.password`, `${broker.password}\n`, SECRET);
  const outcome = await runFleetspec(lab, [
    ...['init', '--dir', folder, '--role', 'both', '--security', plugin, '--new-keys', '--caller', CALLER],
    ...['--broker', `${broker.host}:${broker.port}`, '--user', broker.user, '--password-file', password],
    ...['--identity', `ours.${plugin}`, '--collective', collective],
  ]);
  if (outcome.code !== 0) throw new Error(describeOutcome(outcome));
  const prefix = plugin === 'ssl' ? 'plugin.ssl_' : 'plugin.aes.';
  return {
    ...{ plugin, collective, file: join(folder, 'fleetspec.yaml') },
    settings: {
      securityprovider: plugin === 'ssl' ? 'ssl' : 'aes_security',
      [`${prefix}client_public`]: join(folder, `keys/${CALLER}.pem`),
      [`${prefix}client_private`]: join(folder, `keys/${CALLER}-private.pem`),
      [`${prefix}server_public`]: join(folder, 'keys/nodes.pem'),
      [`${prefix}server_private`]: join(folder, 'keys/nodes-private.pem'),
      [`${prefix}client_cert_dir`]: join(folder, 'callers'),
    },
  };
}

/** Starts fleetspecd with what init wrote, as it is. */
export async function startInitiated(lab: Lab, { plugin, file }: Initiated): Promise<void> {
  const args = [join(ROOT, 'dist/bin/fleetspecd.js'), '--config', file];
  const child = lab.start(`fleetspecd-init-${plugin}`, process.execPath, args, {
    env: { HOME: lab.dir, TZ: 'UTC' },
    cwd: lab.dir,
  });
  await child.untilPrinted(/ready/);
}
