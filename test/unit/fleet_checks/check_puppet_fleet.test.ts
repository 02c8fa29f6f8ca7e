// check_puppet_fleet: failed, disabled, stale, never run, silent; by both agents; by count and percent.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { makeCheckPuppetFleet } from '../../../lib/fleet_checks/check_puppet_fleet';
import type { RubyHash, RubyValue } from '../../../lib/marshal/values';
import { FakeFleet, type FakeNode, type FakeReply } from '../rpc/fake_fleet';
import { type Ended, runFleetPlugin } from './run_fleet_plugin';

type Data = Record<string, RubyValue>;

const ok = (data: Data): FakeReply => ({ code: 0, message: 'OK', data });
const NOW = Math.floor(new FakeFleet().clock.now() / 1000);

// A host with MCollective's agent puppet, whose last run was half an hour ago.
function modern(status: Data = {}, summary: Data = {}): Partial<FakeNode> {
  const ran = { lastrun: NOW - 1800, since_lastrun: 1800 };
  return {
    agents: ['rpcutil', 'puppet'],
    replies: {
      'puppet status': ok({ enabled: true, applying: false, disable_message: '', ...ran, ...status }),
      'puppet last_run_summary': ok({ failed_resources: 0, total_resources: 120, ...ran, ...summary }),
    },
  };
}

const hash = (fields: Record<string, RubyValue>): RubyHash => new Map(Object.entries(fields));

// The same with the older agent.
function legacy(status: Data = {}, resources: Record<string, RubyValue> = {}): Partial<FakeNode> {
  return {
    agents: ['rpcutil', 'puppetd'],
    replies: {
      'puppetd status': ok({ status: 'idling', enabled: 1, lastrun: NOW - 1800, ...status }),
      'puppetd last_run_summary': ok({ resources: hash({ failed: 0, total: 120, ...resources }) }),
    },
  };
}

