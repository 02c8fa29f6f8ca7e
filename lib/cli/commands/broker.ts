// fleetspec broker: the embedded broker in the foreground, where the configuration says that a broker is.
import type { Config } from '../../config/config';
import { loadConfig } from '../../config/load_config';
import type { Environment } from '../../environment';
import type { CommandRun } from '../command';
import { displayLogger } from '../display_logger';
import { BadSetting } from '../errors';
import { flagOption, textOption } from '../options';

export const run: CommandRun = async ({ options }, { environment, display }) => {
  const { Broker } = await import('../../broker/broker');
  const file = textOption(options, 'config');
  const config = loadConfig(environment, { role: 'client', ...(file !== undefined && { file }) });
  const { host, port, user, password } = firstBroker(config);
  const broker = await Broker.start({
    ...{ host, port, users: { [user]: password } },
    ...(flagOption(options, 'verbose') && { logger: displayLogger(display) }),
  });
  display.line(`broker: listening on ${broker.address}:${broker.port} for user ${user}; Ctrl-C ends it`);
  await interrupted(environment);
  await broker.stop();
  return 0;
};

/** Without a login everybody on the network could command the fleet, so there must be one. */
function firstBroker({ broker, file }: Config): {
  host: string;
  port: number;
  user: string;
  password: string;
} {
  const [first] = broker.pool;
  if (first === undefined)
    throw new BadSetting(file, 'broker.pool is empty', 'name host, port, user and password');
  const { host, port, user, password, tls } = first;
  if (!user || !password) {
    throw new BadSetting(
      file,
      `broker ${host} has no user and password`,
      'give both: without them anybody could log in',
    );
  }
  if (tls) {
    throw new BadSetting(
      file,
      `broker ${host} is to be reached over TLS`,
      'the embedded broker started here speaks plain TCP; take tls out, or run ActiveMQ',
    );
  }
  return { host, port, user, password };
}

function interrupted(environment: Environment): Promise<void> {
  return new Promise(resolve => {
    environment.onSignal('SIGINT', resolve);
    environment.onSignal('SIGTERM', resolve);
  });
}
