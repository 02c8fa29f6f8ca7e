// Certificates as servers show them, and what is wrong with them, over TLS and over STARTTLS of a mail server.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createSecureContext, createServer, type SecureVersion, TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { coversName, readCertificate } from '../../../lib/net/tls/certificate';
import { shakeHands } from '../../../lib/net/tls/shake_hands';
import { HASTY, mailScript, PATIENT, ScriptedServer } from './scripted_server';

const CERTIFICATES = join(__dirname, '../stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);
const pair = (name: string) => ({
  cert: readFileSync(certificate(`${name}.crt`)),
  key: readFileSync(certificate(`${name}.key`)),
});

async function shake(
  name: string,
  more: { ca?: string; version?: SecureVersion; maxVersion?: SecureVersion; host?: string } = {},
) {
  const { ca = 'ca.crt', version, maxVersion, host = 'localhost' } = more;
  const server = createServer({ ...pair(name), ...(maxVersion && { maxVersion }) }, socket => {
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const target = { host, port, smtp: false, caFile: certificate(ca), ...(version && { version }) };
  const answer = await shakeHands(target, PATIENT);
  server.close();
  return answer;
}

describe('a handshake', () => {
  it('tells the certificate, the version, and that it is trusted', async () => {
    expect(await shake('server')).to.deep.equal({
      certificate: {
        subject: 'localhost',
        issuer: 'fleetspec test CA',
        names: ['localhost', '127.0.0.1'],
        notBefore: Date.UTC(2020, 0, 1),
        notAfter: Date.UTC(2120, 0, 1),
      },
      protocol: 'TLSv1.3',
      distrust: null,
    });
    expect(await shake('server', { host: '127.0.0.1' })).to.have.property('distrust', null);
  });

  for (const [what, name, more, distrust] of [
    ['has expired', 'expired', {}, /has expired/],
    ['is for another name', 'wrong_host', {}, /for another name/],
    ['is of another authority', 'server', { ca: 'other_ca.crt' }, /no authority that is trusted here/],
  ] as const) {
    it(`tells a certificate that ${what}, too`, async () => {
      const answer = await shake(name, more);
      expect(answer).to.have.property('distrust').that.matches(distrust);
      expect(answer).to.have.nested.property('certificate.issuer', 'fleetspec test CA');
    });
  }

  it('offers one version alone when asked to', async () => {
    expect(await shake('server', { version: 'TLSv1.2' })).to.have.property('protocol', 'TLSv1.2');
    const refused = await shake('server', { version: 'TLSv1.3', maxVersion: 'TLSv1.2' });
    expect(refused).to.have.nested.property('fault.kind', 'tls');
    expect(refused)
      .to.have.nested.property('fault.text')
      .that.matches(/handshake failed/);
  });

  it('is none with a server that speaks something else, says nothing, or hangs up', async () => {
    const ask = async (script: (socket: Socket) => void, patience = PATIENT) => {
      const server = await ScriptedServer.start(script);
      const answer = await shakeHands({ ...server.endpoint, smtp: false }, patience);
      await server.stop();
      return answer;
    };
    expect(await ask(socket => void socket.write('220 hello\r\n'))).to.have.nested.property(
      'fault.kind',
      'tls',
    );
    expect(await ask(() => {}, HASTY)).to.have.nested.property('fault.kind', 'timeout');
    expect(await ask(socket => void socket.once('data', () => socket.destroy()))).to.have.nested.property(
      'fault.kind',
      'closed',
    );
  });
});

describe('a handshake behind STARTTLS', () => {
  const EHLO = '250-mx1.example.net\r\n250-SIZE 1000\r\n250 STARTTLS\r\n';

  async function ask(script: (socket: Socket) => void) {
    const server = await ScriptedServer.start(script);
    const target = { host: 'localhost', port: server.port, smtp: true, caFile: certificate('ca.crt') };
    const answer = await shakeHands(target, PATIENT);
    await server.stop();
    return answer;
  }

  it('tells the certificate of the mail server', async () => {
    const answer = await ask(socket => {
      mailScript('220 mx1 ESMTP\r\n', { EHLO })(socket);
      socket.on('data', chunk => {
        if (!chunk.toString().startsWith('STARTTLS')) return;
        socket.removeAllListeners('data');
        socket.write('220 go ahead\r\n');
        new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(pair('server')) }).on(
          'error',
          () => {},
        );
      });
    });
    expect(answer).to.have.property('distrust', null);
    expect(answer).to.have.nested.property('certificate.subject', 'localhost');
  });

  for (const [what, greeting, replies, text] of [
    ['does not offer it', '220 mx1\r\n', { EHLO: '250-mx1\r\n250 SIZE\r\n' }, /offers no STARTTLS/],
    ['refuses it', '220 mx1\r\n', { EHLO, STARTTLS: '454 not now\r\n' }, /answers STARTTLS with 454/],
    ['is not ready', '554 go away\r\n', {}, /greets with 554/],
    [
      'says more than it should',
      '220 mx1\r\n',
      { EHLO, STARTTLS: '220 go\r\n250 injected\r\n' },
      /more before the TLS/,
    ],
  ] as const) {
    it(`is none where the server ${what}`, async () => {
      const answer = await ask(mailScript(greeting, replies));
      expect(answer).to.have.nested.property('fault.text').that.matches(text);
    });
  }
});

describe('a certificate', () => {
  const names = (...known: string[]) => ({ ...readCertificate({}), names: known });

  it('is for its names, and for one label where it has a star', () => {
    expect(coversName(names('www.example.net'), 'WWW.example.NET')).to.equal(true);
    expect(coversName(names('*.example.net'), 'www.example.net')).to.equal(true);
    for (const other of ['example.net', 'a.b.example.net', 'wwwexample.net', 'example.org'])
      expect(coversName(names('*.example.net'), other), other).to.equal(false);
    expect(coversName(names(), 'www.example.net')).to.equal(false);
  });

  it('without alternative names has that of its subject; without anything, none', () => {
    expect(readCertificate({ subject: { CN: 'old.example.net' } }).names).to.deep.equal(['old.example.net']);
    expect(readCertificate({})).to.deep.include({ subject: '', issuer: '', names: [] });
    const two = readCertificate({
      issuer: { CN: 'A', O: ['B', 'C'] },
      subjectaltname: 'DNS:a, DNS:"b, c", IP Address:::1',
    });
    expect(two).to.deep.include({ issuer: 'A, B, C', names: ['a', 'b, c', '::1'] });
  });
});
