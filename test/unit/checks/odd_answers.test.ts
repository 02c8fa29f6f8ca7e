// Answers that make no sense, from agents that are broken, of another language or not what they say they are: whatever
// is asked of them, and whichever way round, no sentence is well because of them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Scene } from '../../../lib/checks/assertion/expect_of_hosts';
import { numberOf } from '../../../lib/checks/broker/told_measure';
import { expectFactNumber } from '../../../lib/checks/fact/compare_facts';
import { expectFacts } from '../../../lib/checks/fact/fact_table';
import { expectNewestAge } from '../../../lib/checks/file/backup';
import { expectFileAge, expectFileSize } from '../../../lib/checks/file/file';
import { expectBlocked } from '../../../lib/checks/firewall/traffic';
import { expectAnyDisk, expectDisk, expectInodes } from '../../../lib/checks/host/disks';
import { expectLoad, expectLoadPerProcessor } from '../../../lib/checks/host/load';
import { expectMemory } from '../../../lib/checks/host/memory';
import { expectUptime } from '../../../lib/checks/host/uptime';
import { expectNrpe } from '../../../lib/checks/nrpe/nrpe_command';
import { expectPackage, expectPackageVersion } from '../../../lib/checks/package/package';
import { expectUpdates } from '../../../lib/checks/package/package_updates';
import { expectProcess, expectProcesses, expectProcessMemory } from '../../../lib/checks/process/process';
import { expectLastRun, expectResources } from '../../../lib/checks/puppet/last_run';
import { expectMasterLoadBelow } from '../../../lib/checks/puppet/puppet_master';
import { expectPuppet } from '../../../lib/checks/puppet/puppet_state';
import { expectRoundTrip } from '../../../lib/checks/reach/ping';
import { expectConnection, expectConnectTime } from '../../../lib/checks/reach/tcp';
import { changeService } from '../../../lib/checks/service/change_service';
import { expectService, expectServiceAtBoot } from '../../../lib/checks/service/service';
import { makeFilter } from '../../../lib/mcollective/filter';
import { AgentScene, EVERY, ending, endingOf, NO, saying } from './agent_scene';
import type { ToyReply } from './toy_fleet';

type Data = NonNullable<ToyReply['data']>;
type Sentence = (claim: string, scene: Scene) => Promise<void>;

const EXACTLY_0 = 'exactly 0 hosts with class web should';

/** No number that could be one of a size, a count, a length of time. */
const NO_AMOUNTS = [
  ...[undefined, null, '', ' ', 'many', '0x10', '1,5', '-1', -1, Number.NaN],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '1e999', 2n ** 80n, true, [], [5], {}, new Date(0)],
];
const NO_FLAGS = [undefined, null, '', 'yes', 'no', 2, -1, Number.NaN, [], [true], {}];
const NO_TEXTS = [undefined, null, '', ' ', 5, true, [], {}];

