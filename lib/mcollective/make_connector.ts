// The connector a configuration asks for.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Clock } from '../util/clock';
import { ActiveMqConnector } from './activemq_connector';
import type { Connector } from './connector';
import { RabbitMqConnector } from './rabbitmq_connector';

export function makeConnector(
  { broker, identity }: Pick<Config, 'broker' | 'identity'>,
  { pid }: Pick<Environment, 'pid'>,
  clock: Clock,
): Connector {
  if (broker.connector === 'rabbitmq') return new RabbitMqConnector(broker, identity, pid);
  return new ActiveMqConnector(broker, identity, pid, clock);
}
