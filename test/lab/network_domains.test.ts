// Sentences about names, web pages, certificates and queues against a real dnsmasq, Python's http.server, openssl's
// s_server and a real ActiveMQ.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { RawClient } from '../conformance/broker/raw_client';
import { expectVerdicts } from '../unit/checks/network/verdicts_of';
import { ActiveMq, LAB_LOGIN } from './peers/activemq';
import { freePort } from './peers/free_port';
import { useLab } from './peers/lab';
import { waitFor } from './peers/wait_for';

const CERTIFICATES = join(__dirname, '../unit/stomp/certificates');
const certificate = (name: string): string => join(CERTIFICATES, name);
const LONG = 'x'.repeat(300);

describe('what is asked from where fleetspec runs, of real peers', () => {
  const lab = useLab('network-domains');
  let broker: ActiveMq;
  let client: RawClient;
  let dns: string;
  let web: number;
  let tls: number;

  before(async () => {
    const activemq = ActiveMq.start(lab);
    const [dnsPort, httpPort, tlsPort] = [await freePort(), await freePort(), await freePort()];
    [dns, web, tls] = [`127.0.0.1:${dnsPort}`, httpPort, tlsPort];
    startDnsmasq(dnsPort);
    mkdirSync(lab.path('www', 'folder'), { recursive: true });
    writeFileSync(lab.path('www', 'page.html'), '<p>welcome</p>\n');
    lab.start('http.server', 'python3', [
      ...['-u', '-m', 'http.server', '--bind', '127.0.0.1', '--directory', lab.path('www'), String(web)],
    ]);
    lab.start('s_server', 'openssl', [
      ...['s_server', '-accept', `127.0.0.1:${tls}`, '-cert', certificate('server.crt')],
      ...['-key', certificate('server.key'), '-www', '-tls1_2'],
    ]);
    broker = await activemq;
    const login = { login: LAB_LOGIN.user, passcode: LAB_LOGIN.password };
    client = await RawClient.connect({ host: broker.host, port: broker.port, ...login }, '1.2');
    for (const port of [web, tls]) await waitForPort(port);
  });

  function startDnsmasq(port: number): void {
    const records = [
      ...['--host-record=www.example.test,192.0.2.7,2001:db8::7', '--host-record=www.example.test,192.0.2.8'],
      ...['--cname=ftp.example.test,www.example.test', '--mx-host=example.test,mx1.example.test,10'],
      ...[
        '--srv-host=_sip._tcp.example.test,sip.example.test,5060,10,5',
        '--caa-record=example.test,0,issue,ca.test',
      ],
      ...['--ptr-record=9.2.0.192.in-addr.arpa,old.example.test', '--txt-record=example.test,v=spf1 mx -all'],
      ...[`--txt-record=2026._domainkey.example.test,v=DKIM1;k=rsa;p=,${LONG.slice(0, 200)}`],
      ...Array.from({ length: 12 }, (_, i) => `--txt-record=big.example.test,${i}${LONG.slice(0, 200)}`),
    ];
    lab.start('dnsmasq', 'dnsmasq', [
      ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--bind-interfaces'],
      ...[
        '--listen-address=127.0.0.1',
        `--port=${port}`,
        '--local=/test/',
        '--user=root',
        '--pid-file',
        ...records,
      ],
    ]);
  }

  const waitForPort = (port: number) =>
    waitFor(`port ${port}`, () =>
      RawClient.open({ host: '127.0.0.1', port, login: '', passcode: '' }).then(
        open => {
          open.destroy();
          return true;
        },
        () => undefined,
      ),
    );

  it('names, of dnsmasq', async () => {
    await expectVerdicts(
      [
        ['within 20 seconds the A records of "www.example.test" should be "192.0.2.7, 192.0.2.8"', 'OK'],
        ['the name "www.example.test" should resolve only to "192.0.2.7, 192.0.2.8, 2001:db8::7"', 'OK'],
        ['the CNAME record of "ftp.example.test" should be "www.example.test"', 'OK'],
        ['the A records of "ftp.example.test" should contain "192.0.2.8"', 'OK'],
        ['the MX record of "example.test" should be "10 mx1.example.test"', 'OK'],
        ['the SRV record of "_sip._tcp.example.test" should be "10 5 5060 sip.example.test"', 'OK'],
        [`the CAA record of "example.test" should be '0 issue "ca.test"'`, 'OK'],
        ['the address "192.0.2.9" should resolve to "old.example.test"', 'OK'],
        ['the SPF record of "example.test" should be "v=spf1 mx -all"', 'OK'],
        ['there should be exactly 12 TXT records of "big.example.test"', 'OK'],
        ['the A record of "nobody.example.test" should exist', 'CRITICAL', 'no such name'],
        ['the MX record of "www.example.test" should exist', 'CRITICAL', 'got none'],
        ['the A record of "www.example.org" should exist', 'UNKNOWN', 'REFUSED'],
        ['the DKIM key "2026" of "example.test" should be published', 'CRITICAL'],
      ],
      { given: [`I ask the name server "${dns}"`] },
    );
  });

  it('pages, of Python, and certificates, of OpenSSL', async () => {
    const [page, secure] = [`http://127.0.0.1:${web}`, `localhost:${tls}`];
    const trust = `I only trust the authority in the file "${certificate('ca.crt')}"\n`;
    await expectVerdicts([
      [`the page "${page}/page.html" should answer with status 200`, 'OK'],
      [`the page "${page}/page.html" should contain "welcome"`, 'OK'],
      [`the page "${page}/none" should answer with status 200`, 'CRITICAL', 'got 404 File not found'],
      [`the page "${page}/folder" should redirect to "${page}/folder/"`, 'OK'],
      [`the page "${page}/page.html" should serve byte ranges`, 'CRITICAL', 'got 200 OK, no Content-Range'],
      [`I fetch "${page}/page.html"\nthe "Server" header should match "^SimpleHTTP/"`, 'OK'],
      [`I fetch "${page}/folder" following redirects\nthe response should have status 200`, 'OK'],
      [`${trust}the page "https://${secure}/" should answer with status 200`, 'OK'],
      [
        `the page "https://${secure}/" should answer with status 200`,
        'CRITICAL',
        'no authority that is trusted',
      ],
      [`${trust}the certificate of "${secure}" should be trusted`, 'OK'],
      [`the certificate of "${secure}" should expire in at least 30 days`, 'OK'],
      [`${trust}the server "${secure}" should accept TLSv1.2`, 'OK'],
      [`the server "${secure}" should not accept TLSv1.3`, 'OK'],
    ]);
  });

  it('queues, of ActiveMQ', async () => {
    const persistent = { persistent: 'true' };
    for (const body of ['a', 'b', 'c'])
      await client.processed('SEND', { destination: '/queue/lab.net.stats', ...persistent }, body);
    await client.processed('SEND', { destination: '/queue/lab.net.more', ...persistent }, 'x');
    await client.processed('SUBSCRIBE', { id: 't', destination: '/topic/lab.net.news' });
    const passwordFile = lab.path('password');
    writeFileSync(passwordFile, `${broker.password}\n`);
    const at = { host: broker.host, port: broker.port, user: broker.user, passwordFile };
    const prepared = { given: ['I ask the broker "lab"'], checks: { brokers: new Map([['lab', at]]) } };
    const metrics = await expectVerdicts(
      [
        ['the broker should be reachable', 'OK'],
        ['the broker should use below 90 % of its store', 'OK'],
        ['the broker should use below 90 % of its temporary store', 'OK'],
        ['the broker should use below 90 % of its memory', 'OK'],
        ['the broker should have been up for below 1 day', 'OK'],
        ['the queue "lab.net.stats" should hold exactly 3 messages', 'OK'],
        [
          'the queue "lab.net.stats" should hold below 3 messages',
          'CRITICAL',
          'lab.net.stats: messages expected below 3, got 3',
        ],
        [
          'the queues "lab.net.>" should hold below 2 messages',
          'CRITICAL',
          'lab.net.stats: messages expected below 2, got 3',
        ],
        ['the oldest message of the queue "lab.net.stats" should be below 1 hour old', 'OK'],
        [
          'the queue "lab.net.stats" should have at least 1 consumer',
          'CRITICAL',
          'consumers expected at least 1, got 0',
        ],
        ['the queue "lab.net.stats" should use below 70 % of its memory', 'OK'],
        ['the queue "lab.net.stats" should be draining', 'CRITICAL', '3 messages, 2 s later 3, with 0 taken'],
        ['the queue "lab.net.none" should exist', 'CRITICAL'],
        ['the queue "lab.net.none" should hold below 3 messages', 'UNKNOWN', 'has none'],
        ['the topic "lab.net.news" should have exactly 1 consumer', 'OK'],
        ['I want to check on the lab.net.stats queue\nit should have less than 5 messages', 'OK'],
      ],
      prepared,
    );
    expect(metrics.find(({ label }) => label === 'messages_lab.net.stats')).to.include({ value: 3 });
    await client.processed('SUBSCRIBE', { id: 'q', destination: '/queue/lab.net.stats', ack: 'auto' });
    await client.bodies(3);
    await expectVerdicts(
      [
        ['within 20 seconds the queue "lab.net.stats" should be drained', 'OK'],
        ['the queue "lab.net.stats" should have below 1 message per consumer', 'OK'],
      ],
      prepared,
    );
    client.destroy();
  });
});