/** What a field of an agent's answer may not be, and sentences that look at it. */
const FIELDS: readonly (readonly [
  agent: string,
  good: Data,
  field: string,
  odd: readonly unknown[],
  Sentence,
])[] = [
  ['host', { load1: 1, cpus: 2 }, 'load1', NO_AMOUNTS, (claim, scene) => expectLoad(claim, 'below 2', scene)],
  ...['load1', 'cpus'].map(
    field =>
      [
        'host',
        { load1: 1, cpus: 2 },
        field,
        [...NO_AMOUNTS, ...(field === 'cpus' ? [0] : [])],
        (claim: string, scene: Scene) => expectLoadPerProcessor(claim, 'below 2', scene),
      ] as const,
  ),
  ['host', { uptime: 9 }, 'uptime', NO_AMOUNTS, (claim, scene) => expectUptime(claim, 'below 1 hour', scene)],
  ...['total', 'available'].map(
    field =>
      [
        'host',
        { total: 8, available: 4 },
        field,
        [...NO_AMOUNTS, ...(field === 'total' ? [0] : [9])],
        (claim: string, scene: Scene) => expectMemory(claim, 'memory', 'used', 'below 80 %', scene),
      ] as const,
  ),
  [
    'nettest',
    { rtt: 5 },
    'rtt',
    NO_AMOUNTS,
    (claim, scene) => expectRoundTrip(claim, 'a', 'below 1 s', scene),
  ],
  [
    'nettest',
    { connect: true, connect_time: 0.1 },
    'connect_time',
    NO_AMOUNTS,
    (claim, scene) => expectConnectTime(claim, 'a', 80, 'below 1 s', scene),
  ],
  [
    'nettest',
    { connect: true },
    'connect',
    NO_FLAGS,
    (claim, scene) => expectConnection(claim, 'a', 80, scene),
  ],
  [
    'iptables',
    { blocked: true },
    'blocked',
    NO_FLAGS,
    (claim, scene) => expectBlocked(claim, '192.0.2.7', scene),
  ],
  [
    'puppet',
    { enabled: true },
    'enabled',
    NO_FLAGS,
    (claim, scene) => expectPuppet(claim, 'disabled', scene),
  ],
  [
    'puppet',
    { lastrun: 5, total_resources: 9 },
    'lastrun',
    NO_AMOUNTS,
    (claim, scene) => expectLastRun(claim, 'below 1 h', scene),
  ],
  [
    'puppet',
    { lastrun: 5, total_resources: 9, failed_resources: 0 },
    'failed_resources',
    NO_AMOUNTS,
    (claim, scene) => expectResources(claim, 'below 1', 'failed', scene),
  ],
  [
    'puppet',
    { lastrun: 5, total_resources: 9, failed_resources: 0 },
    'total_resources',
    NO_AMOUNTS,
    (claim, scene) => expectResources(claim, 'below 1', 'failed', scene),
  ],
  [
    'nrpe',
    { exitcode: 0, output: 'OK' },
    'exitcode',
    [...NO_AMOUNTS, 4, 0.5],
    (claim, scene) => expectNrpe(claim, 'check_x', 'OK', scene),
  ],
  [
    'service',
    { status: 'running' },
    'status',
    [...NO_TEXTS, 'unknown', 'RUNNING'],
    (claim, scene) => expectService(claim, 'nginx', 'stopped', scene),
  ],
  [
    'service',
    { enabled: 'enabled' },
    'enabled',
    [...NO_TEXTS, 'static'],
    (claim, scene) => expectServiceAtBoot(claim, 'nginx', scene),
  ],
  [
    'package',
    { ensure: '1.0', provider: 'apt' },
    'ensure',
    NO_TEXTS,
    (claim, scene) => expectPackage(claim, 'nginx', scene),
  ],
  [
    'package',
    { ensure: '1.0', provider: 'apt' },
    'ensure',
    [...NO_TEXTS, 'present', 'installed', 'latest', 'held', 'unknown'],
    (claim, scene) => expectPackageVersion(claim, 'nginx', 'at least 0.5', scene),
  ],
  [
    'package',
    { ensure: '1.0', provider: 'apt' },
    'provider',
    [...NO_TEXTS, 'pkgng'],
    (claim, scene) => expectPackageVersion(claim, 'nginx', 'at least 0.5', scene),
  ],
  [
    'package',
    { exitcode: 0, outdated_packages: [] },
    'exitcode',
    [...NO_AMOUNTS, 1, 255],
    (claim, scene) => expectUpdates(claim, 'below 1', scene),
  ],
  [
    'package',
    { exitcode: 0, outdated_packages: [] },
    'outdated_packages',
    [undefined, null, '', {}, 0, ['nginx'], [{}], [{ package: '' }]],
    (claim, scene) => expectUpdates(claim, 'below 1', scene),
  ],
  [
    'rpcutil',
    { value: '5' },
    'value',
    NO_AMOUNTS.filter(value => value !== -1 && value !== '-1'),
    (claim, scene) => expectFactNumber(claim, 'cores', 'below 9', scene),
  ],
  ...['size', 'present', 'type'].map(
    field =>
      [
        'filemgr',
        { present: 1, size: 5, type: 'file' },
        field,
        field === 'size' ? NO_AMOUNTS : field === 'present' ? NO_FLAGS : [],
        (claim: string, scene: Scene) => expectFileSize(claim, '/etc/x', 'below 9 B', scene),
      ] as const,
  ),
  [
    'filemgr',
    { present: 1, mtime_seconds: 1 },
    'mtime_seconds',
    [...NO_AMOUNTS, 0, 4e9, 1.7e12],
    (claim, scene) => expectFileAge(claim, '/etc/x', 'below 1 day', scene),
  ],
];

const shown = (value: unknown): string =>
  typeof value === 'bigint' || typeof value === 'number'
    ? String(value)
    : (JSON.stringify(value) ?? 'nothing');

