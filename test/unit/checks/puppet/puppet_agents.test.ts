// What Puppet does on hosts, by the agent each of them has; its last run; switching it.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { expectAnyResource, expectLastRun, expectResources } from '../../../../lib/checks/puppet/last_run';
import { expectPuppet, type PuppetState } from '../../../../lib/checks/puppet/puppet_state';
import { disablePuppet, enablePuppet, runPuppet } from '../../../../lib/checks/puppet/switch_puppet';
import { AgentScene, type Answers, EVERY, ending, NO } from '../agent_scene';
import type { ToyAgent } from '../toy_fleet';

const NOW = 1_000_000;
const IDLE = { enabled: true, applying: false, idling: true, daemon_present: true, lastrun: NOW - 600 };
const OLD = { enabled: 1, running: 0, idling: 1, stopped: 0, status: 'idling', lastrun: NOW - 600 };

const at = (hosts: Record<string, Answers>, sentence: (scene: AgentScene) => Promise<void>) => {
  const scene = new AgentScene(hosts);
  scene.fleet.ms = NOW * 1000;
  return ending(sentence(scene));
};

const is = (hosts: Record<string, Answers>, state: PuppetState, claim = EVERY) =>
  at(hosts, scene => expectPuppet(claim, state, scene));

describe('Puppet', () => {
  it('is in a state, whichever agent tells', async () => {
    const hosts = { web1: { puppet: { data: IDLE } }, web2: { puppetd: { data: OLD } } };
    expect(await is(hosts, 'enabled')).to.equal('well');
    expect(await is(hosts, 'idling')).to.equal('well');
    expect(await is(hosts, 'running')).to.equal('well');
    expect(await is(hosts, 'stopped', NO)).to.equal('well');
    expect(await is(hosts, 'applying a catalog')).to.equal(
      'CRITICAL web1 and web2: Puppet expected applying a catalog, got idling',
    );
  });

  it('tells why it is disabled', async () => {
    const disabled = { ...IDLE, enabled: false, disable_message: 'database move' };
    expect(await is({ web1: { puppet: { data: disabled } } }, 'enabled')).to.equal(
      'CRITICAL web1: Puppet expected enabled, got disabled (database move)',
    );
    expect(await is({ web1: { puppet: { data: disabled } } }, 'disabled')).to.equal('well');
  });

  it('that is disabled hides all else from the older agent', async () => {
    const disabled = { enabled: 0, running: 0, idling: 0, stopped: 0 };
    expect(await is({ web1: { puppetd: { data: disabled } } }, 'disabled')).to.equal('well');
    expect(await is({ web1: { puppetd: { data: disabled } } }, 'applying a catalog', NO)).to.match(
      /^UNKNOWN/,
    );
  });

  it('is unknown of who does not say, or has neither agent', async () => {
    for (const data of [{}, { enabled: null }, { enabled: 'perhaps' }])
      expect(await is({ web1: { puppet: { data } } }, 'disabled', NO)).to.match(
        /^UNKNOWN .*whether Puppet is disabled/,
      );
    expect(await is({ web1: {} }, 'disabled', NO)).to.match(/^UNKNOWN no answer from web1 to puppet status/);
    expect(await is({ web1: { puppet: undefined, rpcutil: undefined } }, 'disabled', NO)).to.match(
      /^UNKNOWN no answer from web1 to rpcutil agent_inventory/,
    );
  });

  it('asks once in a run who has which agent; who refuses to say is asked for puppet', async () => {
    const scene = new AgentScene({
      web1: { puppet: { data: IDLE }, rpcutil: { statuscode: 1, statusmsg: 'not authorized' } },
    });
    await expectPuppet(EVERY, 'enabled', scene);
    await expectPuppet(EVERY, 'enabled', scene);
    expect(scene.fleet.calls).to.deep.equal([
      'rpcutil agent_inventory web1',
      'puppet status web1',
      'puppet status web1',
    ]);
    expect(scene.fleet.remarks).to.deep.equal([
      'web1 would not say which agents they have, and were asked for puppet',
    ]);
  });
});

