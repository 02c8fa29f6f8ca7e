// Addresses of host names: a silent name server is found out on the event loop, never by a thread that cannot be given up.
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LookupParts, lookup } from '../../../lib/stomp/sockets/lookup';

const folder = mkdtempSync(join(tmpdir(), 'fleetspec-lookup-'));
const hostsFile = join(folder, 'hosts');
writeFileSync(hostsFile, '127.0.0.1 localhost\n192.0.2.9\tMQ1.example.net mq1 # mq9\n');
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
after(() => rmSync(folder, { recursive: true }));

type Reply = (question: Buffer) => Buffer | undefined;

const header = (question: Buffer, flags: number, answers: number): Buffer => {
  const head = Buffer.from(question);
  head.writeUInt16BE(flags, 2);
  head.writeUInt16BE(answers, 6);
  head.writeUInt16BE(0, 10);
  return head;
};
// The question without what c-ares adds behind it (EDNS).
const questionOf = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.indexOf(0, 12) + 5);
const silent: Reply = () => undefined;
const unknown: Reply = bytes => header(questionOf(bytes), 0x8183, 0);
const known: Reply = bytes =>
  Buffer.concat([
    header(questionOf(bytes), 0x8180, 1),
    Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]),
  ]);

function nameServer(reply: Reply): Promise<string> {
  const socket = createSocket('udp4');
  sockets.push(socket);
  socket.on('message', (bytes, from) => {
    const answer = reply(bytes);
    if (answer) socket.send(answer, from.port, from.address);
  });
  return new Promise(resolve => {
    socket.bind(0, '127.0.0.1', () => resolve(`127.0.0.1:${socket.address().port}`));
  });
}

// Resolves with the error's code or the address, and whether the system was asked.
function lookedUp(host: string, parts: LookupParts, all = false): Promise<string> {
  const system = ((_host: string, _options: unknown, callback: (error: null, address: string) => void) =>
    callback(null, 'system')) as never;
  return new Promise(resolve => {
    lookup(host, { all }, (error, address) => resolve(error ? error.code! : JSON.stringify(address)), {
      hostsFile,
      system,
      ...parts,
    });
  });
}

describe('the address of a broker', () => {
  it('comes from the system without asking a name server when the hosts file has it', async () => {
    const servers = ['127.0.0.1:1'];
    for (const host of ['localhost', 'mq1', 'mq1.EXAMPLE.net'])
      expect(await lookedUp(host, { servers }), host).to.equal('"system"');
  });

  it('comes from the system when the name server answers, whatever it says', async () => {
    for (const reply of [known, unknown])
      expect(await lookedUp('mq9', { servers: [await nameServer(reply)] })).to.equal('"system"');
  });

  it('comes from the system when there is no name server at all', async () => {
    expect(await lookedUp('mq9', { servers: ['127.0.0.1:1'] })).to.equal('"system"');
  });

  it('is given up when no name server answers', async () => {
    const servers = [await nameServer(silent)];
    expect(await lookedUp('mq9', { servers, patienceMs: 20 })).to.equal('EAI_AGAIN');
  });

  it('is taken from the name server itself when another one before it was silent', async () => {
    const times = [0, 20];
    const parts = { patienceMs: 20, now: () => times.shift()! };
    const servers = [await nameServer(silent), await nameServer(known)];
    expect(await lookedUp('mq9', { ...parts, servers })).to.equal('"192.0.2.7"');
    times.push(0, 20);
    expect(await lookedUp('mq9', { ...parts, servers }, true)).to.equal(
      '[{"address":"192.0.2.7","family":4}]',
    );
  });
});
