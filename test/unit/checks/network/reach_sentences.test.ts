// Sentences about ports, echo requests, certificates and mail servers.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createServer, type Server } from 'node:tls';
import { expect } from 'chai';
import { mailScript, ScriptedServer } from '../../net/scripted_server';
import { expectVerdicts } from './verdicts_of';

const CERTIFICATES = join(__dirname, '../../stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);

async function closedPort(): Promise<number> {
  const server = await ScriptedServer.start(() => {});
  const { port } = server;
  await server.stop();
  return port;
}

describe('sentences about ports and echo requests', () => {
  it('of a port', async () => {
    const server = await ScriptedServer.start(() => {});
    const [open, closed] = [server.port, await closedPort()];
    const metrics = await expectVerdicts([
      [`port ${open} of "127.0.0.1" should be open`, 'OK'],
      [
        `port ${open} of "127.0.0.1" should not be open`,
        'CRITICAL',
        /port \d+ expected not open, got open after/,
      ],
      [`port ${closed} of "127.0.0.1" should be open`, 'CRITICAL', 'expected open, got connection refused'],
      [`port ${closed} of "127.0.0.1" should not be open`, 'OK'],
      [`port ${closed} of "127.0.0.1" should ideally be open`, 'WARNING'],
      [`port ${closed} of "127.0.0.1" happens to be open`, 'NOT APPLICABLE'],
      [`connecting to port ${open} of "127.0.0.1" should take below 20 seconds`, 'OK'],
      [`connecting to port ${open} of "127.0.0.1" should take above 20 seconds`, 'CRITICAL'],
      [
        `connecting to port ${closed} of "127.0.0.1" should take below 20 seconds`,
        'CRITICAL',
        'got connection refused',
      ],
      [
        `connecting to port ${closed} of "127.0.0.1" should not take above 20 seconds`,
        'UNKNOWN',
        'connection refused',
      ],
      ['port 0 of "127.0.0.1" should be open', 'UNKNOWN', 'is no port'],
      ['port http of "127.0.0.1" should not be open', 'UNKNOWN', 'is no port'],
      ['port 80 of "a b" should not be open', 'UNKNOWN', 'is no host name'],
    ]);
    expect(metrics[0]).to.deep.include({ label: `connect_127.0.0.1_${open}`, unit: 's' });
    await server.stop();
  });

  it('of a name that does not exist: nothing is well because of it', async () => {
    await expectVerdicts([
      ['port 80 of "nobody.invalid" should be open', '(?:CRITICAL|UNKNOWN)', /no such name|no name server/],
      ['port 80 of "nobody.invalid" should not be open', 'UNKNOWN'],
      ['port 80 of "nobody.invalid" happens to be open', 'UNKNOWN'],
      ['"nobody.invalid" should not answer pings', 'UNKNOWN'],
    ]);
  });

  it('of echo requests', async () => {
    await expectVerdicts([
      ['"127.0.0.1" should answer pings', 'OK'],
      ['"127.0.0.1" should not answer pings', 'CRITICAL', 'ping expected not an answer, got an answer after'],
      ['the packet loss to "127.0.0.1" should be below 10 %', 'OK'],
      [
        'the packet loss to "127.0.0.1" should be above 10 %',
        'CRITICAL',
        'packet loss expected above 10 %, got 0 %',
      ],
      ['the round trip time to "127.0.0.1" should be below 10 s', 'OK'],
      ['the round trip time to "127.0.0.1" should be above 10 s', 'CRITICAL'],
      ['I ping "127.0.0.1"\nit should respond', 'OK'],
      ['I ping "127.0.0.1"\nit should not respond', 'CRITICAL'],
      ['it should respond', 'UNKNOWN', 'When I ping'],
      ['"a b" should answer pings', 'UNKNOWN', 'is no host name'],
      ['"-f" should answer ping', 'UNKNOWN', 'is no host name'],
    ]);
  });
});

describe('sentences about certificates', () => {
  const servers: Server[] = [];
  const start = async (name: string): Promise<string> => {
    const pair = {
      cert: readFileSync(certificate(`${name}.crt`)),
      key: readFileSync(certificate(`${name}.key`)),
    };
    const server = createServer({ ...pair, maxVersion: 'TLSv1.2' }, socket => socket.on('error', () => {}));
    server.on('tlsClientError', () => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return `localhost:${(server.address() as AddressInfo).port}`;
  };
  let good: string;
  let expired: string;
  let wrong: string;
  before(async () => {
    [good, expired, wrong] = [await start('server'), await start('expired'), await start('wrong_host')];
  });
  after(() => {
    for (const server of servers) server.close();
  });
  const given = [`I only trust the authority in the file "${certificate('ca.crt')}"`];

  it('of how long it is good, for whom, from whom', async () => {
    const metrics = await expectVerdicts(
      [
        [`the certificate of "${good}" should expire in at least 14 days`, 'OK'],
        [`the certificate of "${good}" should expire in below 14 days`, 'CRITICAL', /got \d+ days/],
        [
          `the certificate of "${expired}" should expire in at least 14 days`,
          'CRITICAL',
          /expires expected at least 14 days, got -\d+ days/,
        ],
        [`the certificate of "${good}" should be trusted`, 'OK'],
        [
          `the certificate of "${expired}" should be trusted`,
          'CRITICAL',
          'certificate expected trusted, got its certificate has expired',
        ],
        [`the certificate of "${wrong}" should be trusted`, 'CRITICAL', 'for another name'],
        [`the certificate of "${wrong}" should cover "broker.example.net"`, 'OK'],
        [
          `the certificate of "${wrong}" should cover "www.example.net"`,
          'CRITICAL',
          'got broker.example.net',
        ],
        [`the certificate of "${good}" should be issued by "fleetspec test"`, 'OK'],
        [
          `the certificate of "${good}" should be issued by "Somebody"`,
          'CRITICAL',
          'got "fleetspec test CA"',
        ],
        [`the server "${good}" should accept TLSv1.2`, 'OK'],
        [
          `the server "${good}" should accept TLSv1.3`,
          'CRITICAL',
          'TLSv1.3 expected accepted, got the TLS handshake failed',
        ],
        [`the server "${good}" should not accept TLSv1.3`, 'OK'],
        [`the server "${good}" should not accept TLSv1.2`, 'CRITICAL'],
        [`the server "${good}" should accept SSLv3`, 'UNKNOWN', 'no version of TLS'],
        [
          `the page "https://${expired}/" should answer with status 200`,
          'CRITICAL',
          'its certificate has expired',
        ],
        [`the page "https://${expired}/" should contain "x"`, 'UNKNOWN', 'its certificate has expired'],
      ],
      { given },
    );
    expect(metrics[0]).to.deep.include({ unit: 's', label: `certificate_${good.replace(':', '_')}` });
  });

  it('without its authority is not trusted, and is looked at all the same', async () => {
    await expectVerdicts([
      [`the certificate of "${good}" should be trusted`, 'CRITICAL', 'no authority that is trusted here'],
      [`the certificate of "${good}" should not be trusted`, 'OK'],
      [`the certificate of "${good}" should expire in at least 14 days`, 'OK'],
    ]);
  });

  it('are no reason to think that a version of TLS is refused, nor is any other complaint', async () => {
    // Alerts of a server by their numbers in RFC 8446: what it says before it hangs up.
    const complaining = (alert: number) =>
      ScriptedServer.start(socket => {
        socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, alert])));
      });
    const verdicts = {
      40: 'OK',
      70: 'OK',
      42: 'UNKNOWN',
      48: 'UNKNOWN',
      80: 'UNKNOWN',
      112: 'UNKNOWN',
      116: 'UNKNOWN',
    };
    for (const [alert, verdict] of Object.entries(verdicts)) {
      const server = await complaining(Number(alert));
      await expectVerdicts([[`the server "127.0.0.1:${server.port}" should not accept TLSv1.2`, verdict]]);
      await server.stop();
    }
  });

  it('that nobody shows cannot be told', async () => {
    const closed = `localhost:${await closedPort()}`;
    await expectVerdicts([
      [`the certificate of "${closed}" should expire in at least 14 days`, 'UNKNOWN', 'connection refused'],
      [`the certificate of "${closed}" should be trusted`, 'UNKNOWN'],
      [`the certificate of "${closed}" should not be trusted`, 'UNKNOWN'],
      [`the server "${closed}" should not accept TLSv1.2`, 'UNKNOWN', 'connection refused'],
      ['the certificate of "a b" should be trusted', 'UNKNOWN', 'is no host and port'],
    ]);
  });
});

