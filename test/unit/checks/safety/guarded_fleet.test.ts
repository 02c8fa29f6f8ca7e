// What reads goes through; what may change something is sent only from a marked step, where acting is allowed.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { FleetPort } from '../../../../lib/checks/fleet_port';
import { ActingRefused, TooManyTargets, UnmarkedAction } from '../../../../lib/checks/safety/errors';
import { GuardedFleet } from '../../../../lib/checks/safety/guarded_fleet';
import { isReading, READING_ACTIONS } from '../../../../lib/checks/safety/reading_actions';
import { type Acting, SafeHands, type StepMarks } from '../../../../lib/checks/safety/safe_hands';
import { KNOWN_AGENTS } from '../../../../lib/ddl/agents';
import { iptables, rejection, ToyFleet } from '../toy_fleet';

const ACTS: StepMarks = { acts: true, arranges: false, plannable: true };
const READS: StepMarks = { acts: false, arranges: false, plannable: false };
const change = (hosts: string[], address = '192.0.2.7') => ({
  key: `block ${address}`,
  undone: `unblocked ${address}`,
  hosts,
  undo: { agent: 'iptables', action: 'unblock', args: { ipaddr: address } },
});

function site(acting: Acting, rules: { maxTargets?: string; readingActions?: string[] } = {}) {
  const node = () => ({ agents: { iptables: iptables(new Set<string>()), mine: () => ({}) } });
  const toy = new ToyFleet({ web1: node(), web2: node() });
  const hands = new SafeHands({
    acting,
    undo: toy.undo,
    callOptions: () => ({}),
    discoverOptions: () => ({}),
    rules: () => ({ maxTargets: undefined, readingActions: [], ...rules }),
  });
  const fleet = new GuardedFleet(toy as unknown as FleetPort, hands);
  const over = new AbortController();
  const call = (agent: string, action: string, marks: StepMarks, nodes = ['web1']) =>
    hands.step(
      () => fleet.agent(agent).on(nodes).call(action, { ipaddr: '192.0.2.7' }).result(),
      marks,
      over.signal,
    );
  return { toy, hands, fleet, call, over };
}

