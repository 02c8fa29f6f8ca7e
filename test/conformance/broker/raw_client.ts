// A STOMP client that is only a socket and a splitter: shares no code with lib, so it cannot share its mistakes.
import { connect, type Socket } from 'node:net';

/** Where a broker under test is and how to log in. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly login: string;
  readonly passcode: string;
}

/** Header names and values as they are on the wire, escapes included. */
export type WireHeaders = Record<string, string>;

export interface WireFrame {
  readonly command: string;
  readonly headers: WireHeaders;
  readonly body: Buffer;
}

// Only reached when something is broken; far above what a busy machine needs.
const DEADLINE_MS = 15_000;
const LF = 10;
const NUL = 0;

export class RawClient {
  /** Line feeds seen between frames: heart-beats, and with ActiveMQ one after every frame. */
  eols = 0;
  closed = false;
  private readonly inbox: WireFrame[] = [];
  private readonly waiters = new Set<() => void>();
  private unread: Buffer = Buffer.alloc(0);
  private receipts = 0;

  private constructor(private readonly socket: Socket) {
    socket.on('data', chunk => this.onData(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  /** A TCP connection on which nothing has been said yet. */
  static open(target: Target): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(target.port, target.host);
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.setNoDelay(true);
        resolve(new RawClient(socket));
      });
    });
  }

  /** Logged in with the given version (undefined: no accept-version header, as STOMP 1.0). */
  static async connect(target: Target, version?: string, headers: WireHeaders = {}): Promise<RawClient> {
    const client = await RawClient.open(target);
    client.send('CONNECT', { ...loginHeaders(target, version), ...headers });
    await client.next('CONNECTED');
    return client;
  }

  write(bytes: Buffer | string): void {
    this.socket.write(bytes);
  }

  /** Writes a frame exactly as given; no content-length unless in the headers. */
  send(command: string, headers: WireHeaders = {}, body: Buffer | string = ''): void {
    let head = `${command}\n`;
    for (const name of Object.keys(headers)) head += `${name}:${headers[name]}\n`;
    this.write(Buffer.concat([Buffer.from(`${head}\n`), Buffer.from(body), Buffer.from([NUL])]));
  }

  /** Sends a frame with a receipt header and waits until the broker has processed it. */
  async processed(command: string, headers: WireHeaders = {}, body: Buffer | string = ''): Promise<void> {
    const receipt = `receipt-${++this.receipts}`;
    this.send(command, { ...headers, receipt }, body);
    await this.take(frame => frame.command === 'RECEIPT' && frame.headers['receipt-id'] === receipt, receipt);
  }

  /** The oldest frame of this command not taken yet; an unexpected ERROR fails at once. */
  next(command: string): Promise<WireFrame> {
    return this.take(frame => frame.command === command, command);
  }

  async nextBody(): Promise<string> {
    return (await this.next('MESSAGE')).body.toString();
  }

  async bodies(count: number): Promise<string[]> {
    const bodies: string[] = [];
    while (bodies.length < count) bodies.push(await this.nextBody());
    return bodies;
  }

  /** Frames of this command that are here already. */
  waiting(command: string): number {
    return this.inbox.filter(frame => frame.command === command).length;
  }

  untilClosed(): Promise<void> {
    return this.until(() => this.closed, 'the connection to be closed', true);
  }

  untilEols(count: number): Promise<void> {
    return this.until(() => this.eols >= count, `${count} line feeds`);
  }

  /** Waits for a condition that incoming bytes bring about. */
  async until(done: () => boolean, what: string, closeIsFine = false): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!done()) {
      if (this.closed && !closeIsFine) throw new Error(`closed while waiting for ${what}`);
      if (Date.now() > deadline) throw new Error(`no ${what} in time; waiting: ${this.summary()}`);
      await this.activity();
    }
  }

  destroy(): void {
    this.socket.destroy();
  }

  private async take(wanted: (frame: WireFrame) => boolean, what: string): Promise<WireFrame> {
    let at = -1;
    await this.until(() => {
      at = this.inbox.findIndex(wanted);
      if (at < 0) this.failOnError();
      return at >= 0;
    }, what);
    return this.inbox.splice(at, 1)[0]!;
  }

  private failOnError(): void {
    const error = this.inbox.find(frame => frame.command === 'ERROR');
    if (error) throw new Error(`unexpected ERROR: ${error.headers.message} ${error.body.toString()}`);
  }

  private summary(): string {
    return (
      this.inbox.map(frame => `${frame.command} ${JSON.stringify(frame.headers)}`).join(', ') || 'nothing'
    );
  }

  private activity(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(wake, 250);
      const waiters = this.waiters;
      function wake(): void {
        clearTimeout(timer);
        waiters.delete(wake);
        resolve();
      }
      waiters.add(wake);
    });
  }

  private wake(): void {
    for (const waiter of [...this.waiters]) waiter();
  }

  private onData(chunk: Buffer): void {
    this.unread = this.unread.length ? Buffer.concat([this.unread, chunk]) : chunk;
    while (this.splitOne());
    this.wake();
  }

  private splitOne(): boolean {
    let at = 0;
    while (this.unread[at] === LF) at++;
    this.eols += at;
    this.unread = this.unread.subarray(at);
    const headEnd = this.unread.indexOf('\n\n');
    if (headEnd < 0) return false;
    const [command, ...lines] = this.unread.toString('utf8', 0, headEnd).split('\n');
    const headers = parseLines(lines);
    const bodyStart = headEnd + 2;
    const length = headers['content-length'];
    const end = length === undefined ? this.unread.indexOf(NUL, bodyStart) : bodyStart + Number(length);
    if (end < 0 || end >= this.unread.length) return false;
    this.inbox.push({ command: command!, headers, body: Buffer.from(this.unread.subarray(bodyStart, end)) });
    this.unread = this.unread.subarray(end + 1);
    return true;
  }
}

export function loginHeaders(target: Target, version?: string): WireHeaders {
  const versions = version === undefined ? {} : { 'accept-version': version };
  return { ...versions, host: 'mcollective', login: target.login, passcode: target.passcode };
}

function parseLines(lines: string[]): WireHeaders {
  const headers: WireHeaders = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    if (!(name in headers)) headers[name] = line.slice(colon + 1);
  }
  return headers;
}
