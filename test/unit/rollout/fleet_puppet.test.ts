// Puppet over a fleet in memory: which node is asked for which agent, and what its answers mean.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { symbolHash } from '../../../lib/marshal/values';
import { makeFilter } from '../../../lib/mcollective/filter';
import { parseRpcRequest } from '../../../lib/mcollective/rpc_body';
import { FleetPuppet } from '../../../lib/rollout/fleet_puppet';
import { readResult } from '../../../lib/rollout/run_result';
import type { Fleet } from '../../../lib/rpc/fleet';
import { FakeFleet } from '../rpc/fake_fleet';

const NOW = 1_700_000_000;
const ok = (data: Record<string, unknown>) => ({
  code: 0,
  message: 'OK',
  data: data as Record<string, never>,
});

function mixed(): FakeFleet {
  const fleet = new FakeFleet();
  fleet.add(['new1', 'both1'], {
    agents: ['puppet', 'puppetd'],
    replies: {
      'puppet status': ok({ applying: false, enabled: true, lastrun: NOW - 60, since_lastrun: 61 }),
      'puppet runonce': ok({ summary: 'Started', initiated_at: NOW + 1 }),
      'puppet last_run_summary': ok({
        failed_resources: 0,
        total_resources: 9,
        changed_resources: 2,
        total_time: 4,
      }),
    },
  });
  fleet.add(['old1'], {
    agents: ['puppetd'],
    skew: 100,
    replies: {
      'puppetd status': ok({ running: 1, enabled: 0, lastrun: NOW - 30 }),
      'puppetd runonce': ok({ output: 'Called puppet' }),
      'puppetd last_run_summary': ok({
        resources: symbolHash({ failed: 1, total: 5, changed: 0 }),
        time: symbolHash({ total: 2.5 }),
      }),
    },
  });
  fleet.add(['odd1'], { agents: ['puppet'], replies: { 'puppet status': ok({ enabled: 'perhaps' }) } });
  return fleet;
}

async function finish<T>(fleet: FakeFleet, work: Promise<T>): Promise<T> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  done.catch(() => {});
  while (!over) await fleet.clock.advance(20);
  return done;
}

async function port(fake: FakeFleet, runOptions: Record<string, string | boolean> = { force: true }) {
  const fleet: Fleet = await fake.connect();
  return new FleetPuppet({
    ways: {
      modern: how => fleet.agent('puppet').discover(how),
      older: how => fleet.discover(makeFilter({ agent: ['/^puppetd?$/'] }), how),
      among: (agent, nodes, how) => fleet.agent(agent).on(nodes).discover(how),
    },
    agent: name => fleet.agent(name),
    discover: {},
    timeoutMs: 500,
    runOptions,
    clock: fake.clock,
  });
}

const asked = (fleet: FakeFleet, action: string): unknown[] =>
  fleet.sent
    .filter(({ request }) => request.agent !== 'discovery')
    .map(({ request, headers }) => ({ ...parseRpcRequest(request.body), to: headers.mc_identity }))
    .filter(request => request.action === action)
    .map(({ agent, to }) => [agent, to]);

