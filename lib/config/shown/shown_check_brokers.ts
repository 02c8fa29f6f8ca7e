// Brokers that features name, as they may be shown.
import { brokerName } from '../../stomp/broker_address';
import type { ChecksConfig } from '../config';
import type { ShownSection } from './shown';

export function shownCheckBrokers({ brokers = new Map() }: ChecksConfig): ShownSection {
  return Object.fromEntries(
    [...brokers].map(([name, broker]) => [
      name,
      {
        address: brokerName(broker),
        user: broker.user ?? 'none',
        password_file: broker.passwordFile ?? 'none',
        tls: broker.tls !== undefined,
      },
    ]),
  );
}
