// check_fleet: who is missing of who is expected, by discovery, list, number or memory; clocks, times and versions.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { makeCheckFleet } from '../../../lib/fleet_checks/check_fleet';
import { FakeFleet, type FakeNode } from '../rpc/fake_fleet';
import { type Ended, runFleetPlugin } from './run_fleet_plugin';

const DAY_MS = 24 * 3600 * 1000;

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `web${index + 1}`);
const version = (text: string): Partial<FakeNode> => ({
  replies: { 'rpcutil daemon_stats': { code: 0, message: 'OK', data: { version: text } } },
});

describe('check_fleet', () => {
  let folder: string;
  let fake: FakeFleet;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-fleet-'));
    fake = new FakeFleet();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const check = (...argv: string[]): Promise<Ended> => runFleetPlugin(makeCheckFleet, fake, argv);
  const listFile = (list: readonly string[]): string => {
    const file = join(folder, 'list');
    writeFileSync(file, list.join('\n'));
    return file;
  };
  const silence = (...hosts: string[]): void => {
    for (const host of hosts) fake.nodes.set(host, {});
  };

  it('is OK when all that are found answer', async () => {
    fake.add(names(3));
    const { code, line, perfdata, details } = await check();
    expect(code).to.equal(0);
    expect(line).to.equal('OK: fleet - all 3 nodes answered; the clocks agree');
    expect(perfdata).to.match(
      /^expected=3;;;0 answered=3;;;0 missing=0;1;0\.3;0;3 slowest=0\.0\d+s;;;0 skew=0s;10;40;0$/,
    );
    expect(details).to.deep.equal([]);
  });

  it('misses who was found and does not answer', async () => {
    fake.add(names(20));
    fake.add(['web7'], { replyMs: undefined });
    const { code, line, details } = await check();
    expect(code).to.equal(1);
    expect(line).to.equal('WARNING: fleet - 1 of 20 nodes did not answer (web7), expected below 1');
    expect(details).to.deep.equal(['web7 gave no answer']);
    fake.add(['web8'], { replyMs: undefined });
    const worse = await check();
    expect(worse.code).to.equal(2);
    expect(worse.line).to.equal(
      'CRITICAL: fleet - 2 of 20 nodes did not answer (web7, web8), expected below 10 %',
    );
  });

  it('asks exactly the nodes of a list', async () => {
    fake.add(['web1', 'other']);
    const { code, line, perfdata } = await check('--nodes', listFile(['web1', 'gone']));
    expect(code).to.equal(2);
    expect(line).to.equal('CRITICAL: fleet - 1 of 2 nodes did not answer (gone), expected below 10 %');
    expect(perfdata).to.match(/^expected=2;;;0 answered=1;;;0 missing=1;1;0\.2;0;2 /);
  });

  it('misses who is not found and is expected by name, and tells of strangers', async () => {
    fake.add(['web1', 'web2', 'stranger']);
    const { code, details } = await check('--expected', listFile(['web1', 'web2', 'gone']));
    expect(code).to.equal(2);
    expect(details).to.deep.equal(['gone gave no answer', 'not expected, and answered: stranger']);
  });

  it('asks those by name that discovery did not find', async () => {
    fake.add(['web1']);
    // Deaf to discovery, but there.
    fake.add(['web2'], { discoveryMs: undefined });
    expect((await check('--expected', listFile(['web1', 'web2']))).code).to.equal(0);
  });

  it('misses as many as are fewer than expected', async () => {
    fake.add(names(9));
    expect((await check('--expected', '9')).code).to.equal(0);
    const { code, line, perfdata } = await check('--expected', '10');
    expect(code).to.equal(2);
    expect(line).to.equal('CRITICAL: fleet - only 9 of 10 nodes answered, expected below 10 %');
    expect(perfdata).to.match(/^expected=10;;;0 answered=9;;;0 missing=1;1;1;0;10 /);
  });

  it('is UNKNOWN when nobody is found and nobody expected, and never OK when nobody answered', async () => {
    const nobody = await check();
    expect(nobody.code).to.equal(3);
    expect(nobody.line).to.match(/^UNKNOWN: fleet - no nodes discovered: nobody answered/);
    const off = ['--missing-warn', '~:', '--missing-crit', '~:'];
    const silent = await check('--nodes', listFile(['gone']), ...off);
    expect(silent.code).to.equal(3);
    expect(silent.line).to.contain('nobody answered');
    expect((await check('--expected', '1', ...off)).code).to.equal(3);
  });

  it('names the clock that is furthest off', async () => {
    fake.add(names(3));
    fake.add(['ahead'], { skew: 15 });
    fake.add(['behind'], { skew: -45 });
    const { code, line, perfdata, details } = await check();
    expect(code).to.equal(2);
    expect(line).to.equal('CRITICAL: fleet - the clock of behind is 45 s behind, expected below 40');
    expect(perfdata).to.contain('skew=45s;10;40;0');
    expect(details).to.deep.equal(['the clock of ahead is 15 s ahead', 'the clock of behind is 45 s behind']);
    expect((await check('--skew-warn', '60', '--skew-crit', '60')).code).to.equal(0);
  });

  it('times the slowest answer', async () => {
    fake.add(names(3));
    fake.add(['slow'], { replyMs: 2500 });
    expect((await check()).code).to.equal(0);
    const { code, line } = await check('--slowest-warn', '2');
    expect(code).to.equal(1);
    expect(line).to.equal('WARNING: fleet - the slowest answer took 2.5 s (slow), expected below 2');
  });

  it('compares versions when asked to', async () => {
    fake.add(names(3), version('2.12.5'));
    expect((await check('--versions-warn', '2')).code).to.equal(0);
    fake.add(['old'], version('2.12.1'));
    const { code, line } = await check('--versions-warn', '2');
    expect(code).to.equal(1);
    expect(line).to.equal('WARNING: fleet - running 2.12.5 (3), 2.12.1 (1), expected below 2');
    const { details } = await check('--versions-warn', '2', '-v');
    expect(details).to.include('old 20 ms, clock +0 s, 2.12.1');
    // Nobody tells one.
    for (const name of names(3)) fake.add([name]);
    fake.nodes.delete('old');
    const none = await check('--versions-warn', '2');
    expect(none.code).to.equal(3);
    expect(none.line).to.contain('no version was told');
  });

  it('doubts a name that two nodes share', async () => {
    fake.add(['web1'], { times: 2 });
    const { code, line } = await check();
    expect(code).to.equal(3);
    expect(line).to.equal('UNKNOWN: fleet - more than one node has the name web1');
  });

  it('counts a node as there whose policies let it answer nothing', async () => {
    fake.add(['web1'], { reply: { code: 1, message: 'You are not authorized', data: {} } });
    expect((await check()).code).to.equal(0);
  });

  describe('with a memory', () => {
    const state = (): string => join(folder, 'state.json');
    const remembering = (...argv: string[]): Promise<Ended> =>
      check('--remember', '7', '--state-file', state(), ...argv);

    it('misses who answered in the last days', async () => {
      fake.add(names(3));
      expect((await remembering()).code).to.equal(0);
      silence('web2');
      await fake.clock.advance(2 * DAY_MS + 5000);
      const { code, line, details } = await remembering();
      expect(code).to.equal(2);
      expect(line).to.equal('CRITICAL: fleet - 1 of 3 nodes did not answer (web2), expected below 10 %');
      expect(details).to.deep.equal(['web2 gave no answer, last seen 2 days ago']);
    });

    it('misses all of them', async () => {
      fake.add(names(3));
      await remembering();
      silence(...names(3));
      const { code, line } = await remembering();
      expect(code).to.equal(2);
      expect(line).to.match(/^CRITICAL: fleet - 3 of 3 nodes did not answer .*; nobody answered$/);
    });

    it('expects nobody any more who was not seen for so long', async () => {
      fake.add(names(3));
      await remembering();
      silence('web2');
      await fake.clock.advance(4 * DAY_MS);
      expect((await remembering()).code).to.equal(2);
      await fake.clock.advance(4 * DAY_MS);
      expect((await remembering()).code).to.equal(0);
    });

    it('forgets who is no more', async () => {
      fake.add(names(3));
      await remembering();
      silence('web2');
      expect((await remembering('--forget', 'web2')).code).to.equal(0);
      expect((await remembering()).code).to.equal(0);
      const again = await remembering('--forget', 'web2');
      expect(again.code).to.equal(3);
      expect(again.line).to.match(/the node "web2" is not remembered in .*, did you mean web\d\?/);
    });

    it('does not miss who answers by name, and left the filter', async () => {
      fake.add(names(2));
      await remembering();
      fake.add(['web2'], { discoveryMs: undefined });
      const { code, perfdata } = await remembering();
      expect(code).to.equal(0);
      expect(perfdata).to.match(/^expected=2;;;0 answered=2;/);
      // It is not seen as one of them any more.
      await fake.clock.advance(8 * DAY_MS);
      silence('web2');
      expect((await remembering()).code).to.equal(0);
    });

    it('keeps a memory for each choice of nodes', async () => {
      const home = `/var/tmp/fleetspec-${process.getuid?.() ?? 0}`;
      const before = existsSync(home);
      fake.add(names(2));
      await remembering('-C', 'a');
      const { nodes } = JSON.parse(readFileSync(state(), 'utf8')) as { nodes: Record<string, number> };
      expect(Object.keys(nodes).sort()).to.deep.equal(names(2));
      expect(existsSync(home)).to.equal(before);
    });

    it('is UNKNOWN when its memory cannot be read or written', async () => {
      fake.add(names(2));
      const { code, line } = await check('--remember', '7', '--state-file', folder);
      expect(code).to.equal(3);
      expect(line).to.contain('the state file').and.to.contain('cannot be used');
      const unwritable = await check('--remember', '7', '--state-file', '/sys/nosuch/state.json');
      expect(unwritable.code).to.equal(3);
    });

    it('starts anew when its memory is damaged', async () => {
      fake.add(names(2));
      for (const text of ['', '{', '[]', '{"nodes":[1]}', '{"nodes":{"x":"y"}}', 'null']) {
        writeFileSync(state(), text);
        expect((await remembering()).code, text).to.equal(0);
      }
    });
  });

  for (const [argv, says] of [
    [['--nodes', 'LIST', '--remember', '7'], '--nodes and --remember exclude each other'],
    [['--nodes', 'LIST', '--expected', '7'], '--nodes and --expected exclude each other'],
    [['--forget', 'web1'], '--forget needs --remember'],
    [['--expected', '/nosuch'], 'cannot read the list of nodes /nosuch'],
    [['--missing-crit', '10%:5%'], 'start 10 is above its end 5'],
  ] as const) {
    it(`asks nobody for ${argv.join(' ')}`, async () => {
      const real = argv.map(word => (word === 'LIST' ? listFile(['web1']) : word));
      const { code, line } = await check(...real);
      expect(code).to.equal(3);
      expect(line).to.contain(says);
      expect(fake.sent).to.deep.equal([]);
    });
  }
});