describe('the last run', () => {
  const ran = (data: Record<string, unknown>, limit = 'less than 1 hour', agent = 'puppet') =>
    at({ web1: { [agent]: { data: data as never } } }, scene => expectLastRun(EVERY, limit, scene));
  const SUMMARY = { ...IDLE, total_resources: 9 };

  it('is so long ago', async () => {
    expect(await ran(SUMMARY)).to.equal('well');
    expect(await ran(OLD, 'less than 1 hour', 'puppetd')).to.equal('well');
    expect(await ran({ ...SUMMARY, lastrun: NOW - 7200 })).to.equal(
      'CRITICAL web1: last Puppet run expected less than 1 hour ago, got 2 hours ago',
    );
  });

  it('is not known when the last run applied no catalog', async () => {
    expect(await ran({ ...SUMMARY, total_resources: 0 })).to.match(
      /^UNKNOWN .*the last run of Puppet applied no catalog/,
    );
    for (const total_resources of [undefined, null, 'nine', -1])
      expect(await ran({ ...SUMMARY, total_resources })).to.match(
        /^UNKNOWN .*does not say whether the last run of Puppet applied a catalog/,
      );
    expect(await ran({ ...IDLE, lastrun: 0, total_resources: 0 })).to.contain('got never');
  });

  it('that never was is longer ago than anything', async () => {
    expect(await ran({ ...IDLE, lastrun: 0 })).to.contain('got never');
    expect(await ran({ ...IDLE, lastrun: 0 }, 'more than 520 weeks')).to.equal('well');
  });

  it('is unknown without a time, and in the future', async () => {
    for (const lastrun of [undefined, null, 'yesterday', -5, NOW + 4000])
      expect(await ran({ ...IDLE, lastrun })).to.match(/^UNKNOWN/);
  });
});

describe('resources', () => {
  const RAN = {
    lastrun: NOW - 60,
    total_resources: 9,
    failed_resources: 2,
    changed_resources: 0,
    out_of_sync_resources: 3,
  };
  const failed = (data: unknown, claim = EVERY, agent = 'puppet') =>
    at({ web1: { [agent]: { data: data as never } } }, scene =>
      expectResources(claim, 'at most 1', 'failed', scene),
    );

  it('are counted, of either agent', async () => {
    expect(await failed({ ...RAN, failed_resources: 1 })).to.equal('well');
    expect(await failed(RAN)).to.equal('CRITICAL web1: failed resources expected at most 1, got 2');
    expect(await failed({ resources: { failed: 5 }, time: { last_run: NOW } }, EVERY, 'puppetd')).to.contain(
      'got 5',
    );
    const any = (data: unknown) =>
      at({ web1: { puppet: { data: data as never } } }, scene => expectAnyResource(NO, 'failed', scene));
    expect(await any({ ...RAN, failed_resources: 0 })).to.equal('well');
    expect(await any(RAN)).to.match(/^CRITICAL web1/);
  });

  it('none failed means nothing when the catalog was none, an old one, or not applied to its end', async () => {
    const none = { ...RAN, failed_resources: 0 };
    expect(await failed(none)).to.equal('well');
    for (const [more, why] of [
      [{ total_resources: 0 }, 'the last run of Puppet applied no catalog'],
      [{ cached_catalog_status: 'on_failure' }, 'got no new catalog and applied an old one'],
      [{ report_status: 'failed' }, 'the last run of Puppet failed, though no resource did'],
    ] as const) {
      expect(await failed({ ...none, ...more })).to.match(new RegExp(`^UNKNOWN .*${why}`));
    }
    const failure = { ...RAN, report_status: 'failed' };
    expect(await failed(failure)).to.match(/^CRITICAL web1.* got 2$/);
    expect(
      await failed({ resources: { failed: 0, total: 0 }, time: { last_run: NOW } }, EVERY, 'puppetd'),
    ).to.match(/^UNKNOWN/);
  });

  it('of a host where Puppet never ran are unknown, not 0', async () => {
    for (const data of [
      { ...RAN, lastrun: 0, failed_resources: 0 },
      { failed_resources: 0 },
      { ...RAN, failed_resources: -1 },
    ])
      expect(await failed(data)).to.match(/^UNKNOWN .*no run of Puppet/);
    const { total_resources: _, ...without } = RAN;
    expect(await failed({ ...without, failed_resources: 0 })).to.match(/^UNKNOWN .*does not say whether/);
    expect(await failed({ resources: { failed: 0 } }, EVERY, 'puppetd')).to.match(/^UNKNOWN/);
    expect(await failed({ resources: {}, time: { last_run: 1 } }, EVERY, 'puppetd')).to.match(/^UNKNOWN/);
  });
});

