// What is asked from where fleetspec runs, whole: names, ports, pages, certificates, mail servers, queues and brokers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { RawClient } from '../conformance/broker/raw_client';
import { NetworkPeers } from './network_peers';
import { type SiteConfig, ToySite } from './toy_site';

const LOGIN = { login: 'mcollective', passcode: 'marionette' };

let site: ToySite;
let peers: NetworkPeers;
let client: RawClient;

before(async () => {
  site = await ToySite.start([]);
  peers = await NetworkPeers.start(site.folder);
  client = await RawClient.connect({ host: '127.0.0.1', port: site.broker.port, ...LOGIN }, '1.2');
  for (const body of ['a', 'b', 'c'])
    await client.processed('SEND', { destination: '/queue/exim.stats' }, body);
  await client.processed('SUBSCRIBE', { id: '1', destination: '/queue/exim.stats', ack: 'client' });
  await client.processed('SUBSCRIBE', { id: '2', destination: '/topic/news' });
  for (const destination of ['/queue/orders', '/queue/exim.empty']) {
    await client.processed('SUBSCRIBE', { id: destination, destination });
    await client.processed('UNSUBSCRIBE', { id: destination });
  }
});
after(async () => {
  client.destroy();
  await peers.stop();
  await site.stop();
});

const settings = (more: Record<string, unknown> = {}): SiteConfig => ({
  timeoutMs: 15_000,
  checks: { params: { ...peers.params, broker: `127.0.0.1:${site.broker.port}` }, ...more },
});

const check = (steps: string, config: SiteConfig = settings()) =>
  site.check(
    site.feature(`Feature: Sentences\n  Scenario: One\n${steps.replace(/^/gm, '    * ')}\n`),
    [],
    config,
  );

describe('the selftest features', () => {
  it('of the network pass, but for the one that needs a variable', async () => {
    const answer = await site.check('features/selftest/network.feature', ['--param', 'unused=1'], settings());
    expect(answer.first, answer.more.join('\n')).to.match(/^UNKNOWN: .*variable FLEETSPEC_SELFTEST_PASSWORD/);
    expect(answer.perfdata).to.include('scenarios=11;;;0 passed=10;;;0 failed=0;;;0 unknown=1;;;0');
    expect(answer.perfdata).to.match(/ smtp_127\.0\.0\.1_\d+=[\d.]+s;;5/);
  });

  it('of the queues pass', async () => {
    const answer = await site.check('features/selftest/queues.feature', [], settings());
    expect(answer.first, answer.more.join('\n')).to.match(/^OK: .* 7 scenarios passed$/);
    expect(answer.perfdata).to.include('messages_exim.stats=3;;1000');
    expect(answer).to.include({ code: 0, stderr: '' });
  });
});

