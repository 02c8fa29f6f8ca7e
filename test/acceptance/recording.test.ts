// A recorded run, and the same run offline: the fleet is gone, the verdict is the same.
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  site = await ToySite.start(
    [1, 2, 3].map(load => ({
      identity: `web${load}.example.net`,
      classes: ['role::web'],
      facts: { country: load === 3 ? 'uk' : 'de' },
      load: [load, load, load] as const,
      ...(load === 3 && { agents: ['discovery', 'rpcutil', 'host'] }),
    })),
  );
});
after(() => site.stop());

const scenario = (...steps: string[]): string =>
  `Feature: Recorded\n  Scenario: S\n${steps.map(step => `    Then ${step}\n`).join('')}`;

const CASES: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  'a check that is well': ['OK', ['every host with class role::web should have a load average below 4']],
  'a check that fails': ['CRITICAL', ['every host with class role::web should have a load average below 2']],
  'a mild failure': [
    'WARNING',
    ['every host with class role::web should ideally have a load average below 2'],
  ],
  'one that does not apply': [
    'OK',
    ['every host with class role::web happens to have a load average above 4'],
  ],
  'hosts by a compound filter': [
    'CRITICAL',
    ['every host matching "role::web and country=/de/" should have a load average below 2'],
  ],
  'a host that is not there': [
    'UNKNOWN',
    ['every host named web1.example.net and web9.example.net should have a load average below 9'],
  ],
  'nobody discovered': ['UNKNOWN', ['every host with class role::db should have a load average below 9']],
  'an agent that is missing on one host': [
    'UNKNOWN',
    ['I want to update hosts with class role::web', 'traffic from the load balancer should be unblocked'],
  ],
  'time that was waited for': [
    'CRITICAL',
    [
      'within 2 seconds, asking every 1 second, every host with class role::web should have a load average below 2',
    ],
  ],
};

