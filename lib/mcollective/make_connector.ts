// The connector a configuration asks for.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Clock } from '../util/clock';
import { ActiveMqConnector } from './activemq_connector';
import type { Connector } from './connector';

export function makeConnector(
  config: Pick<Config, 'broker' | 'identity'>,
  { pid }: Pick<Environment, 'pid'>,
  clock: Clock,
): Connector {
  return new ActiveMqConnector(config.broker, config.identity, pid, clock);
}
