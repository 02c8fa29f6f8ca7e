// The section `broker` of a configuration, without passwords.
import type { BrokerAddress } from '../../stomp/broker_address';
import type { BrokerConfig } from '../config';
import { formatDuration } from '../duration';
import { type Shown, type ShownSection, setOrNot } from './shown';

export function shownBroker(broker: BrokerConfig): ShownSection {
  return {
    connector: broker.connector,
    ...(broker.connector === 'rabbitmq' && { use_reply_exchange: broker.useReplyExchange }),
    pool: broker.pool.map(shownAddress),
    randomize: broker.randomize,
    vhost: broker.vhost,
    heartbeat: formatDuration(broker.heartbeatMs),
    connect_timeout: formatDuration(broker.connectTimeoutMs),
    reconnect_initial: formatDuration(broker.reconnectInitialMs),
    reconnect_max: formatDuration(broker.reconnectMaxMs),
    max_frame_bytes: broker.maxFrameBytes,
    base64: broker.base64,
    agents_multiplex: broker.agentsMultiplex,
    priority: broker.priority,
  };
}

function shownAddress({ host, port, user, password, tls }: BrokerAddress): Shown {
  return {
    host,
    port,
    user: user ?? 'none',
    password: setOrNot(password),
    tls: tls
      ? {
          ca: tls.caFiles.length ? tls.caFiles : 'the system’s',
          cert: tls.certFile ?? 'none',
          key: tls.keyFile ?? 'none',
          verify: tls.verify,
        }
      : false,
  };
}
