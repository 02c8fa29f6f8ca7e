// Listens to the bytes of a broker connection: how it was set up, and every frame in both directions.
//
// It parses beside the session and never instead of it: bytes are passed on whatever they are.
import { type BrokerAddress, brokerName } from '../stomp/broker_address';
import { EMPTY_BODY, type StompFrame } from '../stomp/frame';
import { FrameParser } from '../stomp/frame_parser';
import { agreedVersion } from '../stomp/login';
import type {
  ByteSocket,
  ConnectSocket,
  ConnectSocketOptions,
  SocketHandlers,
} from '../stomp/sockets/byte_socket';
import { connectSocket } from '../stomp/sockets/connect_socket';
import { HIDDEN } from '../util/secret_name';
import type { TlsFacts } from './trace_event';
import type { TraceLog } from './trace_log';

// Of each body.
const SHOWN_BYTES = 256;
const HIDDEN_FROM_BYTES = 4096;
const HIDDEN_HEADERS: ReadonlySet<string> = new Set(['passcode']);

export interface FrameTapOptions {
  /** Tell every frame, not only how the connection was set up. */
  readonly frames: boolean;
  /** False: only the sizes of bodies, for secrets in them could not be found (base64). */
  readonly bodies: boolean;
  /** Default: real sockets. */
  readonly connect?: ConnectSocket;
}

/** A ConnectSocket whose sockets are listened to. */
export function frameTap(
  log: TraceLog,
  { connect = connectSocket, ...options }: FrameTapOptions,
): ConnectSocket {
  return async (address: BrokerAddress, attempt: ConnectSocketOptions) => {
    const started = log.ms;
    const socket = await connect(address, attempt).catch((error: unknown) => {
      const problem = error instanceof Error ? error.message : String(error);
      log.add({ event: 'state', state: 'not connected', broker: brokerName(address), problem });
      throw error;
    });
    log.add({
      event: 'socket',
      broker: brokerName(address),
      socketMs: log.ms - started,
      tls: address.tls ? tlsFacts(socket, address.tls.verify) : undefined,
    });
    if (address.password) log.secrets.add(address.password);
    return new TappedSocket(socket, new Tap(log, brokerName(address), options));
  };
}

const NO_SESSION = { protocol: undefined, cipher: undefined, certificate: undefined };

function tlsFacts(socket: ByteSocket, verified: boolean): TlsFacts {
  const session = socket.tls?.() ?? NO_SESSION;
  const { protocol, cipher, certificate } = session;
  return { protocol, cipher, certificate, verified };
}

class TappedSocket implements ByteSocket {
  constructor(
    private readonly inner: ByteSocket,
    private readonly tap: Tap,
  ) {}

  get bufferedBytes(): number {
    return this.inner.bufferedBytes;
  }

  start(handlers: SocketHandlers): void {
    this.inner.start({
      onData: chunk => {
        this.tap.push('in', chunk);
        handlers.onData(chunk);
      },
      onClose: error => handlers.onClose(error),
    });
  }

  write(bytes: Buffer): void {
    this.tap.push('out', bytes);
    this.inner.write(bytes);
  }

  end(): void {
    this.inner.end();
  }

  destroy(): void {
    this.inner.destroy();
  }
}

type Direction = 'in' | 'out';

class Tap {
  readonly #parsers: Record<Direction, FrameParser>;
  #connect: StompFrame | undefined;

  constructor(
    private readonly log: TraceLog,
    private readonly broker: string,
    private readonly options: Omit<FrameTapOptions, 'connect'>,
  ) {
    const parser = (direction: Direction): FrameParser =>
      new FrameParser({ onFrame: frame => this.#onFrame(direction, frame) });
    this.#parsers = { in: parser('in'), out: parser('out') };
  }

  /** What is no STOMP is not told here: the session itself says so. */
  push(direction: Direction, bytes: Buffer): void {
    try {
      this.#parsers[direction].push(bytes);
    } catch {
      this.#parsers[direction].stop();
    }
  }

  #onFrame(direction: Direction, frame: StompFrame): void {
    if (this.options.frames) this.#tellFrame(direction, frame);
    if (frame.command === 'CONNECT') this.#connect = frame;
    if (frame.command === 'CONNECTED') this.#onConnected(frame);
  }

  #onConnected(frame: StompFrame): void {
    const { headers } = frame;
    const ours = this.#connect?.headers ?? {};
    const version = agreedVersion(frame);
    this.#parsers.in.version = version;
    this.#parsers.out.version = version;
    this.log.add({
      event: 'connected',
      broker: this.broker,
      server: headers.server,
      version,
      login: ours.login,
      vhost: ours.host,
      heartBeat: { ours: ours['heart-beat'], theirs: headers['heart-beat'] },
    });
  }

  #tellFrame(direction: Direction, { command, headers, body }: StompFrame): void {
    const shown = Object.entries(headers).map(([name, value]) => [
      name,
      HIDDEN_HEADERS.has(name) ? HIDDEN : value,
    ]);
    this.log.add({
      event: 'frame',
      direction,
      command,
      headers: Object.fromEntries(shown) as Record<string, string>,
      bytes: body.length,
      body: this.#shownBody(body),
    });
  }

  // Hidden before it is cut: half a secret is too much.
  #shownBody(body: Buffer): Buffer {
    if (!this.options.bodies || body.length === 0) return EMPTY_BODY;
    this.log.hideSignature(body);
    return this.log.secrets.hidden(body.subarray(0, HIDDEN_FROM_BYTES)).subarray(0, SHOWN_BYTES);
  }
}
