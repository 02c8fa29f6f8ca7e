// Services of hosts: what is said of them, and starting and stopping them so that it can be undone.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { changeService, restartService } from '../../../../lib/checks/service/change_service';
import { expectService, expectServiceAtBoot } from '../../../../lib/checks/service/service';
import { AgentScene, EVERY, ending, endingOf, NO, saying } from '../agent_scene';
import type { ToyAgent } from '../toy_fleet';

describe('a service', () => {
  const runs = (hosts: Parameters<typeof endingOf>[0], claim = EVERY) =>
    endingOf(hosts, scene => expectService(claim, 'nginx', 'running', scene));

  it('runs, or is stopped', async () => {
    expect(await runs(saying('service', { status: 'running' }))).to.equal('well');
    expect(await runs(saying('service', { status: 'stopped' }))).to.equal(
      'CRITICAL web1: service nginx expected running, got stopped',
    );
    expect(await runs(saying('service', { status: 'stopped' }), NO)).to.equal('well');
  });

  it('that systemd is about to start or stop is neither', async () => {
    const says = (state: string, wanted: 'running' | 'stopped') =>
      endingOf(saying('service', { status: 'stopped', state }), scene =>
        expectService(EVERY, 'nginx', wanted, scene),
      );
    const is = (wanted: string, got: string) => `CRITICAL web1: service nginx expected ${wanted}, got ${got}`;
    expect(await says('activating (auto-restart)', 'stopped')).to.equal(is('stopped', 'starting'));
    expect(await says('activating (auto-restart)', 'running')).to.equal(is('running', 'starting'));
    expect(await says('deactivating (stop-sigterm)', 'stopped')).to.equal(is('stopped', 'stopping'));
    for (const state of ['inactive (dead)', 'failed (failed)', 'unknown', ''])
      expect(await says(state, 'stopped')).to.equal('well');
  });

  it('is unknown of who does not say', async () => {
    for (const data of [{}, { status: 'unknown' }, { status: true }, { status: 'Running?' }])
      expect(await runs(saying('service', data), NO)).to.match(
        /^UNKNOWN .*does not say whether nginx is running/,
      );
    expect(await runs({ web1: { service: undefined } }, NO)).to.match(/^UNKNOWN no answer from web1/);
    expect(
      await runs(saying('service', { status: 'stopped' }, { statuscode: 1, statusmsg: 'no' }), NO),
    ).to.match(/^UNKNOWN/);
  });

  it('starts with the system, or not, or the system has another word', async () => {
    const atBoot = (enabled?: string, claim = EVERY) =>
      endingOf(saying('service', { status: 'running', ...(enabled && { enabled }) }), scene =>
        expectServiceAtBoot(claim, 'nginx', scene),
      );
    expect(await atBoot('enabled')).to.equal('well');
    expect(await atBoot('disabled')).to.equal(
      'CRITICAL web1: service nginx at boot expected enabled, got disabled',
    );
    expect(await atBoot('masked', NO)).to.equal('well');
    expect(await atBoot('static', NO)).to.match(/^UNKNOWN .*static/);
    expect(await atBoot(undefined)).to.match(/^UNKNOWN .*nothing/);
    expect(await atBoot('constructor', NO)).to.match(/^UNKNOWN/);
  });
});

/** As the real one: what is so already is a failure. */
function service(state: { status: string }, after: Record<string, string> = {}): ToyAgent {
  return action => {
    if (action === 'status') return { data: { status: state.status } };
    const goal = action === 'stop' ? 'stopped' : 'running';
    if (action !== 'restart' && state.status === goal)
      return { statuscode: 1, statusmsg: `Could not ${action} service 'nginx': Service is already ${goal}` };
    state.status = after[action] ?? goal;
    return { data: { status: state.status } };
  };
}

describe('stopping a service', () => {
  const scene = (one: ToyAgent | undefined, two: ToyAgent) =>
    new AgentScene({ web1: { service: one }, web2: { service: two } });
  const stop = async (on: AgentScene) => ending(changeService('stop', 'nginx', await on.all(), on.run));

  it('leaves alone what is stopped, and when undone starts the others only', async () => {
    const [one, two] = [{ status: 'stopped' }, { status: 'running' }];
    const on = scene(service(one), service(two));
    expect(await stop(on)).to.equal('well');
    expect(on.fleet.calls).to.deep.equal(['service status web1 web2', 'service stop web2']);
    const [report] = await on.fleet.undo.undo({});
    expect(report).to.deep.equal({ text: 'undone: started service nginx on web2', left: [] });
    expect([one.status, two.status]).to.deep.equal(['stopped', 'running']);
  });

  it('changes nothing when somebody is silent', async () => {
    const two = { status: 'running' };
    const on = scene(undefined, service(two));
    expect(await stop(on)).to.match(/^UNKNOWN no answer from web1/);
    expect(two.status).to.equal('running');
    expect(on.fleet.undo.empty).to.equal(true);
  });

  it('is no success when the service runs on, or the agent fails; and is undone where it may have happened', async () => {
    const on = scene(service({ status: 'running' }, { stop: 'running' }), service({ status: 'running' }));
    expect(await stop(on)).to.equal('CRITICAL web1: service nginx expected stopped, got running');
    const failing: ToyAgent = action =>
      action === 'status' ? { data: { status: 'running' } } : { statuscode: 1, statusmsg: 'it hangs' };
    const other = scene(failing, service({ status: 'running' }));
    expect(await stop(other)).to.equal('CRITICAL web1: service nginx expected stopped, got it hangs');
    const [report] = await other.fleet.undo.undo({});
    expect(report!.left).to.deep.equal(['web1']);
  });

  it('is a doubt where it was not allowed, and then needs no undo there', async () => {
    const shy: ToyAgent = action =>
      action === 'status'
        ? { data: { status: 'running' } }
        : { statuscode: 1, statusmsg: 'You are not authorized to call this agent or action.' };
    const on = scene(shy, service({ status: 'running' }));
    expect(await stop(on)).to.match(/^UNKNOWN web1 cannot answer service stop: You are not authorized/);
    const [report] = await on.fleet.undo.undo({});
    expect(report).to.deep.equal({ text: 'undone: started service nginx on web2', left: [] });
  });

  it('takes "already" for done, and does not undo it', async () => {
    const racing: ToyAgent = action =>
      action === 'status'
        ? { data: { status: 'running' } }
        : { statuscode: 1, statusmsg: 'Service is already stopped' };
    const on = scene(racing, service({ status: 'stopped' }));
    expect(await stop(on)).to.equal('well');
    expect(on.fleet.undo.empty).to.equal(true);
  });
});

describe('restarting a service', () => {
  it('asks nothing before, and has no undo', async () => {
    const on = new AgentScene({ web1: { service: service({ status: 'stopped' }) } });
    expect(await ending(restartService('nginx', await on.all(), on.run))).to.equal('well');
    expect(on.fleet.calls).to.deep.equal(['service restart web1']);
    expect(on.fleet.undo.empty).to.equal(true);
  });

  it('must leave it running', async () => {
    const on = new AgentScene({ web1: { service: service({ status: 'running' }, { restart: 'stopped' }) } });
    expect(await ending(restartService('nginx', await on.all(), on.run))).to.equal(
      'CRITICAL web1: service nginx expected running again, got stopped',
    );
  });
});