describe('a check', () => {
  it('is critical when a page is not as it should be, and tells the number', async () => {
    const url = `http://127.0.0.1:${peers.webPort}/none`;
    const answer = await check(`the page "${url}" should answer with status 200`);
    expect(answer.first).to.include(`${url}: status expected 200, got 404 Not Found`);
    expect(answer.code).to.equal(2);
  });

  it('is critical when nobody answers in time, and unknown when that is not what was asked', async () => {
    peers.dns.manners.set('mute.example.net', 'silence');
    const quick = { ...settings(), timeoutMs: 400 };
    const name = `I ask the name server "${peers.dns.address}"\n`;
    const dns = await check(`${name}the A record of "mute.example.net" should not exist`, quick);
    expect(dns.first).to.match(/^UNKNOWN: .*the A record of mute\.example\.net could not be looked at/);
    const page = await check(
      `the page "http://127.0.0.1:${peers.params.smtp_port}/" should answer with status 200`,
      quick,
    );
    expect(page.code).to.equal(2);
  });

  it('names each queue that is too long', async () => {
    await client.processed('SEND', { destination: '/queue/dlq.a' }, 'x');
    await client.processed('SEND', { destination: '/queue/dlq.b' }, 'x');
    const answer = await check('the queues "dlq.>" should hold exactly 0 messages');
    expect(answer.first).to.include('dlq.a and dlq.b: messages expected exactly 0, got 1');
    expect(answer.perfdata).to.include('messages_dlq.a=1').and.include('messages_dlq.b=1');
    expect(answer.code).to.equal(2);
  });

  for (const [steps, code, text] of [
    [
      'the queue "exim.stats" should hold below 3 messages',
      2,
      'exim.stats: messages expected below 3, got 3',
    ],
    ['the queue "exim.stats" should ideally hold below 3 messages', 1, 'got 3'],
    ['the queue "exim.stats" should hold below 5, ideally below 3 messages', 1, 'ideally below 3'],
    ['the queue "exim.stats" should hold below 5 messages', 0, ''],
    [
      'the queue "exim.stat" should hold below 3 messages',
      3,
      'the queue exim.stat could not be looked at: the broker has none',
    ],
    ['the queue "exim.stat" should not hold above 3 messages', 3, 'has none'],
    ['the queue "exim.stat" should be drained', 3, 'has none'],
    ['the queues "nothing.>" should be drained', 3, 'has none'],
    ['the queue "exim.stat" should exist', 2, 'queue expected there, got none'],
    ['the queue "exim.stats" happens to hold above 5 messages', 0, 'not applicable'],
    ['the queue "exim.stats" should be drained', 2, 'queue expected drained, got 3 messages'],
    [
      'the queue "exim.stats" should be draining',
      2,
      'queue expected draining, got 3 messages, 2 s later 3, with 0 taken',
    ],
    [
      'the queue "exim.stats" should have below 3 messages per consumer',
      2,
      'messages per consumer expected below 3, got 3',
    ],
    ['the queue "dlq.a" should have below 3 messages per consumer', 2, 'got no consumer at all'],
    ['the queue "dlq.a" should have at least 1 consumer', 2, 'consumers expected at least 1, got 0'],
    [
      'the oldest message of the queue "dlq.a" should be above 1 hour old',
      2,
      'age of the oldest message expected above 1 hour',
    ],
    ['the queue "exim.stats" should hold below 3 % messages', 3, 'plain numbers'],
    ['the queue "a,b" should exist', 3, 'is not the name of a queue'],
    ['the topic "news" should have at least 2 consumers', 2, 'consumers expected at least 2, got 1'],
    ['the broker should hold below 1 message', 2, 'the broker: messages expected below 1'],
    ['the broker should not be reachable', 2, 'connection expected not taken, got taken by'],
    ['it should have 3 messages', 3, 'which queue is not known'],
  ] as const) {
    it(`answers ${code} to: ${steps}`, async () => {
      const answer = await check(steps);
      expect(answer.first, answer.stderr).to.include(text);
      expect(answer.code).to.equal(code);
    });
  }

  it('asks another broker by its name, with its own login from a file', async () => {
    const file = join(site.folder, 'broker.password');
    const brokers = (password: string) => {
      writeFileSync(file, `${password}\n`);
      return settings({
        brokers: {
          other: {
            host: '127.0.0.1',
            port: site.broker.port,
            user: LOGIN.login,
            password_file: 'broker.password',
          },
        },
      });
    };
    const sentence = 'I ask the broker "other"\nthe queue "exim.stats" should hold exactly 3 messages';
    expect(await check(sentence, brokers(LOGIN.passcode))).to.include({ code: 0 });
    const refused = await check(sentence, brokers('wrong'));
    expect(refused.first).to.match(/^UNKNOWN: .*refused the login of user "mcollective"/);
    expect(JSON.stringify(refused)).to.not.include('marionette');
    const reachable = await check(
      'I ask the broker "other"\nthe broker should be reachable',
      brokers('wrong'),
    );
    expect(reachable.code).to.equal(3);
  });

  it('is critical when a broker should be reachable and is not, and unknown when its queue was asked for', async () => {
    const other = `I ask the broker "127.0.0.1:${peers.params.closed_port}"\n`;
    const reachable = await check(`${other}the broker should be reachable`);
    expect(reachable.first).to.match(/^CRITICAL: .*connection expected taken, got cannot reach the broker/);
    const queue = await check(`${other}the queue "exim.stats" should hold below 5 messages`);
    expect(queue.first).to.match(/^UNKNOWN: .*cannot reach the broker/);
  });

  it('waits until a queue is drained', async () => {
    await client.processed('SEND', { destination: '/queue/waiting' }, 'x');
    const waiting = check('within 30 seconds, asking every 50 ms, the queue "waiting" should be drained');
    const reader = await RawClient.connect({ host: '127.0.0.1', port: site.broker.port, ...LOGIN }, '1.2');
    await reader.processed('SUBSCRIBE', { id: '1', destination: '/queue/waiting', ack: 'auto' });
    expect(await reader.nextBody()).to.equal('x');
    expect(await waiting).to.include({ code: 0 });
    reader.destroy();
  });

  it('sees that a queue is drained by somebody', async () => {
    for (let i = 0; i < 3; i++) await client.processed('SEND', { destination: '/queue/busy' }, 'x');
    const busy = check('the queue "busy" should be draining');
    const reader = await RawClient.connect({ host: '127.0.0.1', port: site.broker.port, ...LOGIN }, '1.2');
    await reader.processed('SUBSCRIBE', { id: '1', destination: '/queue/busy', ack: 'auto' });
    await reader.bodies(3);
    expect(await busy).to.include({ code: 0 });
    reader.destroy();
  });
});

describe('a recording', () => {
  it('is played to the same verdict without anybody to ask', async () => {
    const steps = [
      `the page "http://127.0.0.1:${peers.webPort}/none" should answer with status 404`,
      `I fetch "http://127.0.0.1:${peers.webPort}/health"`,
      'the JSON member "queues[0].size" should be below 3',
    ];
    const feature = site.feature(`Feature: Sentences\n  Scenario: One\n    * ${steps.join('\n    * ')}\n`);
    const file = join(site.folder, 'run.recording');
    const recorded = await site.check(feature, ['--record', file], settings());
    expect(recorded.first).to.include('JSON member queues[0].size expected below 3, got 3');
    const asked = peers.requests;
    const { code, stdout } = await site.fleetspec(['replay', file]);
    expect(stdout).to.include('JSON member queues[0].size expected below 3, got 3');
    expect(code).to.equal(2);
    expect(peers.requests).to.equal(asked);
  });
});

describe('the shipped features', () => {
  for (const name of ['network', 'queues']) {
    it(`${name}.feature passes, and sleeps through nothing`, async () => {
      const { https_port, dns_port, ca_file } = peers.params;
      const params = {
        site: `localhost:${https_port}`,
        domain: 'example.net',
        name_server: `127.0.0.1:${dns_port}`,
        authorities: ca_file,
        queue: 'exim.ready',
      };
      await client.processed('SUBSCRIBE', { id: name, destination: '/queue/exim.ready' });
      const file = join(site.folder, `${name}.recording`);
      const answer = await site.check(`features/${name}.feature`, ['--record', file], settings({ params }));
      expect(answer.first, answer.more.join('\n')).to.match(/^OK: /);
      const { code, stdout } = await site.fleetspec(['drill', '--recording', file]);
      expect(stdout).to.match(/^[1-9]\d* disturbances: [1-9]\d* noticed, 0 slept through\n$/);
      expect(code).to.equal(0);
    });
  }
});