describe('an answer that makes no sense', () => {
  for (const [agent, good, field, odd, sentence] of FIELDS)
    it(`in ${field} of ${agent} is never well, asked either way`, async () => {
      const endings = (data: Data) =>
        Promise.all(
          [EVERY, NO, EXACTLY_0].map(claim => endingOf(saying(agent, data), scene => sentence(claim, scene))),
        );
      // One of the two is true of an answer that makes sense.
      expect(await endings(good)).to.include('well');
      for (const value of odd)
        for (const how of await endings({ ...good, [field]: value } as Data))
          expect(how, `${field}: ${shown(value)}`).to.match(/^UNKNOWN/);
    });
});

describe('file systems that make no sense', () => {
  const disk = (more: object) => ({ mount: '/', used: 1, available: 1, used_percent: 5, ...more });
  const endings = (sentence: Sentence, data: object) =>
    Promise.all(
      [EVERY, NO].map(claim => endingOf(saying('host', data as Data), scene => sentence(claim, scene))),
    );
  const rows = (...filesystems: object[]) => ({ filesystems, unread: [] });

  it('are never well, asked either way', async () => {
    const used: Sentence = (claim, scene) => expectDisk(claim, '/', 'used', 'below 80 %', scene);
    const free: Sentence = (claim, scene) => expectDisk(claim, '/', 'free', 'below 80 %', scene);
    const bytes: Sentence = (claim, scene) => expectDisk(claim, '/', 'free', 'below 80 GiB', scene);
    const any: Sentence = (claim, scene) => expectAnyDisk(claim, 'above 80 %', scene);
    const inodes: Sentence = (claim, scene) => expectInodes(claim, '/', 'below 80 %', scene);
    for (const value of [...NO_AMOUNTS, 101, 1e9])
      for (const [sentence, more] of [
        [used, { used_percent: value }],
        [free, { used_percent: value }],
        [any, { used_percent: value }],
        [inodes, { inodes_used_percent: value }],
      ] as const)
        for (const how of await endings(sentence, rows(disk(more))))
          expect(how, shown(value)).to.match(/^UNKNOWN/);
    for (const value of NO_AMOUNTS)
      for (const how of await endings(bytes, rows(disk({ available: value }))))
        expect(how, shown(value)).to.match(/^UNKNOWN/);
    for (const data of [{}, rows(), { filesystems: [disk({})] }, { filesystems: [disk({})], unread: 'none' }])
      expect((await endings(any, data))[1], JSON.stringify(data)).to.match(/^UNKNOWN/);
  });
});

describe('a list of processes', () => {
  const row = (pid: number) => ({ pid, cmdline: 'worker', state: 'S', rss: 1 });
  const ask = (data: object, sentence: Sentence, claim = NO) =>
    endingOf(saying('process', data as Data), scene => sentence(claim, scene));
  const runs: Sentence = (claim, scene) => expectProcess(claim, 'worker', scene);
  const memory: Sentence = (claim, scene) => expectProcessMemory(claim, 'below 1 GiB', 'worker', scene);

  it('that was cut and is empty does not mean that nothing runs', async () => {
    for (const truncated of [true, 'true', 1, 'yes', {}])
      expect(await ask({ pslist: [], truncated }, runs), shown(truncated)).to.match(/^UNKNOWN/);
    expect(await ask({ pslist: [], matched: 3, truncated: true }, runs)).to.contain('got 3 running');
    for (const half of [{ matched: 0 }, { truncated: false }, { matched: 3, truncated: false }])
      expect(await ask({ pslist: [], ...half }, runs)).to.match(/^UNKNOWN/);
    expect(await ask({ pslist: [], matched: 0, truncated: false }, runs)).to.equal('well');
  });

  it('that does not fit its own count is not known', async () => {
    for (const matched of [0, 1, -1, 'x', Number.NaN, []])
      expect(await ask({ pslist: [row(1), row(2)], matched }, runs, EVERY), shown(matched)).to.match(
        /^UNKNOWN/,
      );
    const few: Sentence = (claim, scene) => expectProcesses(claim, 'at most 2', 'worker', scene);
    expect(await ask({ pslist: [row(1), row(2)], truncated: true }, few, EVERY)).to.match(/^UNKNOWN/);
    expect(await ask({ pslist: [row(1), row(2)], matched: 9, truncated: true }, few, EVERY)).to.contain(
      'got 9',
    );
    // MCollective's agent tells neither.
    for (const data of [{}, { matched: null, truncated: null }, { matched: 2, truncated: false }])
      expect(await ask({ pslist: [row(1), row(2)], ...data }, few, EVERY)).to.equal('well');
  });

  it('does not tell their memory when some are missing, or have less than none', async () => {
    expect(await ask({ pslist: [row(1)], matched: 2, truncated: true }, memory, EVERY)).to.match(/^UNKNOWN/);
    for (const rss of NO_AMOUNTS)
      expect(await ask({ pslist: [{ ...row(1), rss }] }, memory, EVERY), shown(rss)).to.match(/^UNKNOWN/);
  });
});