/** As the real one. */
function puppet(state: { enabled: boolean; message?: string }): ToyAgent {
  return (action, { message }) => {
    if (action === 'status')
      return { data: { enabled: state.enabled, disable_message: state.message ?? '' } };
    if (action === 'runonce')
      return state.enabled ? { data: { summary: 'ok' } } : { statuscode: 1, statusmsg: 'Puppet is disabled' };
    const goal = action === 'enable';
    if (state.enabled === goal)
      return { statuscode: 1, statusmsg: `Could not ${action} Puppet: Already ${action}d` };
    state.enabled = goal;
    state.message = String(message ?? '');
    return { data: { enabled: goal } };
  };
}

describe('switching Puppet', () => {
  it('off is undone by switching it on, where it was on', async () => {
    const [one, two] = [{ enabled: true }, { enabled: false, message: 'mine' }];
    const scene = new AgentScene({ web1: { puppet: puppet(one) }, web2: { puppet: puppet(two) } });
    expect(await ending(disablePuppet('at work', await scene.all(), scene.run))).to.equal('well');
    expect(scene.fleet.calls).to.deep.equal(['puppet status web1 web2', 'puppet disable web1']);
    const [report] = await scene.fleet.undo.undo({});
    expect(report!.text).to.equal('undone: enabled Puppet on web1');
    expect(two).to.deep.equal({ enabled: false, message: 'mine' });
  });

  it('on is undone by switching it off, with the message it had', async () => {
    const [one, two] = [
      { enabled: false, message: 'move' },
      { enabled: false, message: 'a;b' },
    ];
    const scene = new AgentScene({ web1: { puppet: puppet(one) }, web2: { puppet: puppet(two) } });
    expect(await ending(enablePuppet(await scene.all(), scene.run))).to.equal('well');
    const reports = await scene.fleet.undo.undo({});
    expect(reports.flatMap(({ left }) => left)).to.deep.equal([]);
    expect([one, two]).to.deep.equal([
      { enabled: false, message: 'move' },
      { enabled: false, message: 'disabled again' },
    ]);
  });

  it('refuses a message no node takes, before anybody is asked', async () => {
    const scene = new AgentScene({ web1: { puppet: puppet({ enabled: true }) } });
    for (const bad of ['', 'a;b', 'x'.repeat(121)])
      expect(await ending(disablePuppet(bad, await scene.all(), scene.run))).to.match(
        /^UNKNOWN no node takes the message/,
      );
    expect(scene.fleet.calls).to.deep.equal([]);
  });

  it('to run names who is disabled, and has no undo', async () => {
    const scene = new AgentScene({
      web1: { puppet: puppet({ enabled: true }) },
      web2: { puppet: puppet({ enabled: false }) },
    });
    expect(await ending(runPuppet(await scene.all(), scene.run))).to.equal(
      'CRITICAL web2: Puppet run expected started, got Puppet is disabled',
    );
    expect(scene.fleet.undo.empty).to.equal(true);
  });
});
