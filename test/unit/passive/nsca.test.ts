// NSCA: packets byte by byte, ciphers, and a server that behaves or does not.
import { createCipheriv } from 'node:crypto';
import type { Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import type { NscaEncryption } from '../../../lib/config/passive_config';
import { crc32 } from '../../../lib/passive/receivers/crc32';
import { NscaReceiver } from '../../../lib/passive/receivers/nsca';
import { nscaCipher } from '../../../lib/passive/receivers/nsca_cipher';
import { resultPacket } from '../../../lib/passive/receivers/nsca_packet';
import { rijndael } from '../../../lib/passive/receivers/rijndael';
import { type FakeServer, faultOf, tcpServer } from './fake_server';
import { about, RESULT } from './samples';

const zeros = (bytes: number) => Buffer.alloc(bytes);
const text = (packet: Buffer, from: number, to: number) =>
  packet.toString('utf8', from, Math.min(packet.indexOf(0, from), to));

describe('the packet of a result', () => {
  const packet = resultPacket(RESULT, 0x01020304, 4096, zeros);

  it('has version 3, the time of the server, the state and three texts', () => {
    expect(packet).to.have.length(4304);
    expect(packet.subarray(0, 4).toString('hex')).to.equal('00030000');
    expect(packet.subarray(8, 14).toString('hex')).to.equal('010203040001');
    expect(text(packet, 14, 78)).to.equal('web1');
    expect(text(packet, 78, 206)).to.equal('disk');
    expect(text(packet, 206, 4302)).to.equal(
      "DISK WARNING - free space: / 9%|/=9GB;8;9;0;10 '/var log'=1GB\n/ 9% of 10 GB",
    );
  });

  it('has a checksum over all of it but the checksum', () => {
    const copy = Buffer.from(packet);
    copy.writeUInt32BE(0, 4);
    expect(packet.readUInt32BE(4)).to.equal(crc32(copy));
    // The check value of CRC-32.
    expect(crc32(Buffer.from('123456789'))).to.equal(0xcbf43926);
  });

  it('of a server before 2.9 has 512 bytes of output, escaped here because nobody does it there', () => {
    const old = resultPacket({ ...RESULT, output: ['C:\\new', 'x'.repeat(600)] }, 1, 512, zeros);
    expect(old).to.have.length(720);
    expect(text(old, 206, 718)).to.equal("C:\\\\new|/=9GB;8;9;0;10 '/var log'=1GB");
    const long = resultPacket({ ...RESULT, output: ['x'.repeat(600)], perfdata: '' }, 1, 512, zeros);
    expect(text(long, 206, 718)).to.match(/^x{508}…$/);
    expect(long[717]).to.equal(0);
  });

  it('of a host has no service', () => {
    const host = resultPacket({ ...RESULT, service: undefined, status: 'CRITICAL' }, 1, 4096, zeros);
    expect(host[78]).to.equal(0);
    expect(host.readInt16BE(12)).to.equal(1);
  });

  it('ends its texts with a NUL whatever the rest is filled with', () => {
    const filled = resultPacket(RESULT, 1, 4096, bytes => Buffer.alloc(bytes, 'Z'));
    expect(text(filled, 14, 78)).to.equal('web1');
    expect(filled.toString('latin1', 19, 78)).to.equal('Z'.repeat(59));
    const copy = Buffer.from(filled);
    copy.writeUInt32BE(0, 4);
    expect(filled.readUInt32BE(4)).to.equal(crc32(copy));
  });
});

describe('Rijndael', () => {
  const wordsOf = (hex: string) => {
    const bytes = Buffer.from(hex, 'hex');
    return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readUInt32BE(at * 4));
  };
  const hexOf = (words: Uint32Array) => [...words].map(word => word.toString(16).padStart(8, '0')).join('');

  it('with blocks of 128 bits is AES', () => {
    for (let round = 0; round < 20; round++) {
      const key = Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 37 + round * 101) & 0xff));
      const clear = Buffer.from(Array.from({ length: 16 }, (_, at) => (at * 91 + round * 7) & 0xff));
      const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
      const block = wordsOf(clear.toString('hex'));
      rijndael(key, 4)(block);
      expect(hexOf(block)).to.equal(cipher.update(clear).toString('hex'));
    }
  });

  // From the code that nsca 2.10.2 with libmcrypt 2.5.8 understands, see test/lab/passive_nagios.test.ts.
  it('with longer blocks is what libmcrypt has', () => {
    const key = Buffer.alloc(32);
    key.write('a secret');
    for (const [columns, expected] of [
      [6, '979bd9b44809aadc93222ae30a09d87751378108088528ba'],
      [8, 'b167c55f9f8323599df95944fc54952aed8c103af8200ce37c50a6fcbfbfc305'],
    ] as const) {
      const block = Uint32Array.from({ length: columns }, (_, at) => at * 0x01010101);
      rijndael(key, columns)(block);
      expect(hexOf(block), String(columns)).to.equal(expected);
    }
  });
});

