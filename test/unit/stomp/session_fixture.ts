// Sessions over scripted brokers, on a clock that stands still.
import type { BrokerAddress } from '../../../lib/stomp/broker_address';
import type { ConnectionState } from '../../../lib/stomp/connection';
import { BrokerUnreachable } from '../../../lib/stomp/errors';
import { StompSession } from '../../../lib/stomp/session';
import type { SessionOptions } from '../../../lib/stomp/session_options';
import type { ConnectSocket } from '../../../lib/stomp/sockets/byte_socket';
import type { Logger } from '../../../lib/util/logger';
import { FakeClock } from '../rpc/fake_clock';
import type { ScriptedBroker } from './scripted_broker';

export const PASSWORD = 'geheim-42';

/** What is behind each host name; a host that is not here refuses the connection. */
export type Hosts = Record<string, ScriptedBroker | ConnectSocket | undefined>;

export class Fixture {
  readonly clock = new FakeClock();
  /** Hosts in the order they were dialled. */
  readonly dialled: string[] = [];
  readonly log: string[] = [];

  constructor(readonly hosts: Hosts) {}

  readonly connectSocket: ConnectSocket = async (address, options) => {
    this.dialled.push(address.host);
    const host = this.hosts[address.host];
    if (!host) throw new BrokerUnreachable(`${address.host}:${address.port}`, 'connection refused');
    return typeof host === 'function' ? host(address, options) : host.accept();
  };

  options(overrides: Partial<SessionOptions> = {}): SessionOptions {
    return {
      pool: Object.keys(this.hosts).map(host => address(host)),
      vhost: 'mcollective',
      heartbeatMs: 0,
      connectTimeoutMs: 5_000,
      reconnectInitialMs: 100,
      reconnectMaxMs: 1_000,
      // No spreading: delays are the full ones.
      random: () => 0,
      clock: this.clock,
      connectSocket: this.connectSocket,
      logger: this.logger,
      ...overrides,
    };
  }

  connect(overrides: Partial<SessionOptions> = {}): Promise<StompSession> {
    return StompSession.connect(this.options(overrides));
  }

  private get logger(): Logger {
    const note = (message: string, fields?: object) =>
      void this.log.push(`${message} ${JSON.stringify(fields)}`);
    return { error: note, warn: note, info: note, debug: note };
  }
}

export function address(host: string, overrides: Partial<BrokerAddress> = {}): BrokerAddress {
  return { host, port: 61613, user: 'client', password: PASSWORD, ...overrides };
}

/** The states a session tells, as they come. */
export function states(session: StompSession): ConnectionState[] {
  const seen: ConnectionState[] = [];
  session.onState(state => seen.push(state));
  return seen;
}

/** What a promise is rejected with; a resolved one throws. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  const result = await promise.then(
    () => undefined,
    (error: Error) => error,
  );
  if (!result) throw new Error('expected a rejection');
  return result;
}
