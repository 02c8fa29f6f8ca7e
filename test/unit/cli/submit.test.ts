// fleetspec submit, and check --submit, against a receiver on a loopback port.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { type FeatureNaming, featureResult, scenarioResults } from '../../../lib/cli/feature_results';
import type { RunOutcome, ScenarioOutcome } from '../../../lib/runner/outcome';
import { httpServer } from '../passive/fake_server';
import { fleetspec, folderWith, type Outcome } from './run_fleetspec';

const ENV = { FLEETSPEC_PASSIVE_NRDP_TOKEN: 'token', PATH: process.env.PATH ?? '' };

interface Sent {
  readonly hostname: string;
  readonly servicename?: string;
  readonly state: string;
  readonly output: string;
}

describe('fleetspec submit', () => {
  let server: Awaited<ReturnType<typeof httpServer>>;
  let folder: ReturnType<typeof folderWith>;
  let answer: object;

  beforeEach(async () => {
    answer = { result: { status: 0, message: 'OK' } };
    server = await httpServer(() => ({ body: JSON.stringify(answer) }));
    folder = folderWith({ 'fleetspec.yaml': config(server.port) });
  });
  afterEach(async () => {
    await server.close();
    folder.remove();
  });

  const config = (port: number) => `identity: mon1
passive:
  queue_dir: queue
  targets:
    nrdp: {kind: nrdp, url: "http://127.0.0.1:${port}/nrdp/"}
`;
  const run = (...argv: string[]): Promise<Outcome> =>
    fleetspec(['submit', ...argv], { cwd: folder.path, env: ENV });
  const plugin = (code: string) => ['--', process.execPath, '-e', code];
  const sent = (): Sent[] =>
    server.seen.flatMap(({ body }) => JSON.parse(new URLSearchParams(body).get('JSONDATA')!).checkresults);
  const waiting = () => readdirSync(join(folder.path, 'queue/nrdp')).filter(name => name.endsWith('.json'));

  it('runs the plugin, sends its result and says nothing', async () => {
    const outcome = await run(
      '-H',
      'web1',
      '-s',
      'disk',
      ...plugin('console.log("DISK CRITICAL|a=1"); process.exit(2)'),
    );
    expect(outcome).to.deep.equal({ code: 0, stdout: '', stderr: '' });
    expect(sent()).to.deep.equal([
      {
        ...{ checkresult: { type: 'service', checktype: '1' }, hostname: 'web1', servicename: 'disk' },
        ...{ state: '2', output: 'DISK CRITICAL|a=1' },
      },
    ]);
    expect(waiting()).to.deep.equal([]);
  });

  it('with -v says what went where', async () => {
    const { stderr } = await run('-v', '--to', 'nrdp', '-s', 'disk', ...plugin('console.log("fine")'));
    expect(stderr).to.equal('fleetspec: OK of mon1/disk delivered to nrdp\n');
  });

  it('names host and service after this machine and the plugin', async () => {
    await run(...plugin('console.log(1)'));
    await run('-H', '{hostname}', '-s', 'my {check}', ...plugin('console.log(1)'));
    await run('--host-check', ...plugin('process.exit(2)'));
    expect(sent().map(({ hostname, servicename, state }) => [hostname, servicename, state])).to.deep.equal([
      ['mon1', 'node', '0'],
      ['client.example.net', 'my node', '0'],
      ['mon1', undefined, '1'],
    ]);
  });

  it('keeps on disk what cannot be delivered, says so, and sends it with --flush', async () => {
    answer = { result: { status: -1, message: 'BAD TOKEN' } };
    const outcome = await run('-s', 'disk', ...plugin('console.log("late")'));
    expect(outcome.code).to.equal(0);
    expect(outcome.stderr).to.match(/^fleetspec: 1 result waits for nrdp on disk: nrdp .*BAD TOKEN/);
    expect(waiting()).to.have.length(1);
    const failed = await run('--flush');
    expect(failed).to.deep.include({ code: 1, stdout: 'nrdp: 0 delivered, 1 waiting\n' });
    answer = { result: { status: 0 } };
    expect(await run('--flush')).to.deep.equal({
      code: 0,
      stdout: 'nrdp: 1 delivered, 0 waiting\n',
      stderr: '',
    });
    expect(sent().at(-1)!.output).to.equal('late');
    expect(await run('--flush', '--to', 'nrdp')).to.deep.include({
      code: 0,
      stdout: 'nrdp: 0 delivered, 0 waiting\n',
    });
  });

  it('tries again for as long as it is told', async () => {
    await server.close();
    const outcome = await run('--deliver-timeout', '2', '-s', 'disk', ...plugin('console.log(1)'));
    expect(outcome.code).to.equal(0);
    expect(outcome.stderr).to.contain('1 result waits').and.to.contain('connection refused');
    expect(waiting()).to.have.length(1);
  });

  it('sends UNKNOWN for a plugin that is not there, and for one that does not end', async () => {
    expect((await run('-s', 'a', '--', './check_nothing')).code).to.equal(0);
    await run('-s', 'b', '-t', '0.2', ...plugin('setInterval(() => {}, 1000)'));
    await run(
      '-s',
      'c',
      '-t',
      '0.2',
      '--timeout-state',
      'critical',
      ...plugin('setInterval(() => {}, 1000)'),
    );
    const [missing, late, critical] = sent();
    expect(missing).to.deep.include({ state: '3' });
    expect(missing!.output).to.contain('./check_nothing is not installed');
    expect(late!.output).to.contain('did not end within 0.2 seconds');
    expect([late!.state, critical!.state]).to.deep.equal(['3', '2']);
  });

  it('runs it here, with our variables but not our secrets', async () => {
    await run(
      '-s',
      'a',
      ...plugin('console.log(process.cwd(), process.env.FLEETSPEC_PASSIVE_NRDP_TOKEN, !!process.env.PATH)'),
    );
    expect(sent()[0]!.output).to.equal(`${folder.path} undefined true`);
  });

  for (const [argv, says] of [
    [[], 'no plugin is named: it goes after "--"'],
    [['--to', 'nrpd', '--', 'x'], 'has no target "nrpd"; choose one of nrdp'],
    [['--host-check', '-s', 'x', '--', 'x'], 'about the host itself, or about a service'],
    [['-s', 'a;b', '--', 'x'], 'the service name "a;b" holds a semicolon'],
    [['-s', '{feature}', '--', 'x'], '{feature} in the name "{feature}" stands for nothing here'],
    [['--timeout-state', 'bad', '--', 'x'], '--timeout-state cannot be "bad"'],
    [['--deliver-timeout', 'x', '--', 'x'], '--deliver-timeout cannot be "x"'],
    [['--flush', '--', 'x'], '--flush runs no plugin'],
  ] as [string[], string][]) {
    it(`refuses ${argv.join(' ') || 'nothing'} before anything is run`, async () => {
      const outcome = await run(...argv);
      expect(outcome).to.deep.include({ code: 1, stdout: '' });
      expect(outcome.stderr).to.contain(says);
      expect(existsSync(join(folder.path, 'queue'))).to.equal(false);
    });
  }

  it('without any target says where to describe one', async () => {
    const empty = folderWith({ 'fleetspec.yaml': 'identity: x\n' });
    const { code, stderr } = await fleetspec(['submit', '--flush'], { cwd: empty.path });
    empty.remove();
    expect(code).to.equal(1);
    expect(stderr).to.contain('has no target; describe one in passive.targets');
  });

  it('tells when a result is lost', async () => {
    await server.close();
    mkdirSync(join(folder.path, 'queue/nrdp'), { recursive: true, mode: 0o700 });
    folder.remove();
    folder = folderWith({ 'fleetspec.yaml': config(server.port), queue: 'a file, not a folder' });
    const { code, stderr } = await run('--deliver-timeout', '2', '-s', 'disk', ...plugin('console.log(1)'));
    expect(code).to.equal(1);
    expect(stderr).to.contain('lost: mon1/disk').and.to.contain('connection refused');
  });
});

