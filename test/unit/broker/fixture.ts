// Brokers without sockets, and the pieces that tests of queues and topics are made of.
import { type Duplex, duplexPair } from 'node:stream';
import { parseAddress } from '../../../lib/broker/address';
import { Broker, type BrokerOptions } from '../../../lib/broker/broker';
import type { Consumer, Delivery, Destination } from '../../../lib/broker/destination';
import { type Message, messageFromFrame } from '../../../lib/broker/message';
import { parseSelector, type Selector } from '../../../lib/broker/selector';
import { EMPTY_BODY, makeHeaders, type StompFrame } from '../../../lib/stomp/frame';
import { FrameParser } from '../../../lib/stomp/frame_parser';
import { encodeFrame } from '../../../lib/stomp/frame_writer';
import { FakeClock, settle } from '../rpc/fake_clock';

export { FakeClock, settle };

let lastId = 0;

export function makeMessage(
  destination: string,
  headers: Record<string, string> = {},
  body = 'x',
  now = 1_700_000_000_000,
): Message {
  const frame = { command: 'SEND', headers: makeHeaders(headers), body: Buffer.from(body) };
  return messageFromFrame(frame, {
    id: `ID:${++lastId}`,
    to: parseAddress(destination),
    replyTo: undefined,
    now,
  });
}

/** Takes messages as told and remembers them. */
export class FakeConsumer implements Consumer {
  readonly got: Array<{ body: string; redelivered: boolean }> = [];
  readonly held: Message[] = [];
  readonly selector: Selector | undefined;
  room = Number.POSITIVE_INFINITY;

  constructor(options: { selector?: string; room?: number } = {}) {
    this.selector = options.selector === undefined ? undefined : parseSelector(options.selector);
    this.room = options.room ?? this.room;
  }

  get hasRoom(): boolean {
    return this.held.length < this.room;
  }

  get bodies(): string[] {
    return this.got.map(each => each.body);
  }

  deliver(message: Message, from: Destination, { redelivered }: Delivery): void {
    this.got.push({ body: message.body.toString(), redelivered });
    if (this.room === Number.POSITIVE_INFINITY) from.settle(message);
    else this.held.push(message);
  }
}

/** A client of a broker through memory; frames are parsed with the product's own codec. */
export class MemoryClient {
  readonly frames: StompFrame[] = [];
  beats = 0;
  closed = false;
  readonly stream: Duplex;
  private readonly parser: FrameParser;

  constructor(broker: Broker) {
    const [ours, theirs] = duplexPair();
    this.stream = ours;
    this.parser = new FrameParser({
      onFrame: frame => this.frames.push(frame),
      onHeartbeat: () => this.beats++,
    });
    ours.on('data', chunk => this.parser.push(chunk));
    ours.on('end', () => {
      this.closed = true;
      ours.end();
    });
    // As with sockets, the end of one side is felt by the other.
    ours.on('close', () => {
      this.closed = true;
      theirs.destroy();
    });
    theirs.on('close', () => ours.destroy());
    ours.on('error', () => {});
    broker.accept(theirs, 'memory');
  }

  static async connect(
    broker: Broker,
    version = '1.1',
    headers: Record<string, string> = {},
  ): Promise<MemoryClient> {
    const client = new MemoryClient(broker);
    client.send('CONNECT', { 'accept-version': version, ...headers });
    await client.next('CONNECTED');
    client.parser.version = version as '1.1';
    return client;
  }

  send(command: string, headers: Record<string, string> = {}, body: Buffer | string = EMPTY_BODY): void {
    const frame = { command, headers: makeHeaders(headers), body: Buffer.from(body) };
    this.stream.write(encodeFrame(frame, this.parser.version));
  }

  async processed(command: string, headers: Record<string, string> = {}, body = ''): Promise<void> {
    this.send(command, { ...headers, receipt: 'processed' }, body);
    await this.next('RECEIPT');
  }

  /** The oldest frame of this command not taken yet. */
  async next(command: string): Promise<StompFrame> {
    await this.until(() => this.frames.some(frame => frame.command === command), command);
    const at = this.frames.findIndex(frame => frame.command === command);
    return this.frames.splice(at, 1)[0]!;
  }

  async bodies(count: number): Promise<string[]> {
    const bodies: string[] = [];
    while (bodies.length < count) bodies.push((await this.next('MESSAGE')).body.toString());
    return bodies;
  }

  untilClosed(): Promise<void> {
    return this.until(() => this.closed, 'the end');
  }

  /** Turns the event loop until it is so; memory needs no time, only turns. */
  async until(done: () => boolean, what: string): Promise<void> {
    for (let turn = 0; !done(); turn++) {
      if (turn > 2000) throw new Error(`no ${what}; there is ${JSON.stringify(this.frames)}`);
      await settle();
    }
  }
}

export interface BrokerFixture {
  readonly broker: Broker;
  readonly clock: FakeClock;
}

export function makeBroker(options: BrokerOptions = {}): BrokerFixture {
  const clock = new FakeClock();
  return { broker: new Broker({ clock, ...options }), clock };
}