describe('the guarded fleet', () => {
  it('lets through what is known to read, from any step', async () => {
    const { toy, call } = site('refused');
    await call('iptables', 'isblocked', READS);
    expect(toy.calls).to.deep.equal(['iptables isblocked web1']);
  });

  it('sends nothing else from a step that is not marked, even where acting is allowed', async () => {
    for (const acting of ['refused', 'allowed', 'planned'] as const) {
      const { toy, call } = site(acting);
      const fault = await rejection<UnmarkedAction>(call('mine', 'status', READS));
      expect(fault).to.be.instanceOf(UnmarkedAction);
      expect(fault.sentence).to.include('add mine.status to checks.reading_actions');
      expect(toy.calls).to.deep.equal([]);
    }
  });

  it('takes the word of the configuration for what reads', async () => {
    const { toy, call } = site('refused', { readingActions: ['mine.status'] });
    await call('mine', 'status', READS);
    expect(toy.calls).to.deep.equal(['mine status web1']);
    expect(await rejection(call('mine', 'stat', READS))).to.be.instanceOf(UnmarkedAction);
  });

  it('refuses a marked step before its body runs', async () => {
    const { hands } = site('refused');
    let ran = false;
    const body = () => {
      ran = true;
    };
    expect(await rejection(hands.step(body, ACTS, new AbortController().signal))).to.be.instanceOf(
      ActingRefused,
    );
    expect(ran).to.equal(false);
  });

  it('sends what a marked step does where acting is allowed, until the step is over', async () => {
    const { toy, call, over } = site('allowed');
    await call('iptables', 'block', ACTS);
    expect(toy.calls).to.deep.equal(['iptables block web1']);
    over.abort(new Error('time is up'));
    expect((await rejection(call('iptables', 'block', ACTS))).message).to.equal('time is up');
  });

  it('knows a step that goes on in the background for what it is', async () => {
    const { toy, hands, fleet, call } = site('allowed');
    let goOn = (): void => {};
    const waiting = new Promise<void>(resolve => {
      goOn = resolve;
    });
    const late = hands.step(
      async () => {
        await waiting;
        await fleet.agent('iptables').on(['web2']).call('block').result();
      },
      READS,
      new AbortController().signal,
    );
    const acting = call('iptables', 'block', ACTS);
    goOn();
    expect(await rejection(late as Promise<unknown>)).to.be.instanceOf(UnmarkedAction);
    await acting;
    expect(toy.calls).to.deep.equal(['iptables block web1']);
  });

  it('counts each changed host once over the whole run, and takes back what was not done', async () => {
    const { toy, hands, call } = site('allowed', { maxTargets: '1' });
    await call('iptables', 'block', ACTS);
    await call('iptables', 'unblock', ACTS);
    toy.undo.add(change(['web2']));
    const fault = await rejection<TooManyTargets>(call('iptables', 'block', ACTS, ['web2']));
    expect(fault).to.be.instanceOf(TooManyTargets);
    expect(fault.hosts).to.deep.equal(['web1', 'web2']);
    expect(hands.touched).to.deep.equal(['web1']);
    expect(toy.undo.empty).to.equal(true);
  });

  it('takes back nothing of a call under way when another is refused', async () => {
    const { toy, hands, fleet } = site('allowed', { maxTargets: '1' });
    await hands.step(
      async () => {
        const send = async (node: string, address: string) => {
          toy.undo.add(change([node], address));
          await fleet.agent('iptables').on([node]).call('block', { ipaddr: address }).result();
        };
        await Promise.allSettled([send('web1', '192.0.2.1'), send('web2', '192.0.2.2')]);
      },
      ACTS,
      new AbortController().signal,
    );
    expect(await toy.undo.undo({})).to.deep.equal([
      { text: 'undone: unblocked 192.0.2.1 on web1', left: [] },
    ]);
  });

  it('only notes what a plan would do, and asks no host what came of it', async () => {
    const { toy, hands, fleet, call } = site('planned');
    const body = async () => {
      toy.undo.add(change(['web1']));
      await fleet.agent('iptables').on(['web1']).call('block', { ipaddr: '192.0.2.7' }).result();
      await fleet.agent('iptables').on(['web1']).call('isblocked').result();
    };
    hands.place = { text: 'I block it', at: 'x.feature:3' };
    await hands.step(body, ACTS, new AbortController().signal);
    await call('iptables', 'isblocked', READS);
    expect(toy.calls).to.deep.equal(['host may web1']);
    const { calls, ...place } = hands.plan.steps[0]!;
    expect(place).to.deep.equal({ text: 'I block it', at: 'x.feature:3' });
    expect(calls).to.deep.equal([
      {
        agent: 'iptables',
        action: 'block',
        args: { ipaddr: '192.0.2.7' },
        hosts: [{ host: 'web1', allowed: undefined, reason: 'the node does not tell' }],
        undo: 'iptables unblock ipaddr=192.0.2.7',
      },
    ]);
    expect(toy.undo.empty).to.equal(true);
  });

  it('does not run a step of which nobody knows how it acts', async () => {
    const { hands } = site('planned');
    let ran = false;
    const marks = { ...ACTS, plannable: false };
    const body = () => {
      ran = true;
    };
    await hands.step(body, marks, new AbortController().signal);
    expect(ran).to.equal(false);
    expect(hands.plan.steps[0]!.unplanned).to.include('by other ways than the fleet');
  });
});

describe('the actions that only read', () => {
  it('are actions their agents have, where we know them', () => {
    for (const name of READING_ACTIONS) {
      const [agent = '', action = ''] = name.split('.');
      const ddl = KNOWN_AGENTS[agent];
      if (ddl) expect(Object.keys(ddl.actions), name).to.include(action);
    }
  });

  it('are none that change something', () => {
    const changing = ['iptables.block', 'service.stop', 'package.install', 'process.kill', 'filemgr.remove'];
    const more = ['shell.run', 'puppet.runonce', 'puppet.disable', 'rpcutil.constructor', 'constructor.name'];
    for (const name of [...changing, ...more]) {
      const [agent = '', action = ''] = name.split('.');
      expect(isReading(agent, action), name).to.equal(false);
    }
  });
});
