// The STOMP frame parser: every kind of frame split anywhere, limits, garbage.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { FrameTooLarge, NotStomp } from '../../../lib/stomp/errors';
import { type FrameLimits, makeHeaders, type StompFrame, type StompVersion } from '../../../lib/stomp/frame';
import { FrameParser } from '../../../lib/stomp/frame_parser';
import { encodeFrame } from '../../../lib/stomp/frame_writer';

const LIMITS: FrameLimits = { maxBodyBytes: 1000, maxHeaderBytes: 200, maxHeaders: 5 };

interface Parsed {
  frames: StompFrame[];
  heartbeats: number;
  parser: FrameParser;
}

function makeParser(version: StompVersion = '1.2', limits?: FrameLimits): Parsed {
  const parsed: Omit<Parsed, 'parser'> = { frames: [], heartbeats: 0 };
  const handlers = {
    onFrame: (frame: StompFrame) => void parsed.frames.push(frame),
    onHeartbeat: () => void parsed.heartbeats++,
  };
  const parser = new FrameParser(handlers, limits);
  parser.version = version;
  return Object.assign(parsed, { parser });
}

function parse(wire: string | Buffer, version?: StompVersion, limits?: FrameLimits): StompFrame[] {
  const parsed = makeParser(version, limits);
  parsed.parser.push(Buffer.from(wire as string, 'latin1'));
  return parsed.frames;
}

function plain(frame: StompFrame): { command: string; headers: Record<string, string>; body: string } {
  return { command: frame.command, headers: { ...frame.headers }, body: frame.body.toString('latin1') };
}

// One of each kind a client or broker sees, as ActiveMQ, RabbitMQ and the Ruby gem write them.
const KINDS: Record<string, [wire: string, expected: ReturnType<typeof plain>]> = {
  'CONNECTED of ActiveMQ': [
    'CONNECTED\nserver:ActiveMQ/5.17.2\nheart-beat:0,0\nsession:ID:lab-1:3\nversion:1.2\n\n\0\n',
    {
      command: 'CONNECTED',
      headers: { server: 'ActiveMQ/5.17.2', 'heart-beat': '0,0', session: 'ID:lab-1:3', version: '1.2' },
      body: '',
    },
  ],
  'MESSAGE with content-length and NULs': [
    'MESSAGE\nsubscription:1\nmessage-id:ID\\clab\\c1\ncontent-length:5\n\n\0\n\n\0x\0\n',
    {
      command: 'MESSAGE',
      headers: { subscription: '1', 'message-id': 'ID:lab:1', 'content-length': '5' },
      body: '\0\n\n\0x',
    },
  ],
  'MESSAGE to the first NUL': [
    'MESSAGE\nsubscription:1\n\nhello\nthere\0',
    { command: 'MESSAGE', headers: { subscription: '1' }, body: 'hello\nthere' },
  ],
  'MESSAGE with CRLF': [
    'MESSAGE\r\nsubscription:1\r\ncontent-length:2\r\n\r\n\r\n\0\r\n',
    { command: 'MESSAGE', headers: { subscription: '1', 'content-length': '2' }, body: '\r\n' },
  ],
  'empty body with length': [
    'SEND\ndestination:/queue/a\ncontent-length:0\n\n\0',
    { command: 'SEND', headers: { destination: '/queue/a', 'content-length': '0' }, body: '' },
  ],
  'RECEIPT with an empty header value': [
    'RECEIPT\nreceipt-id:7\nnote:\n\n\0\0\n\n',
    { command: 'RECEIPT', headers: { 'receipt-id': '7', note: '' }, body: '' },
  ],
  'frame without headers': ['DISCONNECT\n\n\0', { command: 'DISCONNECT', headers: {}, body: '' }],
  'ERROR with text': [
    'ERROR\nmessage:no way\n\njava.lang.Thing\n\tat x\n\0',
    { command: 'ERROR', headers: { message: 'no way' }, body: 'java.lang.Thing\n\tat x\n' },
  ],
};

