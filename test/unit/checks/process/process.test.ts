// Processes of hosts: which run, how many, how large; and what the agent is asked.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  expectProcess,
  expectProcesses,
  expectProcessMemory,
  expectZombies,
  patternOf,
} from '../../../../lib/checks/process/process';
import { AgentScene, EVERY, ending, endingOf, NO, saying } from '../agent_scene';

const row = (pid: number, rss: unknown = 1024) => ({ pid, cmdline: 'worker', state: 'S', rss }) as never;

const list = (...rows: never[]) => saying('process', { pslist: rows });

describe('processes', () => {
  it('run, or none does', async () => {
    const runs = (hosts: ReturnType<typeof list>, claim = EVERY) =>
      endingOf(hosts, scene => expectProcess(claim, '/wor.er/', scene));
    expect(await runs(list(row(1)))).to.equal('well');
    expect(await runs(list())).to.equal('CRITICAL web1: process /wor.er/ expected running, got none');
    expect(await runs(list(row(1), row(2)), NO)).to.contain('got 2 running');
  });

  it('are counted, by the agent where its list is cut', async () => {
    const count = (data: Record<string, unknown>, limit: string) =>
      endingOf(saying('process', data as never), scene => expectProcesses(EVERY, limit, 'worker', scene));
    expect(await count({ pslist: [row(1), row(2)] }, '2')).to.equal('well');
    const cut = { pslist: Array.from({ length: 1000 }, (_, i) => row(i)), truncated: true };
    expect(await count({ ...cut, matched: 1500 }, 'exactly 1500')).to.equal('well');
    expect(await count(cut, 'at least 1')).to.match(/^UNKNOWN/);
    expect(await count({ ...cut, truncated: false }, 'exactly 1000')).to.match(/^UNKNOWN/);
    expect(await count({ ...cut, truncated: false, matched: 1000 }, 'exactly 1000')).to.equal('well');
    expect(await count({ pslist: cut.pslist }, 'exactly 1000')).to.equal('well');
    const scene = new AgentScene(list(row(1), row(2)));
    await ending(expectZombies(EVERY, 'below 5', scene));
    expect(scene.numbers).to.deep.equal({ zombies_web1: 2 });
  });

  it('are unknown where the answer holds no list', async () => {
    for (const data of [{}, { pslist: 'none' }, { pslist: ['x'] }, { pslist: null }])
      expect(await endingOf(saying('process', data), scene => expectProcess(NO, 'x', scene))).to.match(
        /^UNKNOWN/,
      );
  });

  it('take memory: KiB together', async () => {
    const memory = (hosts: ReturnType<typeof list>, limit: string) =>
      endingOf(hosts, scene => expectProcessMemory(EVERY, limit, 'worker', scene));
    expect(await memory(list(row(1, 1024), row(2, '1024')), 'exactly 2 MiB')).to.equal('well');
    expect(await memory(list(row(1, 4096)), 'below 2 MiB')).to.equal(
      'CRITICAL web1: memory of processes worker expected below 2 MiB, got 4 MiB',
    );
    expect(await memory(list(row(1, null)), 'below 2 MiB')).to.match(/^UNKNOWN .*memory of each process/);
    expect(await memory(list(row(1)), 'below 2 %')).to.match(/^UNKNOWN .*measured in bytes/);
  });

  it('are asked for by a regex that the agent takes', () => {
    expect(patternOf('/my.*d/')).to.equal('my.*d');
    expect(patternOf('a.b+c')).to.equal('a\\.b\\+c');
    expect(patternOf('"two words"')).to.equal('two words');
    for (const bad of ['/a|b/', '/^x$/', 'a;b', `/${'x'.repeat(51)}/`])
      expect(() => patternOf(bad)).to.throw(/pattern/);
  });
});