describe('fleetspec replay', () => {
  for (const [name, [status, steps]] of Object.entries(CASES)) {
    it(`gives ${name} the same verdict offline`, async () => {
      const feature = site.feature(scenario('the load balancer has ip address 192.0.2.7', ...steps));
      const file = join(site.folder, 'run.rec');
      const live = await site.check(feature, ['--record', file, '-t', '20'], { timeoutMs: 1000 });
      expect(live.first).to.match(new RegExp(`^${status}: `));
      const started = performance.now();
      const replayed = await site.fleetspec(['replay', file]);
      const [first, ...more] = replayed.stdout.split('\n');
      expect(first!.split('|')[0]).to.equal(live.first);
      expect(more[0]).to.equal('as recorded');
      expect(replayed).to.include({ code: live.code, stderr: '' });
      expect(performance.now() - started, 'nothing is waited for').to.be.below(60_000);
      expect(perfdataWithoutTime(first!.split('|')[1]!)).to.equal(perfdataWithoutTime(live.perfdata));
    });
  }

  it('runs another feature on what was recorded', async () => {
    const file = await record('every host with class role::web should have a load average below 4');
    const edited = site.feature(
      scenario('every host with class role::web should have a load average below 3'),
    );
    const { code, stdout } = await site.fleetspec(['replay', file, edited]);
    expect(stdout).to.match(
      /^CRITICAL: Recorded - web3\.example\.net: load average expected below 3, got 3 /,
    );
    expect(code).to.equal(2);
    const other = site.feature(scenario('every host with class role::db should have a load average below 3'));
    const unknown = await site.fleetspec(['replay', file, other]);
    expect(unknown.stdout).to.match(
      /^UNKNOWN: Recorded - the recording holds no answer to who is there for class role::db; record the feature as it is now with --record FILE /,
    );
    expect(unknown.code).to.equal(3);
  });

  it('says when the verdict is another than the recorded one', async () => {
    const file = await record('every host with class role::web should have a load average below 4');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"load1":3', '"load1":5'));
    const { code, stdout } = await site.fleetspec(['replay', file]);
    expect(stdout.split('\n')[1]).to.equal('not as recorded, which was: OK: Recorded - 1 scenario passed');
    expect(code).to.equal(2);
  });

  it('keeps the password of a page out of the recording, though the page says it back', async () => {
    const password = 'zqx-9"<&secret';
    const server = createServer((request, response) => {
      const [, encoded = ''] = (request.headers.authorization ?? '').split(' ');
      response.end(`${encoded} ${Buffer.from(encoded, 'base64').toString()}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const secretFile = join(site.folder, 'web.password');
    writeFileSync(secretFile, `${password}\n`, { mode: 0o600 });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const login = `I log in to pages as "ann" with the password in the file "${secretFile}"`;
    const feature = site.feature(scenario(login, `the page "${url}" should contain "nobody"`));
    const file = join(site.folder, 'page.rec');
    const live = await site.check(feature, [
      '--record',
      file,
      '--messages',
      join(site.folder, 'page.ndjson'),
    ]);
    server.close();
    expect(live.first).to.match(/^CRITICAL: .*got ".*ann:\(hidden\)"/);
    for (const text of [JSON.stringify(live), readFileSync(file, 'utf8')]) {
      expect(text).to.include('ann:(hidden)');
      expect(text).not.to.include('zqx');
      expect(text).not.to.include(Buffer.from(`ann:${password}`).toString('base64').slice(0, 16));
    }
    expect((await site.fleetspec(['replay', file])).stdout).to.include('as recorded');
  });

  it('keeps the recording for its owner', async () => {
    const file = await record('every host with class role::web should have a load average below 4');
    expect((statSync(file).mode & 0o777).toString(8)).to.equal('600');
  });

  it('refuses what is no recording, in one sentence', async () => {
    const file = join(site.folder, 'bad.rec');
    const good = readFileSync(
      await record('every host with class role::web should have a load average below 4'),
      'utf8',
    );
    const lines = good.split('\n');
    for (const [text, problem] of [
      ['', 'it is no recording'],
      ['hello\n', 'it is no recording'],
      ['{}\n', 'it is no recording'],
      [
        good.replace('"fleetspec_recording":1', '"fleetspec_recording":7'),
        'its format is 7, and this fleetspec reads 1',
      ],
      [[lines[0], '{"kind":"call"}', lines[1], ''].join('\n'), 'line 2 is no event'],
      [[lines[0], 'nonsense', lines[1], ''].join('\n'), 'line 2 is not JSON'],
    ] as const) {
      writeFileSync(file, text);
      const { code, stdout } = await site.fleetspec(['replay', file]);
      expect(stdout).to.include(`cannot be played: ${problem}; record the run again with --record FILE`);
      expect(code).to.equal(3);
    }
    const missing = await site.fleetspec(['replay', join(site.folder, 'none.rec')]);
    expect(missing.stdout).to.match(/^UNKNOWN: .*none\.rec cannot be played: ENOENT/);
  });

  it('plays what a killed run left', async () => {
    const file = await record('every host with class role::web should have a load average below 2');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [...lines.slice(0, -2), '{"kind":"en'].join('\n'));
    const { stdout } = await site.fleetspec(['replay', file]);
    expect(stdout.split('\n')[1]).to.equal('the recorded run was cut off, so its end is not known');
  });

  it('says before the run when it cannot be kept', async () => {
    const answer = await site.check(site.feature(scenario('all is well')), ['--record', '/proc/none/x']);
    expect(answer.first).to.match(
      /^UNKNOWN: fleetspec - the recording \/proc\/none\/x could not be written: ENOENT/,
    );
    expect(existsSync('/proc/none')).to.equal(false);
  });
});

async function record(step: string): Promise<string> {
  const file = join(site.folder, 'run.rec');
  await site.check(site.feature(scenario(step)), ['--record', file]);
  return file;
}

const perfdataWithoutTime = (text: string): string => text.trim().replace(/ time=\S+/, '');
