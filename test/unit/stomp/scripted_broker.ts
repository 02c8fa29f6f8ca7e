// A broker of a few lines over memory sockets: answers as told and records what it got.
import { makeHeaders, type StompFrame, type StompVersion } from '../../../lib/stomp/frame';
import { FrameParser } from '../../../lib/stomp/frame_parser';
import { encodeFrame } from '../../../lib/stomp/frame_writer';
import { type MemorySocket, memoryPair } from '../../../lib/stomp/sockets/memory';

export interface Script {
  version?: StompVersion;
  /** `heart-beat` of CONNECTED. */
  heartBeat?: string;
  /** Called for every frame; true: it has been dealt with. */
  onFrame?(frame: StompFrame, peer: Peer): boolean | undefined;
  /** Called when the client has connected its socket. */
  onOpen?(peer: Peer): void;
}

/** The broker's end of one connection. */
export class Peer {
  readonly frames: StompFrame[] = [];
  heartbeats = 0;
  closed = false;
  private readonly parser = new FrameParser({
    onFrame: frame => this.onFrame(frame),
    onHeartbeat: () => {
      this.heartbeats++;
    },
  });

  constructor(
    readonly socket: MemorySocket,
    private readonly script: Script,
  ) {
    socket.start({
      onData: chunk => this.parser.push(chunk),
      onClose: () => {
        this.closed = true;
      },
    });
    script.onOpen?.(this);
  }

  /** The frames of one command the client has sent. */
  got(command: string): StompFrame[] {
    return this.frames.filter(frame => frame.command === command);
  }

  send(command: string, headers: Record<string, string>, body: string | Buffer = ''): void {
    const frame = { command, headers: makeHeaders(headers), body: Buffer.from(body as string) };
    this.write(encodeFrame(frame, this.parser.version));
  }

  write(bytes: string | Buffer): void {
    this.socket.write(Buffer.from(bytes as string));
  }

  private onFrame(frame: StompFrame): void {
    this.frames.push(frame);
    if (!this.script.onFrame?.(frame, this)) this.answer(frame);
  }

  private answer({ command, headers }: StompFrame): void {
    if (command === 'CONNECT') {
      const version = this.script.version ?? '1.2';
      const agreed = version === '1.0' ? {} : { version, 'heart-beat': this.script.heartBeat ?? '0,0' };
      this.send('CONNECTED', { server: 'scripted/1', ...agreed });
      this.parser.version = version;
    } else if (headers.receipt !== undefined) {
      this.send('RECEIPT', { 'receipt-id': headers.receipt });
    }
    if (command === 'DISCONNECT') this.socket.end();
  }
}

/** Connections made to it, in order. */
export class ScriptedBroker {
  readonly peers: Peer[] = [];

  constructor(public script: Script = {}) {}

  /** The broker's end of the newest connection. */
  get peer(): Peer {
    return this.peers[this.peers.length - 1]!;
  }

  accept(): MemorySocket {
    const [client, server] = memoryPair();
    this.peers.push(new Peer(server, this.script));
    return client;
  }
}