describe('check_puppet_fleet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-puppet-'));
  let fake: FakeFleet;

  beforeEach(() => {
    fake = new FakeFleet();
  });
  after(() => rmSync(folder, { recursive: true }));

  const check = (...argv: string[]): Promise<Ended> => runFleetPlugin(makeCheckPuppetFleet, fake, argv);
  const fine = (count: number): void =>
    fake.add(
      Array.from({ length: count }, (_, index) => `fine${index + 1}`),
      modern(),
    );

  it('is OK when Puppet runs everywhere', async () => {
    fine(3);
    const { code, line, perfdata, details } = await check();
    expect(code).to.equal(0);
    expect(line).to.equal('OK: Puppet - 3 hosts run Puppet; the oldest run was 30 minutes ago');
    expect(perfdata).to.equal(
      'hosts=3;;;0 failed=0;1;0.3;0;3 disabled=0;1;;0;3 stale=0;1;0.3;0;3 never=0;1;;0;3 silent=0;;;0;3 oldest=1800s;;;0',
    );
    expect(details).to.deep.equal([]);
  });

  for (const [what, node, says, detail] of [
    [
      'a resource that failed',
      modern({}, { failed_resources: 1 }),
      '1 of 20 hosts failed their last run (bad), expected below 1',
      'bad failed: 1 resource failed; last run 30 minutes ago',
    ],
    [
      'a run without a catalog',
      modern({}, { total_resources: 0 }),
      '1 of 20 hosts failed their last run (bad), expected below 1',
      'bad failed: the whole run failed: no catalog was applied; last run 30 minutes ago',
    ],
    [
      'a run with an old catalog',
      modern({}, { report_status: 'changed', cached_catalog_status: 'on_failure' }),
      '1 of 20 hosts failed their last run (bad), expected below 1',
      'bad failed: no new catalog could be had, that of an earlier run was applied; last run 30 minutes ago',
    ],
    [
      'a run that was killed',
      modern({}, { report_status: 'failed', cached_catalog_status: 'not_used' }),
      '1 of 20 hosts failed their last run (bad), expected below 1',
      'bad failed: Puppet reports that the run failed, though no resource did; last run 30 minutes ago',
    ],
    [
      'a disabled host',
      modern({ enabled: false, disable_message: 'kernel "upgrade"\n', since_lastrun: 300_000 }),
      '1 of 20 hosts have Puppet disabled (bad), expected below 1',
      'bad disabled: "kernel \\"upgrade\\""; last run 3 days ago',
    ],
    [
      'a host disabled without a reason',
      modern({ enabled: false }),
      '1 of 20 hosts have Puppet disabled (bad), expected below 1',
      'bad disabled; last run 30 minutes ago',
    ],
    [
      'a stale host',
      modern({ since_lastrun: 7201 }),
      '1 of 20 hosts did not run in 2 hours (bad), expected below 1',
      'bad stale; last run 2 hours ago',
    ],
    [
      'a host that never ran Puppet',
      modern({ lastrun: 0, since_lastrun: NOW }, { total_resources: 0 }),
      '1 of 20 hosts never ran (bad), expected below 1',
      'bad never; no run ever',
    ],
  ] as const) {
    const graver = says.includes('failed') || says.includes('did not run');
    it(`warns of ${what}, and is critical from 10 % on where that is the default`, async () => {
      fine(19);
      fake.add(['bad'], node);
      const { code, line, details } = await check();
      expect(code).to.equal(1);
      expect(line).to.equal(`WARNING: Puppet - ${says}`);
      expect(details).to.deep.equal([detail]);
      fake.add(['bad2', 'bad3'], node);
      expect((await check()).code).to.equal(graver ? 2 : 1);
    });
  }

  it('exactly --stale seconds are not too long', async () => {
    fake.add(['edge'], modern({ since_lastrun: 7200 }));
    expect((await check()).code).to.equal(0);
    expect((await check('--stale', '7199')).code).to.equal(2);
    expect((await check('--stale', '7199', '--stale-crit', '~:')).code).to.equal(1);
  });

  it('minds of a host all that is wrong, but not that a disabled one does not run', async () => {
    fake.add(['bad'], modern({ since_lastrun: 90_000 }, { failed_resources: 2 }));
    fake.add(['off'], modern({ enabled: false, since_lastrun: 90_000 }, { failed_resources: 2 }));
    const { perfdata, details } = await check();
    expect(perfdata).to.match(/failed=2;.* disabled=1;.* stale=1;/);
    expect(details).to.deep.equal([
      'bad failed: 2 resources failed, stale; last run 25 hours ago',
      'off failed: 2 resources failed, disabled; last run 25 hours ago',
    ]);
  });

  it('works with the older agent, and asks each host by the one it has', async () => {
    fake.add(['new'], modern());
    fake.add(['both'], { ...modern(), agents: ['puppet', 'puppetd'] });
    fake.add(['old'], legacy());
    const { code, line } = await check();
    expect(code).to.equal(0);
    expect(line).to.match(/^OK: Puppet - 3 hosts run Puppet/);
    const asked = fake.sent.filter(({ request }) => request.agent === 'puppetd');
    expect(asked.map(({ headers }) => headers.mc_identity)).to.deep.equal(['old', 'old']);
  });

  it('finds the same with the older agent alone', async () => {
    fake.add(['failed'], legacy({}, { failed: 3 }));
    fake.add(['off'], legacy({ enabled: 0 }));
    fake.add(['stale'], legacy({ lastrun: NOW - 90_000 }));
    fake.add(['never'], legacy({ lastrun: 0 }));
    // It ran 100 s ago, by its clock.
    fake.add(['slow-clock'], { ...legacy({ lastrun: NOW - 7200 - 100 }), skew: -7200 });
    const { details } = await check();
    expect(details).to.deep.equal([
      'failed failed: 3 resources failed; last run 30 minutes ago',
      'never never; no run ever',
      'off disabled; last run 30 minutes ago',
      'stale stale; last run 25 hours ago',
    ]);
  });

  for (const [what, node, why] of [
    ['no answer', { ...modern(), replyMs: undefined }, 'gave no answer'],
    ['no word whether it is enabled', modern({ enabled: null }), 'does not tell whether Puppet is enabled'],
    ['no last run', modern({ lastrun: null }), 'does not tell when Puppet ran last'],
    ['a text for it', modern({ lastrun: 'unknown' }), 'does not tell when Puppet ran last'],
    ['no counts', modern({}, { failed_resources: -1 }), 'does not tell how the last run of Puppet ended'],
    [
      'texts for counts',
      modern({}, { total_resources: '9' }),
      'does not tell how the last run of Puppet ended',
    ],
    [
      'a summary that cannot be read',
      {
        ...modern(),
        replies: {
          ...modern().replies,
          'puppet last_run_summary': { code: 5, message: 'broken YAML', data: {} },
        },
      },
      'answered statuscode 5: broken YAML',
    ],
  ] as const) {
    it(`a host with ${what} is silent: UNKNOWN without limits, and as they say with them`, async () => {
      fine(9);
      fake.add(['bad'], node);
      const { code, line, details } = await check();
      expect(code).to.equal(3);
      expect(line).to.equal('UNKNOWN: Puppet - 1 of 10 hosts gave no usable answer (bad)');
      expect(details).to.deep.equal([`bad ${why}`]);
      expect((await check('--silent-warn', '1')).code).to.equal(1);
      expect((await check('--silent-warn', '2', '--silent-crit', '20%')).code).to.equal(0);
    });
  }

  it('is never OK when no host told of Puppet', async () => {
    fake.add(['a', 'b'], { ...modern(), replyMs: undefined });
    const { code, line } = await check('--silent-warn', '~:');
    expect(code).to.equal(3);
    expect(line).to.contain('no host told of Puppet');
    const nobody = new FakeFleet();
    nobody.add(['x'], { agents: ['rpcutil'] });
    fake = nobody;
    expect((await check()).line).to.match(/^UNKNOWN: Puppet - no nodes discovered/);
  });

  it('a known failure outweighs a silent host', async () => {
    fine(3);
    fake.add(['gone'], { ...modern(), replyMs: undefined });
    fake.add(['bad'], modern({}, { failed_resources: 1 }));
    expect((await check()).code).to.equal(2);
    expect((await check('--failed-crit', '~:')).code).to.equal(3);
  });

  it('asks exactly the nodes of a list, whichever agent they have', async () => {
    fake.add(['new'], modern());
    fake.add(['old'], legacy());
    fake.add(['other'], modern({}, { failed_resources: 9 }));
    fake.add(['bare'], { agents: ['rpcutil'] });
    const file = join(folder, 'list');
    writeFileSync(file, 'new\nold\nbare\ngone\n');
    const { code, line, details } = await check('--nodes', file);
    expect(code).to.equal(3);
    expect(line).to.equal('UNKNOWN: Puppet - 2 of 4 hosts gave no usable answer (bare, gone)');
    expect(details).to.deep.equal([
      'bare gave no answer, or has no agent puppet or puppetd',
      'gone gave no answer, or has no agent puppet or puppetd',
    ]);
  });

  it('tells what is within its limits', async () => {
    fine(9);
    fake.add(['off'], modern({ enabled: false }));
    const { code, line } = await check('--disabled-warn', '20%');
    expect(code).to.equal(0);
    expect(line).to.equal(
      'OK: Puppet - 1 of 10 hosts have Puppet disabled (off); the oldest run was 30 minutes ago',
    );
  });

  it('names twenty hosts, and all when asked', async () => {
    fake.add(
      Array.from({ length: 30 }, (_, index) => `h${index}`),
      modern({}, { failed_resources: 1 }),
    );
    const { details } = await check();
    expect(details).to.have.length(21);
    expect(details.at(-1)).to.equal('and 10 more hosts, see -v');
    expect((await check('-v')).details).to.have.length(30);
  });

  it('doubts a discovery that heard what it could not read', async () => {
    fine(2);
    fake.add(['forged'], { ...modern(), psk: 'wrong' });
    expect((await check()).code).to.equal(3);
  });
});