describe('sentences about mail servers', () => {
  it('of what they say first', async () => {
    const EHLO = '250-mx1\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n';
    const ready = await ScriptedServer.start(
      mailScript('220 mx1.example.net ESMTP Exim\r\n', { EHLO, QUIT: '221 bye\r\n' }),
    );
    const busy = await ScriptedServer.start(mailScript('421 too many\r\n'));
    const hurried = await ScriptedServer.start(mailScript('220 mx2\r\n', { EHLO: '421 later\r\n' }));
    const old = await ScriptedServer.start(mailScript('220 mx3\r\n', { EHLO: '502 what?\r\n' }));
    const [mx, full, hasty, plain, closed] = [
      `127.0.0.1:${ready.port}`,
      `127.0.0.1:${busy.port}`,
      `127.0.0.1:${hurried.port}`,
      `127.0.0.1:${old.port}`,
      `127.0.0.1:${await closedPort()}`,
    ];
    await expectVerdicts([
      [`the mail server "${mx}" should be ready`, 'OK'],
      [`the mail server "${full}" should be ready`, 'CRITICAL', 'greeting expected 220, got 421 "too many"'],
      [`the mail server "${closed}" should be ready`, 'CRITICAL', 'got connection refused'],
      [`the mail server "${closed}" should not be ready`, 'UNKNOWN'],
      [`the mail server "${full}" should greet with code 421`, 'OK'],
      [`the mail server "${mx}" should greet with code 99`, 'UNKNOWN', 'no code of a mail server'],
      [`the greeting of the mail server "${mx}" should contain "Exim"`, 'OK'],
      [`the greeting of the mail server "${mx}" should match "^mx1\\."`, 'OK'],
      [`the greeting of the mail server "${mx}" should contain "Postfix"`, 'CRITICAL'],
      [`the greeting of the mail server "${closed}" should not contain "Postfix"`, 'UNKNOWN'],
      [`the mail server "${mx}" should offer "starttls"`, 'OK'],
      [`the mail server "${mx}" should offer "AUTH LOGIN"`, 'OK'],
      [`the mail server "${mx}" should offer "AUTH GSSAPI"`, 'CRITICAL', 'got AUTH PLAIN LOGIN, STARTTLS'],
      [`the mail server "${mx}" should not offer "PIPELINING"`, 'OK'],
      [`the mail server "${full}" should not offer "PIPELINING"`, 'UNKNOWN', 'greets with 421'],
      [`the mail server "${hasty}" should not offer "PIPELINING"`, 'UNKNOWN', 'answers EHLO with 421'],
      [`the mail server "${hasty}" should offer "PIPELINING"`, 'UNKNOWN'],
      [`the mail server "${plain}" should not offer "PIPELINING"`, 'OK'],
      [`the mail server "${plain}" should offer "PIPELINING"`, 'CRITICAL', 'got none'],
      [`the greeting of the mail server "${mx}" should take below 20 seconds`, 'OK'],
      [`the greeting of the mail server "${closed}" should take below 20 seconds`, 'CRITICAL'],
    ]);
    await ready.stop();
    for (const server of [busy, hurried, old]) await server.stop();
  });
});
