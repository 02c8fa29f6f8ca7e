// A name server for tests, on UDP and TCP of one port of the loopback: any record, and any bad manners.
import { createSocket, type Socket as Datagrams, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export type ToyRecord = string | readonly string[] | Buffer;

/** By name and type, `example.net MX`: texts as zone files have them; texts of TXT as they are, lists are its parts. */
export type ToyZone = Record<string, readonly ToyRecord[]>;

/** What it does with a question for a name, instead of answering it. */
export type Manner = 'silence' | 'wrong id' | 'cut off' | 'servfail' | 'refused' | 'rubbish' | 'forged';

const TYPES: Record<string, number> = {
  ...{ A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, SRV: 33, CAA: 257 },
};
const NAMES = Object.fromEntries(Object.entries(TYPES).map(([name, number]) => [number, name]));
const RCODES = { ok: 0, servfail: 2, nxdomain: 3, refused: 5 };

export class DnsServer {
  /** `example.net MX`, in order; by TCP with `/tcp` behind. */
  readonly asked: string[] = [];
  readonly manners = new Map<string, Manner>();
  #sockets = new Set<Socket>();

  private constructor(
    readonly host: string,
    readonly port: number,
    readonly zone: ToyZone,
    private readonly udp: Datagrams,
    private readonly tcp: Server,
  ) {
    udp.on('message', (bytes, from) => this.#datagram(bytes, from));
    tcp.on('connection', socket => this.#stream(socket));
  }

  /** `port` 0: any that is free for both. */
  static async start(zone: ToyZone, host = '127.0.0.1', port = 0): Promise<DnsServer> {
    for (let tries = 0; ; tries++) {
      const udp = createSocket('udp4').bind(port, host);
      await once(udp, 'listening');
      const tcp = createServer().listen(udp.address().port, host);
      try {
        await once(tcp, 'listening');
        udp.unref();
        tcp.unref();
        return new DnsServer(host, udp.address().port, zone, udp, tcp);
      } catch (error) {
        udp.close();
        if (tries === 20) throw error;
      }
    }
  }

  get address(): string {
    return `${this.host}:${this.port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.udp.close();
    this.tcp.close();
    await once(this.tcp, 'close');
  }

  #datagram(query: Buffer, { address, port }: RemoteInfo): void {
    const send = (answer: Buffer): void => this.udp.send(answer, port, address);
    const { name, type } = questionOf(query);
    this.asked.push(`${name} ${type}`);
    switch (this.manners.get(name)) {
      case 'silence':
        return;
      case 'wrong id':
        send(answerTo(query, RCODES.ok, this.#records(name, type), { id: query.readUInt16BE(0) ^ 1 }));
        return;
      case 'forged':
        send(
          answerTo(query, RCODES.ok, [{ owner: name, type: 'A', data: ip4('198.51.100.66') }], {
            id: query.readUInt16BE(0) ^ 1,
          }),
        );
        send(this.#answer(query));
        return;
      case 'cut off':
        send(answerTo(query, RCODES.ok, [], { truncated: true }));
        return;
      case 'rubbish':
        send(Buffer.concat([query.subarray(0, 2), Buffer.from('8180ffffffffffffffffc00cc00c', 'hex')]));
        return;
      default:
        send(this.#answer(query));
    }
  }

  #stream(socket: Socket): void {
    this.#sockets.add(socket);
    let unread = Buffer.alloc(0);
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    socket.on('data', chunk => {
      unread = Buffer.concat([unread, chunk]);
      while (unread.length > 2 && unread.length >= 2 + unread.readUInt16BE(0)) {
        const query = unread.subarray(2, 2 + unread.readUInt16BE(0));
        unread = unread.subarray(2 + query.length);
        const { name, type } = questionOf(query);
        this.asked.push(`${name} ${type}/tcp`);
        const answer = this.#answer(query);
        socket.write(Buffer.concat([uint16(answer.length), answer]));
      }
    });
  }

  #answer(query: Buffer): Buffer {
    const { name, type } = questionOf(query);
    const manner = this.manners.get(name);
    if (manner === 'servfail' || manner === 'refused') return answerTo(query, RCODES[manner], []);
    const known = Object.keys(this.zone).some(key => key.startsWith(`${name} `));
    return answerTo(query, known ? RCODES.ok : RCODES.nxdomain, this.#records(name, type));
  }

  #records(name: string, type: string): Answer[] {
    const own = (of: string, as: string): Answer[] =>
      (this.zone[`${of} ${as}`] ?? []).map(text => ({ owner: of, type: as, data: dataOf(as, text) }));
    const [target] = type === 'CNAME' ? [] : (this.zone[`${name} CNAME`] ?? []);
    return target === undefined ? own(name, type) : [...own(name, 'CNAME'), ...own(String(target), type)];
  }
}

interface Answer {
  /** Whose record it is. */
  readonly owner: string;
  readonly type: string;
  readonly data: Buffer;
}

function questionOf(query: Buffer): { name: string; type: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at]!; length > 0; length = query[at]!) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return {
    name: labels.join('.').toLowerCase(),
    type: NAMES[query.readUInt16BE(at + 1)] ?? '?',
    end: at + 5,
  };
}

interface Oddities {
  readonly id?: number;
  readonly truncated?: boolean;
}

function answerTo(query: Buffer, rcode: number, answers: readonly Answer[], odd: Oddities = {}): Buffer {
  const { end } = questionOf(query);
  const flags = 0x8400 | rcode | (odd.truncated ? 0x0200 : 0) | (query.readUInt16BE(2) & 0x0100);
  const head = [odd.id ?? query.readUInt16BE(0), flags, 1, answers.length, 0, 0].map(uint16);
  const records = answers.flatMap(({ owner, type, data }) => [
    wireName(owner),
    ...[TYPES[type]!, 1, 0, 300].map(uint16),
    uint16(data.length),
    data,
  ]);
  return Buffer.concat([...head, query.subarray(12, end), ...records]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value & 0xffff);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const ip4 = (text: string): Buffer => Buffer.from(text.split('.').map(Number));

function ip6(text: string): Buffer {
  const [head = '', tail = ''] = text.split('::');
  const parts = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const zeros = new Array<string>(8 - parts(head).length - parts(tail).length).fill('0');
  const groups = text.includes('::') ? [...parts(head), ...zeros, ...parts(tail)] : parts(text);
  return Buffer.concat(groups.map(group => uint16(Number.parseInt(group, 16))));
}

function wireName(text: string): Buffer {
  const labels = text.replace(/\.$/, '').split('.');
  return Buffer.concat([...labels.map(short), Buffer.from([0])]);
}

function short(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function dataOf(type: string, record: ToyRecord): Buffer {
  if (Buffer.isBuffer(record)) return record;
  if (type === 'TXT') return Buffer.concat([record].flat().map(part => short(part as string)));
  const words = String(record).split(' ');
  const last = words.at(-1)!;
  switch (type) {
    case 'A':
      return ip4(last);
    case 'AAAA':
      return ip6(last);
    case 'MX':
      return Buffer.concat([uint16(Number(words[0])), wireName(last)]);
    case 'SRV':
      return Buffer.concat([...words.slice(0, 3).map(word => uint16(Number(word))), wireName(last)]);
    case 'SOA':
      return Buffer.concat([
        wireName(words[0]!),
        wireName(words[1]!),
        ...words.slice(2).map(word => uint32(Number(word))),
      ]);
    case 'CAA':
      return Buffer.concat([Buffer.from([Number(words[0])]), short(words[1]!), Buffer.from(last, 'latin1')]);
    default:
      return wireName(last);
  }
}