const scenario = (name: string, more: Partial<ScenarioOutcome> = {}): ScenarioOutcome => ({
  ...{
    feature: 'The firewall',
    name,
    location: 'features/firewall.feature:3',
    verdict: 'passed',
    status: 'OK',
  },
  ...more,
});
const BAD = {
  status: 'CRITICAL',
  verdict: 'failed',
  reason: 'web2 is open',
  at: 'features/firewall.feature:9',
} as const;

const OUTCOME: RunOutcome = {
  subject: 'The firewall',
  scenarios: [scenario('is up'), scenario('blocks', BAD), scenario('blocks')],
  problems: [],
  metrics: [{ label: 'blocked', value: 4 }],
  undone: [],
  elapsedSeconds: 1.5,
};

const naming = (more: Partial<FeatureNaming> = {}): FeatureNaming => ({
  target: { kind: 'spool', host: undefined, service: undefined },
  ...{ host: undefined, service: undefined, params: {} },
  own: { identity: 'mon1', hostname: 'mon1.lab', file: 'firewall' },
  ...more,
});

describe('results of features', () => {
  it('one for all, named after the file', () => {
    const result = featureResult(OUTCOME, naming(), 10_000);
    expect(result).to.deep.include({
      ...{ host: 'mon1', service: 'firewall', status: 'CRITICAL', checkSource: 'mon1' },
      ...{ startedAt: 8500, endedAt: 10_000 },
    });
    expect(result.output[0]).to.equal('CRITICAL: The firewall - web2 is open (features/firewall.feature:9)');
    expect(result.perfdata).to.match(/^scenarios=3.* blocked=4/);
  });

  it('by other names where there are templates: option, target, parameter', () => {
    const names = (more: Partial<FeatureNaming>) => {
      const { host, service } = featureResult(OUTCOME, naming(more), 0);
      return `${host}/${service}`;
    };
    const target = { kind: 'spool', host: 'T-{hostname}', service: 'T {feature}' } as const;
    expect(names({ params: { host: 'web7' } })).to.equal('web7/firewall');
    expect(names({ target })).to.equal('T-mon1.lab/T The firewall');
    expect(names({ target, params: { host: 'web7' } })).to.equal('T-mon1.lab/T The firewall');
    expect(names({ target, host: '<host>', service: '{file} <n>', params: { host: 'w', n: '1' } })).to.equal(
      'w/firewall 1',
    );
    expect(() => names({ host: '<host>' })).to.throw('<host> in the name');
    expect(() => names({ service: '{scenario}' })).to.throw('{scenario} in the name');
  });

  it('one for each scenario; of rows with one name the worst', () => {
    const results = scenarioResults(OUTCOME, naming(), 10_000);
    expect(results.map(({ service, status, output }) => [service, status, output])).to.deep.equal([
      ['firewall - is up', 'OK', ['OK: is up - passed (features/firewall.feature:3)']],
      [
        ...['firewall - blocks', 'CRITICAL'],
        [
          'CRITICAL: blocks - web2 is open (features/firewall.feature:9)',
          'OK: blocks - passed (features/firewall.feature:3)',
        ],
      ],
    ]);
    const other = scenarioResults(OUTCOME, naming({ service: '{scenario} of {feature}' }), 0);
    expect(other.map(({ service }) => service)).to.deep.equal([
      'is up of The firewall',
      'blocks of The firewall',
    ]);
    expect(scenarioResults({ ...OUTCOME, scenarios: [] }, naming(), 0)).to.deep.equal([]);
  });
});