describe('FrameParser', () => {
  for (const [name, [wire, expected]] of Object.entries(KINDS)) {
    it(`reads ${name} whole, byte by byte and split at every place`, () => {
      const bytes = Buffer.from(wire, 'latin1');
      expect(parse(wire).map(plain)).to.deep.equal([expected]);
      const single = makeParser();
      for (const byte of bytes) single.parser.push(Buffer.from([byte]));
      expect(single.frames.map(plain)).to.deep.equal([expected]);
      for (let cut = 1; cut < bytes.length; cut++) {
        const halves = makeParser();
        halves.parser.push(bytes.subarray(0, cut));
        halves.parser.push(bytes.subarray(cut));
        expect(halves.frames.map(plain), `cut at ${cut}`).to.deep.equal([expected]);
      }
    });
  }

  it('reports a frame as soon as its NUL is there', () => {
    for (const [wire] of Object.values(KINDS)) {
      const parsed = makeParser();
      const end = wire.lastIndexOf(
        '\0',
        wire.includes('receipt-id') ? wire.lastIndexOf('\0') - 1 : undefined,
      );
      parsed.parser.push(Buffer.from(wire.slice(0, end), 'latin1'));
      expect(parsed.frames).to.have.length(0);
      parsed.parser.push(Buffer.from([0]));
      expect(parsed.frames).to.have.length(1);
    }
  });

  it('reads the same frames however the stream is cut', () => {
    const wires = Object.values(KINDS);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...wires), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 }),
        (chosen, sizes) => {
          const stream = Buffer.from(chosen.map(([wire]) => wire).join(''), 'latin1');
          const { parser, frames } = makeParser();
          for (let at = 0, i = 0; at < stream.length; i++) {
            const size = sizes[i % sizes.length]!;
            // A copy, so that a view into a reused buffer would show.
            const chunk = Buffer.from(stream.subarray(at, at + size));
            parser.push(chunk);
            at += size;
          }
          expect(frames.map(plain)).to.deep.equal(chosen.map(([, expected]) => expected));
        },
      ),
    );
  });

  it('counts line feeds between frames as heart-beats, not the one that follows no frame', () => {
    const parsed = makeParser();
    parsed.parser.push(Buffer.from('\n\n'));
    parsed.parser.push(Buffer.from('RECEIPT\nreceipt-id:1\n\n\0\r\n\0\n'));
    expect(parsed.heartbeats).to.equal(4);
    expect(parsed.frames).to.have.length(1);
  });

  describe('headers', () => {
    it('keeps the first of a repeated name', () => {
      expect(parse('MESSAGE\nfoo:1\nfoo:2\n\n\0')[0]!.headers.foo).to.equal('1');
      expect(parse('MESSAGE\nfoo:\nfoo:2\n\n\0')[0]!.headers.foo).to.equal('');
    });

    it('does not trim values', () => {
      expect({ ...parse('MESSAGE\n a : b \t\n\n\0')[0]!.headers }).to.deep.equal({ ' a ': ' b \t' });
    });

    it('keeps colons of a value and reads UTF-8', () => {
      const wire = Buffer.from('MESSAGE\nurl:tcp://h:1\nname:Zoë ✓\n\n\0', 'utf8').toString('latin1');
      expect({ ...parse(wire)[0]!.headers }).to.deep.equal({ url: 'tcp://h:1', name: 'Zoë ✓' });
    });

    it('have no prototype, so __proto__ and toString are only names', () => {
      const headers = parse('MESSAGE\n__proto__:x\ntoString:y\n\n\0')[0]!.headers;
      expect(Object.getPrototypeOf(headers)).to.equal(null);
      expect(headers).to.deep.equal(makeHeaders({ ['__proto__']: 'x', toString: 'y' }));
      expect(Object.keys(headers)).to.deep.equal(['__proto__', 'toString']);
    });

    it('are unescaped by version, and never in the handshake', () => {
      const wire = 'MESSAGE\na\\cb:\\\\n\\n\\\\\\c\n\n\0';
      expect({ ...parse(wire, '1.2')[0]!.headers }).to.deep.equal({ 'a:b': '\\n\n\\:' });
      expect({ ...parse(wire, '1.1')[0]!.headers }).to.deep.equal({ 'a:b': '\\n\n\\:' });
      expect({ ...parse(wire, '1.0')[0]!.headers }).to.deep.equal({ 'a\\cb': '\\\\n\\n\\\\\\c' });
      expect(parse('CONNECT\nlogin:a\\nb\n\n\0', '1.2')[0]!.headers.login).to.equal('a\\nb');
      expect(parse('CONNECTED\nserver:\\t\n\n\0', '1.2')[0]!.headers.server).to.equal('\\t');
    });

    it('keep unknown escapes, which any sender can smuggle through ActiveMQ in a header name', () => {
      const headers = parse('MESSAGE\na\\tb:\\t\nend:x\\\n\n\0')[0]!.headers;
      expect({ ...headers }).to.deep.equal({ 'a\\tb': '\\t', end: 'x\\' });
    });

    it('keep a CR that ends a 1.1 value in a frame with LF lines', () => {
      expect(parse('MESSAGE\na:b\r\n\n\0', '1.1')[0]!.headers.a).to.equal('b\r');
      expect(parse('MESSAGE\na:b\r\n\n\0', '1.2')[0]!.headers.a).to.equal('b');
      expect(parse('MESSAGE\r\na:b\r\n\r\n\0', '1.0')[0]!.headers.a).to.equal('b');
    });

    it('may change version in the handler, for the rest of the chunk', () => {
      const seen: StompFrame[] = [];
      const parser = new FrameParser({
        onFrame(frame) {
          seen.push(frame);
          parser.version = '1.1';
        },
      });
      parser.push(Buffer.from('CONNECTED\nversion:1.1\n\n\0\nMESSAGE\na:\\c\n\n\0'));
      expect(seen[1]!.headers.a).to.equal(':');
    });
  });

  describe('bodies', () => {
    it('are views of the chunk when they lie in one, copies out of very large chunks', () => {
      const small = Buffer.from('MESSAGE\ncontent-length:3\n\nabc\0');
      const view = makeParser();
      view.parser.push(small);
      expect(view.frames[0]!.body.buffer).to.equal(small.buffer);
      const large = Buffer.concat([small, Buffer.alloc(100_000, '\n')]);
      const copied = makeParser();
      copied.parser.push(large);
      expect(copied.frames[0]!.body.toString()).to.equal('abc');
      expect(copied.frames[0]!.body.buffer).to.not.equal(large.buffer);
    });

    it('of megabytes in small pieces are gathered whole', () => {
      const body = Buffer.alloc(3_000_000, 'abcdefg');
      const wire = encodeFrame({ command: 'MESSAGE', headers: makeHeaders(), body }, '1.2');
      const { parser, frames } = makeParser();
      for (let at = 0; at < wire.length; at += 777) parser.push(wire.subarray(at, at + 777));
      expect(frames).to.have.length(1);
      expect(frames[0]!.body.equals(body)).to.equal(true);
    });
  });

  describe('garbage', () => {
    const GARBAGE: Record<string, [wire: string, names: RegExp]> = {
      'an HTTP answer': [
        'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
        /HTTP\/1\.1 400 Bad Request/,
      ],
      'an SSH greeting': ['SSH-2.0-OpenSSH_9.2p1 Debian\r\n', /SSH-2\.0-OpenSSH_9\.2p1/],
      'a TLS alert': ['\x15\x03\x01\x00\x02\x02\x46', /does not speak STOMP/],
      'the OpenWire greeting': ['\0\0\x01\x7c\x01ActiveMQ', /does not speak STOMP/],
      'an unknown command': ['HELLO\n\n\0', /"HELLO"/],
      'a lower-case command': ['message\n\n\0', /"message"/],
      'a command with a space': ['MESSAGE \n\n\0', /"MESSAGE "/],
      'a header without a colon': ['MESSAGE\nfoo\n\n\0', /without a colon: "foo"/],
      'a length that is no number': ['MESSAGE\ncontent-length:1e3\n\nx\0', /not a number: "1e3"/],
      'a negative length': ['MESSAGE\ncontent-length:-1\n\nx\0', /not a number: "-1"/],
      'an empty length': ['MESSAGE\ncontent-length:\n\nx\0', /not a number/],
      'no NUL after the body': ['MESSAGE\ncontent-length:1\n\nxy\0', /no NUL after the 1 bytes/],
    };
    for (const [name, [wire, names]] of Object.entries(GARBAGE)) {
      it(`refuses ${name}, whole and byte by byte`, () => {
        expect(() => parse(wire)).to.throw(NotStomp, names);
        const { parser, frames } = makeParser();
        const feed = () => {
          for (const byte of Buffer.from(wire, 'latin1')) parser.push(Buffer.from([byte]));
        };
        expect(feed).to.throw(NotStomp);
        expect(frames).to.have.length(0);
      });
    }

    it('is recognised at the first impossible byte, without waiting for a line', () => {
      expect(() => parse('SSH')).to.throw(NotStomp);
      expect(() => parse('X')).to.throw(NotStomp);
      expect(() => parse('MESSAGES')).to.throw(NotStomp);
      expect(parse('MESSAGE')).to.deep.equal([]);
      expect(parse('MESSAGE\r')).to.deep.equal([]);
      expect(() => parse('CONNECT\rX')).to.throw(NotStomp);
    });

    it('is quoted short and printable', () => {
      const wire = `\x1b[31m${'A'.repeat(100)}\x9f\n\n`;
      expect(() => parse(wire))
        .to.throw(NotStomp)
        .with.property('message')
        .match(/^[\x20-\x7e…]{1,110}$/);
    });

    it('ends the parser: what follows is ignored', () => {
      const { parser, frames } = makeParser();
      expect(() => parser.push(Buffer.from('X'))).to.throw(NotStomp);
      parser.push(Buffer.from('MESSAGE\n\n\0'));
      expect(frames).to.have.length(0);
    });

    it('mutated and truncated streams give frames or these two errors, nothing else', () => {
      const stream = Buffer.from(
        Object.values(KINDS)
          .map(([wire]) => wire)
          .join(''),
        'latin1',
      );
      const mutation = fc.tuple(fc.nat(stream.length - 1), fc.nat(255));
      fc.assert(
        fc.property(fc.array(mutation, { maxLength: 6 }), fc.nat(stream.length), (mutations, length) => {
          const bytes = Buffer.from(stream.subarray(0, length));
          for (const [at, byte] of mutations) if (at < length) bytes[at] = byte;
          try {
            makeParser('1.2', LIMITS).parser.push(bytes);
          } catch (error) {
            expect(error instanceof NotStomp || error instanceof FrameTooLarge, String(error)).to.equal(true);
          }
        }),
        { numRuns: 500 },
      );
    });
  });

  describe('limits', () => {
    it('refuse a body by its announced length, before it arrives', () => {
      expect(() => parse('MESSAGE\ncontent-length:1001\n\n', '1.2', LIMITS)).to.throw(
        FrameTooLarge,
        /1001 bytes/,
      );
      expect(parse(`MESSAGE\ncontent-length:1000\n\n${'x'.repeat(1000)}\0`, '1.2', LIMITS)).to.have.length(1);
    });

    it('refuse a body without length once it is too long, whole or in pieces', () => {
      const wire = `MESSAGE\n\n${'x'.repeat(1001)}`;
      expect(() => parse(wire, '1.2', LIMITS)).to.throw(FrameTooLarge, /more than 1000 bytes/);
      const { parser } = makeParser('1.2', LIMITS);
      parser.push(Buffer.from(wire.slice(0, -1)));
      expect(() => parser.push(Buffer.from('x'))).to.throw(FrameTooLarge);
      expect(parse(`MESSAGE\n\n${'x'.repeat(1000)}\0`, '1.2', LIMITS)).to.have.length(1);
    });

    it('refuse headers that are too long or too many, whole or in pieces', () => {
      const long = `MESSAGE\na:${'x'.repeat(LIMITS.maxHeaderBytes)}\n\n\0`;
      expect(() => parse(long, '1.2', LIMITS)).to.throw(FrameTooLarge, /headers are larger than 200 bytes/);
      const { parser } = makeParser('1.2', LIMITS);
      const feed = () => {
        for (const byte of Buffer.from(long)) parser.push(Buffer.from([byte]));
      };
      expect(feed).to.throw(FrameTooLarge);
      expect(() => parse(`MESSAGE\n${'a:b\n'.repeat(6)}\n\0`, '1.2', LIMITS)).to.throw(
        FrameTooLarge,
        /5 headers/,
      );
      expect(parse(`MESSAGE\n${'a:b\n'.repeat(5)}\n\0`, '1.2', LIMITS)).to.have.length(1);
    });

    it('let a head of exactly the limit through', () => {
      const head = `MESSAGE\na:${'x'.repeat(LIMITS.maxHeaderBytes - 12)}\n\n`;
      expect(head).to.have.length(LIMITS.maxHeaderBytes);
      expect(parse(`${head}\0`, '1.2', LIMITS)).to.have.length(1);
    });
  });

  it('stops in the middle of a chunk when told', () => {
    let frames = 0;
    const parser = new FrameParser({
      onFrame() {
        frames++;
        parser.stop();
      },
    });
    parser.push(Buffer.from('MESSAGE\n\n\0MESSAGE\n\n\0'));
    expect(frames).to.equal(1);
  });
});