describe('ciphers', () => {
  const iv = Buffer.from(Array.from({ length: 128 }, (_, at) => (at * 13 + 5) & 0xff));
  const clear = Buffer.from('The quick brown fox jumps over the lazy dog, twice and then once more.');

  it('xor: vector and password, each from its beginning with every packet', () => {
    const encrypt = nscaCipher('xor', 'pw', iv);
    const once = encrypt(Buffer.alloc(300));
    expect(once[0]).to.equal(5 ^ 'p'.charCodeAt(0));
    expect(once[129]).to.equal(iv[1]! ^ 'w'.charCodeAt(0));
    expect(encrypt(Buffer.alloc(300))).to.deep.equal(once);
    expect(nscaCipher('xor', '', iv)(Buffer.alloc(3))).to.deep.equal(iv.subarray(0, 3));
  });

  it('the others go on from one packet to the next', () => {
    for (const encryption of ['3des', 'rijndael-128', 'rijndael-192', 'rijndael-256'] as NscaEncryption[]) {
      const whole = nscaCipher(encryption, 'a secret', iv)(clear);
      const split = nscaCipher(encryption, 'a secret', iv);
      expect(
        Buffer.concat([split(clear.subarray(0, 11)), split(clear.subarray(11))]),
        encryption,
      ).to.deep.equal(whole);
      expect(whole, encryption).not.to.deep.equal(clear);
      expect(nscaCipher(encryption, 'b secret', iv)(clear), encryption).not.to.deep.equal(whole);
    }
  });

  it('none changes nothing', () => {
    expect(nscaCipher('none', '', iv)(clear)).to.deep.equal(clear);
  });
});

describe('a connection', () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.close());

  const greeting = Buffer.concat([Buffer.alloc(128, 7), Buffer.from([0x5f, 0, 0, 1])]);
  const receiver = (port: number, encryption: NscaEncryption = 'none', outputBytes = 4096) =>
    new NscaReceiver(
      { name: 'central', address: { host: '127.0.0.1', port }, encryption, outputBytes },
      'pw',
    );

  async function served(onConnection: (socket: Socket) => void): Promise<number> {
    server = await tcpServer(onConnection);
    return server.port;
  }

  it('takes the greeting in pieces, sends all results and waits for the end', async () => {
    const received: Buffer[] = [];
    const port = await served(socket => {
      socket.write(greeting.subarray(0, 50));
      setImmediate(() => socket.write(greeting.subarray(50)));
      socket.on('data', bytes => received.push(bytes));
      socket.on('end', () => socket.end());
    });
    await receiver(port).send([about('disk'), about('load')], new AbortController().signal);
    const bytes = Buffer.concat(received);
    expect(bytes).to.have.length(2 * 4304);
    expect(bytes.readUInt32BE(8)).to.equal(0x5f000001);
    expect([text(bytes, 78, 206), text(bytes, 4304 + 78, 4304 + 206)]).to.deep.equal(['disk', 'load']);
  });

  it('to an old server carries one result', () => {
    expect(receiver(1, 'none', 512).batch).to.equal(1);
    expect(receiver(1).batch).to.be.above(1);
  });

  for (const [what, behave, says] of [
    ['closes at once', socket => socket.end(), 'closed the connection before its greeting'],
    [
      'says something else',
      socket => socket.write('HTTP/1.1 400 Bad Request\r\n'.repeat(10)),
      'does not greet as NSCA',
    ],
    [
      'breaks off in the middle',
      socket => {
        socket.write(greeting);
        socket.once('data', () => socket.resetAndDestroy());
      },
      'it broke the connection',
    ],
  ] as [string, (socket: Socket) => void, string][]) {
    it(`is an error when the server ${what}`, async () => {
      const port = await served(behave);
      const { code, message } = await faultOf(receiver(port).send([RESULT], new AbortController().signal));
      expect(code).to.equal('E_RECEIVER_UNAVAILABLE');
      expect(message).to.contain(`central (127.0.0.1:${port})`).and.to.contain(says);
    });
  }

  it('is given up when the server says nothing and time is up', async () => {
    const controller = new AbortController();
    const port = await served(() => setImmediate(() => controller.abort()));
    const { message } = await faultOf(receiver(port).send([RESULT], controller.signal));
    expect(message).to.contain('it did not answer in time');
  });

  it('is refused where nobody listens', async () => {
    const port = await served(() => {});
    await server!.close();
    const { code, message } = await faultOf(receiver(port).send([RESULT], new AbortController().signal));
    expect(code).to.equal('E_RECEIVER_UNAVAILABLE');
    expect(message).to.contain('connection refused');
  });
});