describe('Puppet on a fleet', () => {
  it('finds nodes with either agent, and asks each for the newer one it has', async () => {
    const fleet = mixed();
    const puppet = await port(fleet);
    expect(await finish(fleet, puppet.discover())).to.deep.equal(['both1', 'new1', 'odd1', 'old1']);
    const status = await finish(fleet, puppet.status(['both1', 'new1', 'old1', 'odd1']));
    expect(asked(fleet, 'status')).to.deep.equal([
      ['puppet', 'both1'],
      ['puppet', 'new1'],
      ['puppet', 'odd1'],
      ['puppetd', 'old1'],
    ]);
    expect(Object.fromEntries(status)).to.deep.equal({
      both1: { applying: false, enabled: true, lastrun: NOW - 60, disableMessage: '', sinceLastrun: 61 },
      new1: { applying: false, enabled: true, lastrun: NOW - 60, disableMessage: '', sinceLastrun: 61 },
      // By its own clock, which is ahead.
      old1: { applying: true, enabled: false, lastrun: NOW - 30, disableMessage: '', sinceLastrun: 130 },
    });
  });

  it('starts a run by either, and knows when by the clock of the node', async () => {
    const fleet = mixed();
    const puppet = await port(fleet);
    await finish(fleet, puppet.discover());
    expect(await finish(fleet, puppet.start('new1'))).to.deep.equal({
      kind: 'started',
      initiatedAt: NOW + 1,
    });
    const old = await finish(fleet, puppet.start('old1'));
    expect(old.kind === 'started' && old.initiatedAt).to.be.within(NOW + 97, NOW + 100);
    const sent = fleet.sent.map(({ request }) => request).filter(({ agent }) => agent !== 'discovery');
    const inputs = sent.map(({ body }) => parseRpcRequest(body).data as Record<string, unknown>);
    expect(inputs[0]).to.include({ force: true });
    expect(inputs[1]).to.include({ forcerun: true });
  });

  it('never runs in earnest where a dry run is not known', async () => {
    const fleet = mixed();
    const puppet = await port(fleet, { force: true, noop: true });
    await finish(fleet, puppet.discover());
    const answer = await puppet.start('old1');
    expect(answer).to.deep.equal({ kind: 'refused', why: 'its agent puppetd knows no noop' });
    expect(asked(fleet, 'runonce')).to.deep.equal([]);
  });

  it('tells refusals from silence', async () => {
    const fleet = mixed();
    fleet.add(['off1'], { agents: ['puppet'], reply: { code: 1, message: 'Puppet is\ndisabled', data: {} } });
    fleet.add(['mute1'], { agents: ['puppet'], replyMs: undefined });
    const puppet = await port(fleet);
    await finish(fleet, puppet.discover());
    expect(await finish(fleet, puppet.start('off1'))).to.deep.equal({
      kind: 'refused',
      why: 'Puppet is disabled',
    });
    expect(await finish(fleet, puppet.start('mute1'))).to.deep.equal({ kind: 'silent' });
  });

  it('reads how the last run ended from either', async () => {
    const fleet = mixed();
    const puppet = await port(fleet);
    await finish(fleet, puppet.discover());
    expect(await finish(fleet, puppet.result('new1'))).to.deep.equal({
      failed: 0,
      total: 9,
      changed: 2,
      seconds: 4,
    });
    expect(await finish(fleet, puppet.result('old1'))).to.deep.equal({
      failed: 1,
      total: 5,
      changed: 0,
      seconds: 2.5,
    });
    expect(await finish(fleet, puppet.result('odd1'))).to.equal(undefined);
  });

  it('is never told that all went well by an answer that does not say so', () => {
    for (const data of [
      {},
      { failed_resources: -1 },
      { failed_resources: 0 },
      { failed_resources: 'no', total_resources: 3 },
    ])
      expect(readResult(data)).to.equal(undefined);
    expect(readResult({ resources: {} })).to.deep.equal({
      failed: 0,
      total: 0,
      changed: 0,
      seconds: undefined,
    });
  });

  describe('a run that is none to go on with, though no resource failed', () => {
    const COUNTS = { failed_resources: 0, total_resources: 9, changed_resources: 1 };
    const TOLD = { ...COUNTS, report_status: 'changed', cached_catalog_status: 'not_used' };
    const OLD = 'no new catalog could be had, that of an earlier run was applied';
    const after = async (summary: Record<string, unknown>, runOptions?: Record<string, string>) => {
      const fleet = new FakeFleet();
      fleet.add(['dev1'], { agents: ['puppet'], replies: { 'puppet last_run_summary': ok(summary) } });
      const puppet = await port(fleet, runOptions);
      const result = await finish(fleet, puppet.result('dev1'));
      return { trouble: result?.trouble, asked: asked(fleet, 'last_run_summary').length };
    };

    it('applied an old catalog, or failed otherwise', async () => {
      expect(await after(TOLD)).to.deep.equal({ trouble: undefined, asked: 1 });
      expect(await after({ ...TOLD, cached_catalog_status: 'on_failure' })).to.deep.equal({
        trouble: OLD,
        asked: 1,
      });
      expect((await after({ ...TOLD, report_status: 'failed' })).trouble).to.equal(
        'Puppet reports that the run failed, though no resource did',
      );
      // Asked for with use_cached_catalog: it is what was wanted.
      expect((await after({ ...TOLD, cached_catalog_status: 'explicitly_requested' })).trouble).to.equal(
        undefined,
      );
    });

    it("is known by the log where MCollective's agent tells no more", async () => {
      const line = (level: string, msg: string) => symbolHash({ level, msg });
      const error = 'Could not retrieve catalog from remote server: Error 500 on SERVER';
      expect(await after({ ...COUNTS, logs: [line('err', error)] })).to.deep.equal({
        trouble: OLD,
        asked: 2,
      });
      expect((await after({ ...COUNTS, logs: [line('notice', error)] })).trouble).to.equal(undefined);
      expect((await after({ ...COUNTS, logs: symbolHash({}) })).trouble).to.equal(undefined);
    });

    it('ran in another environment than it was told to', async () => {
      const summary = symbolHash({ application: symbolHash({ converged_environment: 'production' }) });
      const told = { ...TOLD, summary };
      expect((await after(told, { environment: 'testing' })).trouble).to.equal(
        'it ran in the environment production, not testing',
      );
      expect((await after(told, { environment: 'production' })).trouble).to.equal(undefined);
      expect((await after(told)).trouble).to.equal(undefined);
    });

    it('could not restart a service', () => {
      const resources = { failed: 0, failed_to_restart: 1, total: 9 };
      expect(readResult({ ...TOLD, summary: { resources } })).to.include({ failed: 1, total: 9 });
    });
  });
});
