// Agents in bash, Python and Ruby on fleetspecd, asked by the real mco and by fleetspec; and the example of the docs.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import type { LabNode } from './peers/mcollectived';
import { describeOutcome, runProgram } from './peers/outcome';
import { RUBY_LIBDIR } from './peers/ruby_environment';
import { waitFor } from './peers/wait_for';

const FIXTURES = join(__dirname, 'fixtures/external_agents/mcollective/agent');
const PROGRAMS = ['hello', 'tally', 'gems.rb'];
const DDLS = ['hello.ddl', 'tally.json', 'tally.ddl', 'gems.ddl'];

interface Answer {
  readonly sender: string;
  readonly statuscode: number;
  readonly statusmsg: string;
  readonly data: Record<string, unknown>;
}

/** The files of the guide, by the names it gives them: "`disk.ddl`:" and the block below. */
function filesOfTheGuide(): Map<string, string> {
  const guide = readFileSync(join(ROOT, 'docs/agents.md'), 'utf8');
  const blocks = guide.matchAll(/^`\/etc\/fleetspec\/agents\/([\w.]+)`[^\n]*:\n\n```\w*\n([\s\S]*?)^```$/gm);
  return new Map([...blocks].map(([, name, text]) => [name!, text!]));
}

describe('agents that are programs', () => {
  const lab = useLab('external-agents');
  const folder = lab.path('libdir/mcollective/agent');
  let client: string;
  let node: LabNode;

  function put(name: string, text: string | Buffer, mode: number): void {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), mode);
  }

  before(async () => {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    for (const name of DDLS) put(name, readFileSync(join(FIXTURES, name)), 0o644);
    for (const name of PROGRAMS) put(name, readFileSync(join(FIXTURES, name)), 0o755);
    for (const [name, text] of filesOfTheGuide()) put(name, text, name.includes('.') ? 0o644 : 0o755);
    const broker: LabBroker = await labBroker(lab);
    client = writeClient(lab, broker, { settings: { libdir: `${RUBY_LIBDIR}:${lab.path('libdir')}` } });
    node = await startFleetspecd(lab, broker, {
      identity: 'programs.lab',
      facts: { country: 'uk' },
      settings: {
        'plugin.fleetspec.node.agent_dirs': folder,
        'plugin.tally.works': 'yes',
        'plugin.tally.base': '40',
      },
    });
  });

  async function mco(...args: string[]): Promise<Answer> {
    const outcome = await runMco(lab, client, ['rpc', '--json', '-I', 'programs.lab', ...args]);
    const answers = JSON.parse(outcome.stdout || '[]') as Answer[];
    expect(answers, describeOutcome(outcome)).to.have.length(1);
    return answers[0]!;
  }

  const outcomeOf = ({ statuscode, statusmsg, data }: Answer) => ({ statuscode, statusmsg, data });

  it('are loaded beside its own', async () => {
    const { data } = await mco('rpcutil', 'daemon_stats');
    expect(data.agents).to.include.members(['rpcutil', 'hello', 'tally', 'gems', 'disk']);
  });

  it('bash: outputs and defaults, no shell between', async () => {
    expect(outcomeOf(await mco('hello', 'greet', 'name=$(id); rm'))).to.deep.equal({
      statuscode: 0,
      statusmsg: 'OK',
      data: { message: 'hello $(id); rm', count: 7, extra: [1.0, JSON.parse('18446744073709551617')] },
    });
    expect(node.child.output()).to.match(/info {2}hello#greet: greeting for uid=0/);
  });

  it('bash: exit code and stderr, as MCollective has them', async () => {
    expect(outcomeOf(await mco('hello', 'refuse'))).to.deep.equal({
      statuscode: 3,
      statusmsg: `Failed to run ${join(folder, 'hello')}: no more disk`,
      data: { message: 'half done' },
    });
    expect(node.child.output()).to.match(/error hello#refuse: no more disk/);
  });

  it('bash: what breaks is said, naming agent and action', async () => {
    expect(await mco('hello', 'crash')).to.include({
      statuscode: 5,
      statusmsg: 'hello#crash: was ended by SIGSEGV',
    });
    expect(await mco('hello', 'garbage')).to.include({
      statuscode: 5,
      statusmsg: 'hello#garbage: its reply is no JSON',
    });
  });

  it('bash: the timeout ends it with all it started, and is told in time', async () => {
    expect(await mco('hello', 'doze')).to.include({
      statuscode: 5,
      statusmsg: 'hello#doze: took longer than 2 s and was ended',
    });
    const [, pid] = /hello#doze: child (\d+)/.exec(node.child.output())!;
    await waitFor('the child to be gone', () => !existsSync(`/proc/${pid}`));
  });

  it('bash: inputs are checked by its DDL before', async () => {
    const loose = await runFleetspec(lab, ['rpc', 'hello', 'greet', 'name=UPPER', '-c', client, '-j']);
    expect(loose.stdout + loose.stderr, describeOutcome(loose)).to.include('name');
    expect(node.child.output()).to.not.include('UPPER');
  });

  it('python: Choria’s protocol, with settings and facts', async () => {
    expect(outcomeOf(await mco('tally', 'add', 'number=2'))).to.deep.equal({
      statuscode: 0,
      statusmsg: 'OK',
      data: { sum: 42, country: 'uk', caller: 'uid=0 at client.lab' },
    });
    expect(outcomeOf(await mco('tally', 'refuse'))).to.deep.equal({
      statuscode: 1,
      statusmsg: 'I would rather not, café',
      data: { sum: -1 },
    });
  });

  it('ruby: files from the environment', async () => {
    const { data } = await mco('gems', 'sizes', 'words=Zürich ab');
    expect(data).to.deep.equal({ sizes: { Zürich: 6, ab: 2 } });
  });

  it('are asked by fleetspec as by mco', async () => {
    const outcome = await runFleetspec(lab, ['rpc', 'tally', 'add', 'number=2', '-c', client, '-j']);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    expect(outcome.stdout).to.match(/"sum": ?42/);
  });

  it('the example of the docs works as it stands there', async () => {
    expect([...filesOfTheGuide().keys()]).to.deep.equal(['disk.ddl', 'disk']);
    const answer = await mco('disk', 'free', 'path=/');
    expect(answer).to.include({ statuscode: 0 });
    expect(answer.data.total)
      .to.be.a('number')
      .and.satisfy((total: number) => total > 0);
    expect(await mco('disk', 'free', 'path=/no/such')).to.include({ statuscode: 1 });
    const text = await runMco(lab, client, ['rpc', 'disk', 'free', 'path=/']);
    expect(text.stdout, describeOutcome(text)).to.match(/Free percent: \d/);
  });

  it('are taken up, changed and left at a reload', async () => {
    const reloaded = async (signal: 'SIGHUP' | 'SIGUSR1'): Promise<void> => {
      const times = (): number => node.child.output().split('agents: discovery').length;
      const before = times();
      node.child.signal(signal);
      await waitFor('the reload', () => times() > before);
    };
    put('later.ddl', readFileSync(join(FIXTURES, 'gems.ddl'), 'utf8').replace('"gems"', '"later"'), 0o644);
    put('later', readFileSync(join(FIXTURES, 'gems.rb')), 0o755);
    put('broken.ddl', 'metadata :name => `id`', 0o644);
    put('broken', '#!/bin/sh\n', 0o755);
    put('open.ddl', readFileSync(join(FIXTURES, 'gems.ddl')), 0o644);
    put('open', '#!/bin/sh\n', 0o777);
    rmSync(join(folder, 'gems.ddl'));
    await reloaded('SIGHUP');
    const log = node.child.output();
    expect(log).to.match(/error agent broken of .* cannot be used/);
    expect(log).to.match(/error agent open of .* cannot be used: others may write/);
    expect((await mco('rpcutil', 'daemon_stats')).data.agents)
      .to.include('later')
      .and.not.include('gems')
      .and.not.include('broken');
    expect((await mco('later', 'sizes', 'words=a')).data).to.deep.equal({ sizes: { a: 1 } });
    rmSync(join(folder, 'later.ddl'));
    await reloaded('SIGUSR1');
    expect((await mco('rpcutil', 'daemon_stats')).data.agents).to.not.include('later');
    const check = await runProgram(process.execPath, [
      ...[join(ROOT, 'dist/bin/fleetspecd.js'), '--check', '--config', node.configFile],
    ]);
    expect(check.stdout, describeOutcome(check)).to.match(/^agents: discovery, .*hello/m);
    expect(check.stdout).to.match(/^agent broken of .* cannot be used/m);
  });
});
