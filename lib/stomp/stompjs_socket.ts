// What @stomp/stompjs sees as its WebSocket: our byte socket, with frames already split.
import { EMPTY_BODY, makeHeaders, type StompFrame, type StompVersion } from './frame';
import { encodeFrame } from './frame_writer';
import type { ByteSocket } from './sockets/byte_socket';

// stompjs compares with these; they are the WebSocket API's numbers.
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const NOTHING = new ArrayBuffer(0);
// stompjs gathers bodies byte by byte in an array; of ERROR, the only one with a body, it needs none.
const LONGEST_BODY = 1024;

/**
 * stompjs sends CONNECT, DISCONNECT and heart-beats through it and is handed every frame but MESSAGE, which
 * never reaches its byte-at-a-time parser.
 */
export class StompjsSocket {
  readonly url = '';
  binaryType = 'arraybuffer';
  readyState = OPEN;
  onopen: unknown;
  onerror: unknown;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | undefined;
  onclose: ((event: object) => void) | undefined;

  constructor(private readonly socket: ByteSocket) {}

  send(data: string | ArrayBuffer): void {
    this.socket.write(typeof data === 'string' ? Buffer.from(data) : Buffer.from(data));
  }

  /** An orderly end: stompjs has its receipt for DISCONNECT. */
  close(): void {
    if (this.readyState === OPEN) this.readyState = CLOSING;
    this.socket.end();
  }

  terminate(): void {
    this.socket.destroy();
  }

  /** Hands a frame to stompjs. */
  deliver(frame: StompFrame, version: StompVersion): void {
    const bytes = encodeFrame(forStompjs(frame, version), version === '1.2' ? '1.2' : '1.0');
    this.onmessage?.({ data: new Uint8Array(bytes).buffer });
  }

  /** Bytes came in: stompjs measures the peer's silence from here. */
  alive(): void {
    this.onmessage?.({ data: NOTHING });
  }

  /** The byte socket has closed: ends stompjs's timers. */
  closed(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.onclose?.({});
  }
}

// stompjs unescapes in 1.2 only, and never CONNECTED: elsewhere no character may be left that needs it.
function forStompjs({ command, headers, body }: StompFrame, version: StompVersion): StompFrame {
  const escaped = version === '1.2' && command !== 'CONNECTED';
  const clean = makeHeaders();
  for (const name in headers) {
    if (escaped) clean[name] = headers[name]!;
    else if (!/[\r\n:]/.test(name)) clean[name] = headers[name]!.replace(/[\r\n]/g, ' ');
  }
  return { command, headers: clean, body: body.length > LONGEST_BODY ? EMPTY_BODY : body };
}