describe('agents that contradict themselves', () => {
  it('a plugin that is well and failed', async () => {
    const nrpe = (statuscode: number, exitcode: number) =>
      endingOf(saying('nrpe', { exitcode }, { statuscode, statusmsg: 'no such command' }), scene =>
        expectNrpe(EVERY, 'check_x', 'OK', scene),
      );
    expect(await nrpe(1, 0)).to.match(/^UNKNOWN web1 cannot answer nrpe runcommand: no such command/);
    expect(await nrpe(1, 2)).to.match(/^CRITICAL/);
    expect(await nrpe(0, 2)).to.match(/^CRITICAL/);
  });

  it('facts of which the answer says nothing', async () => {
    const rows = [
      ['fact', 'value'],
      ['release', '9'],
    ];
    const facts = (values: object, claim: string) =>
      endingOf(saying('rpcutil', { values } as Data), scene => expectFacts(claim, rows, scene));
    for (const claim of [NO, 'every host with class web should not'])
      expect(await facts({}, claim)).to.match(/^UNKNOWN .*does not hold the facts release/);
    expect(await facts({ release: null }, NO)).to.equal('well');
    expect(await facts({ release: '9' }, NO)).to.match(/^CRITICAL/);
    const named = [rows[0]!, ['constructor', '/function/']];
    expect(
      await endingOf(saying('rpcutil', { values: {} }), scene => expectFacts(EVERY, named, scene)),
    ).to.match(/^CRITICAL .*no such fact/);
  });

  it('a master whose load is below nothing', async () => {
    for (const load1 of [-1, '-1', 'x', Number.NaN]) {
      const { run } = new AgentScene(saying('host', { load1 }));
      const limited = expectMasterLoadBelow(2, makeFilter({ cf_class: ['web'] }), run);
      expect(await ending(limited), shown(load1)).to.match(/^UNKNOWN web1 cannot answer host load/);
    }
  });

  it('a service that did not start because its address is already in use', async () => {
    const statusmsg = "Could not start service 'nginx': bind() to 0.0.0.0:80: Address already in use";
    const on = new AgentScene({
      web1: {
        'service.status': { data: { status: 'stopped' } },
        'service.start': { statuscode: 1, statusmsg, data: { status: 'stopped' } },
      },
    });
    expect(await ending(changeService('start', 'nginx', await on.all(), on.run))).to.equal(
      `CRITICAL web1: service nginx expected running, got ${statusmsg}`,
    );
    // Half of it may have happened.
    expect(on.fleet.undo.empty).to.equal(false);
  });
});

describe('a broker', () => {
  it('that has lost count tells nothing', () => {
    for (const size of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5', undefined])
      expect(
        numberOf({ name: 'jobs', statistics: { size } as never, time: 0 }, 'size'),
        shown(size),
      ).to.equal(undefined);
    expect(numberOf({ name: 'jobs', statistics: { size: 0 }, time: 0 }, 'size')).to.equal(0);
  });
});

describe('where there is nothing to compare', () => {
  it('"exactly 0 hosts" is as hard to please as "no host"', async () => {
    const gone = { statuscode: 1, statusmsg: 'Cannot reach host' };
    const away = { data: { connect: false, connect_status: 'Connection Refused' } };
    const empty = { data: { present: 1, type: 'directory', dir_listing: [] } };
    for (const claim of [NO, EXACTLY_0, '0 hosts with class web should']) {
      const slow = (agent: string, answer: ToyReply, sentence: Sentence) =>
        endingOf({ web1: { [agent]: answer } }, scene => sentence(claim, scene));
      expect(
        await slow('nettest', gone, (on, scene) => expectRoundTrip(on, 'a', 'above 1 s', scene)),
        claim,
      ).to.match(/^UNKNOWN/);
      expect(
        await slow('nettest', away, (on, scene) => expectConnectTime(on, 'a', 80, 'above 1 s', scene)),
        claim,
      ).to.match(/^UNKNOWN/);
      expect(
        await slow('filemgr', empty, (on, scene) =>
          expectNewestAge(on, { folder: '/var/backups' }, 'above 1 day', scene),
        ),
        claim,
      ).to.match(/^UNKNOWN/);
    }
  });
});
