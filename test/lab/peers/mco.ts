// The real mco client with a client.cfg of its own.
import type { LabBroker } from './activemq';
import type { Lab } from './lab';
import { commonSettings, type NodeSpec, renderSettings, SECRET, type Settings } from './node_spec';
import { type Outcome, type RunOptions, runProgram } from './outcome';
import { RUBY_CLIENT_LIBDIR, RUBY_ENVIRONMENT, RUBY_LIBDIR } from './ruby_environment';
import { type ClientKeys, clientSecurity } from './security_keys';

export interface ClientOptions extends Pick<NodeSpec, 'psk' | 'security' | 'collectives'> {
  /** Of a client whose `security` has any; default those of a caller that every node knows. */
  readonly keys?: ClientKeys;
  readonly settings?: Settings;
  /** Name of the file in the lab, default `client.cfg`. */
  readonly file?: string;
}

/** Writes a client.cfg that mco and fleetspec both read; returns its path. */
export function writeClient(lab: Lab, broker: LabBroker, options: ClientOptions = {}): string {
  const settings = {
    identity: 'client.lab',
    ...commonSettings(broker, options),
    ...(options.security && clientSecurity(lab, options.security, options.keys)),
    libdir: `${RUBY_LIBDIR}:${RUBY_CLIENT_LIBDIR}`,
    logger_type: 'console',
    loglevel: 'warn',
    color: 0,
    factsource: 'yaml',
    'plugin.yaml': lab.write('client-facts.yaml', '{}\n'),
    connection_timeout: 10,
    ...options.settings,
  };
  return lab.write(options.file ?? 'client.cfg', renderSettings(settings), SECRET);
}

/** Runs `mco` to its end. */
export function runMco(
  lab: Lab,
  config: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const [application = 'help', ...rest] = args;
  return runProgram('mco', [application, '--config', config, ...rest], {
    cwd: lab.dir,
    ...options,
    env: { ...RUBY_ENVIRONMENT, HOME: lab.dir, ...options.env },
  });
}
