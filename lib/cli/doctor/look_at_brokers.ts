// Each broker of the pool by itself, step by step: its name, TCP, TLS, login, heart-beats, and whether it is of the kind
// the configuration says. A session would go on to the next one and hide that the first is down.
import { lookup } from 'node:dns/promises';
import type { BrokerConfig, Config } from '../../config/config';
import { type BrokerAddress, brokerName } from '../../stomp/broker_address';
import { StompSession } from '../../stomp/session';
import type { ByteSocket, ConnectSocket, TlsSession } from '../../stomp/sockets/byte_socket';
import { connectSocket } from '../../stomp/sockets/connect_socket';
import { type Finding, faultFound, note, ok, problem } from './finding';

/** One address of a host name; rejects when it has none. */
export type LookUp = (host: string) => Promise<string>;

const lookUpHere: LookUp = async host => (await lookup(host)).address;

export async function lookAtBrokers(
  { broker }: Pick<Config, 'broker'>,
  lookUp: LookUp = lookUpHere,
): Promise<Finding[]> {
  const found = await Promise.all(broker.pool.map(address => lookAtBroker(address, broker, lookUp)));
  return found.flat();
}

async function lookAtBroker(
  address: BrokerAddress,
  config: BrokerConfig,
  lookUp: LookUp,
): Promise<Finding[]> {
  const check = `broker ${brokerName(address)}`;
  let ip: string;
  try {
    ip = await lookUp(address.host);
  } catch (fault) {
    const { code = 'no answer' } = fault as NodeJS.ErrnoException;
    return [
      problem(
        check,
        `the name ${address.host} has no address (${code})`,
        'check the name, and DNS on this machine',
      ),
    ];
  }
  const greeting = new Greeting();
  try {
    const session = await StompSession.connect({
      ...config,
      pool: [address],
      reconnect: false,
      connectSocket: greeting.listeningTo(connectSocket),
    });
    await session.close();
  } catch (fault) {
    return [faultFound(check, fault)];
  }
  return [ok(check, greeting.told(ip, address)), ...judged(check, greeting, config)];
}

function judged(
  check: string,
  { server, beats }: Greeting,
  { connector, heartbeatMs }: BrokerConfig,
): Finding[] {
  const kind = /rabbitmq/i.test(server) ? 'rabbitmq' : /activemq/i.test(server) ? 'activemq' : undefined;
  const findings: Finding[] = [];
  if (kind !== undefined && kind !== connector)
    findings.push(
      problem(
        check,
        `it is ${server}, but the configuration is for ${connector}`,
        `set broker.connector to ${kind}`,
      ),
    );
  const silent = 'a connection that a firewall forgot is noticed only when somebody sends';
  if (heartbeatMs === 0)
    findings.push(
      note(check, `no heart-beats are asked for: ${silent}`, 'set broker.heartbeat, 30s for example'),
    );
  else if (/^0,/.test(beats))
    findings.push(note(check, `the broker gives no heart-beats: ${silent}`, 'allow them in the broker'));
  return findings;
}

// Of the frame that a broker welcomes a login with.
class Greeting {
  #text = '';
  #tls: TlsSession | undefined;

  listeningTo(connect: ConnectSocket): ConnectSocket {
    return async (address, options) => {
      const socket = await connect(address, options);
      this.#tls = socket.tls?.();
      return this.#listened(socket);
    };
  }

  get server(): string {
    return this.#header('server') ?? 'a broker that does not tell its name';
  }

  get beats(): string {
    return this.#header('heart-beat') ?? '0,0';
  }

  told(ip: string, { host, user }: BrokerAddress): string {
    const where = ip === host ? '' : `${ip}, `;
    const tls = this.#tls ? `${this.#tls.protocol ?? 'TLS'}, ` : '';
    const login = user === undefined ? 'no login' : `login ${user}`;
    return `${where}${tls}${login}, ${this.server}, STOMP ${this.#header('version') ?? '1.0'}`;
  }

  #header(name: string): string | undefined {
    return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(this.#text)?.[1];
  }

  #listened(socket: ByteSocket): ByteSocket {
    const hear = (chunk: Buffer): void => {
      if (this.#text.length < MOST_HEARD) this.#text += chunk.toString('latin1');
    };
    return {
      get bufferedBytes() {
        return socket.bufferedBytes;
      },
      start: ({ onData, onClose }) =>
        socket.start({
          onClose,
          onData(chunk) {
            hear(chunk);
            onData(chunk);
          },
        }),
      write: bytes => socket.write(bytes),
      end: () => socket.end(),
      destroy: () => socket.destroy(),
    };
  }
}

const MOST_HEARD = 8192;
