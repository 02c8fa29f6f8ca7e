// Which broker the sentences of a scenario ask: that of the fleet, or one that was chosen.
import { readPasswordFile } from '../../activemq/password_file';
import type { CheckBroker } from '../../config/check_brokers';
import type { Config } from '../../config/config';
import { type Endpoint, endpointName } from '../../net/endpoint';
import type { BrokerAddress } from '../../stomp/broker_address';
import { endpointIn } from '../network/endpoint_in';
import { perScenario } from '../network/per_scenario';

const STOMP_PORT = 61613;

class Brokers {
  #chosen: string | undefined;

  /** A name of `checks.brokers`, or a host with or without its STOMP port. */
  choose(text: string): void {
    this.#chosen = text.trim().replace(/^(?:tcp|stomp):\/\/|^tcp /, '');
  }

  /** In questions. */
  get name(): string {
    return this.#chosen ?? 'fleet';
  }

  /** As sentences call it. */
  get thing(): string {
    return this.#chosen === undefined ? 'the broker' : `the broker ${this.#chosen}`;
  }

  /** Throws BadSentence, PasswordUnreadable and what reading the configuration throws. */
  pool(config: Config): readonly BrokerAddress[] {
    if (this.#chosen === undefined) return config.broker.pool;
    const { brokers = new Map<string, CheckBroker>() } = config.checks;
    const named = brokers.get(this.#chosen);
    if (named) return [withPassword(named)];
    const endpoint = endpointIn(this.#chosen, STOMP_PORT);
    const known = config.broker.pool.find(broker => isAt(broker, endpoint));
    if (known) return [known];
    const described = [...brokers.values()].find(broker => isAt(broker, endpoint));
    return [described ? withPassword(described) : endpoint];
  }
}

const isAt = (broker: Endpoint, endpoint: Endpoint): boolean =>
  endpointName(broker) === endpointName(endpoint);

function withPassword({ passwordFile, ...broker }: CheckBroker): BrokerAddress {
  return passwordFile === undefined ? broker : { ...broker, password: readPasswordFile(passwordFile) };
}

export type { Brokers };

/** Of a scenario. */
export const brokersOf = perScenario(() => new Brokers());
