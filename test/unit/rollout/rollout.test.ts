// Roll-outs of Puppet: the window, and everything a node can do to it. The numbers are those of MCollective's bug list.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RolloutRecord } from '../../../lib/rollout/rollout_record';
import { BrokerLost } from '../../../lib/stomp/errors';
import { FakeClock } from '../rpc/fake_clock';
import { named, type RollOptions, roll } from './run_rollout';
import { type ToyPuppet, ToyPuppets } from './toy_puppets';

const NAMES = ['dev1', 'dev2', 'dev3', 'dev4', 'dev5', 'dev6', 'dev7', 'dev8'];

function toys(names: readonly string[] = NAMES, node: ToyPuppet = {}): ToyPuppets {
  const made = new ToyPuppets(new FakeClock());
  made.add(names, node);
  return made;
}

describe('a roll-out', () => {
  it('runs every node in order, as many at once as it may, and waits for the last', async () => {
    const fleet = toys();
    const { end, record, events } = await roll(fleet, { concurrency: 3 });
    expect(end).to.equal('done');
    expect(fleet.started).to.deep.equal(NAMES);
    expect(fleet.most).to.equal(3);
    expect(record.in('ok')).to.deep.equal(NAMES);
    expect(fleet.applying).to.deep.equal([]);
    expect(events.slice(0, 4)).to.deep.equal([
      { event: 'start', host: 'dev1', running: 0 },
      { event: 'start', host: 'dev2', running: 1 },
      { event: 'start', host: 'dev3', running: 2 },
      { event: 'waiting', running: 3 },
    ]);
  });

  it('starts the next as soon as one is done, not when all of them are: a window, no batches', async () => {
    const fleet = toys(['slow'], { runMs: 100_000 });
    fleet.add(['a', 'b', 'c', 'd']);
    const { seconds } = await roll(fleet, { concurrency: 2 });
    expect(seconds).to.be.below(110);
    expect(fleet.most).to.equal(2);
  });

  it('MCOP-20: has never more than N at once, whatever the runs are like', async () => {
    const node = fc.record(
      {
        beginMs: fc.integer({ min: 0, max: 30_000 }),
        runMs: fc.integer({ min: 100, max: 90_000 }),
        failed: fc.constantFrom(0, 0, 3),
        mute: fc.boolean(),
        skew: fc.integer({ min: -400, max: 400 }),
        silent: fc.constantFrom(false, false, false, true),
      },
      { requiredKeys: ['beginMs', 'runMs'] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(node, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        async (nodes, concurrency) => {
          const fleet = toys([]);
          for (const [i, one] of nodes.entries()) fleet.add([`node${i}`], one);
          const { end, record } = await roll(fleet, { concurrency });
          expect(end).to.equal('done');
          expect(fleet.most).to.be.at.most(concurrency);
          expect(record.count('pending') + record.count('running')).to.equal(0);
          // Each once, and none forgotten.
          const heard = nodes.flatMap(({ silent }, i) => (silent ? [] : [`node${i}`]));
          expect([...fleet.runOrder].sort()).to.deep.equal(heard.sort());
        },
      ),
      { numRuns: 40 },
    );
  });

  it('counts the nodes that run already, and starts them when they have ended', async () => {
    const fleet = toys();
    for (const name of ['dev1', 'dev2', 'dev3']) fleet.runByHand(name, 20_000);
    const { record } = await roll(fleet, { concurrency: 3 });
    expect(fleet.most).to.equal(3);
    expect(fleet.runOrder.slice(0, 3)).to.deep.equal(['dev1', 'dev2', 'dev3']);
    expect(fleet.runOrder.filter(name => name === 'dev1')).to.have.length(2);
    expect(record.count('ok')).to.equal(8);
  });

  it('starts nobody while others fill the window', async () => {
    const fleet = toys();
    for (const name of ['dev7', 'dev8']) fleet.runByHand(name, 50_000);
    const began: number[] = [];
    await roll(fleet, {
      concurrency: 2,
      on: event => {
        if (event.event === 'start') began.push(fleet.clock.monotonic());
      },
    });
    expect(began[0]).to.be.at.least(50_000);
    expect(fleet.most).to.equal(2);
  });

  it('MCOP-351: ends though a run never begins, and says so', async () => {
    const fleet = toys(['dev1'], { beginMs: undefined });
    fleet.add(['dev2']);
    const { end, record, events } = await roll(fleet, { concurrency: 1 });
    expect(end).to.equal('done');
    expect(record.of('dev1')).to.deep.include({ state: 'failed' });
    expect(named(events, 'failed')).to.deep.equal(['dev1']);
    expect(JSON.stringify(record.of('dev1'))).to.match(/did not begin within 6\d s/);
    expect(record.of('dev2')).to.include({ state: 'ok' });
  });

  it('MCOP-290, 309: goes on without a node that went silent when told to run, and names it', async () => {
    const fleet = toys(['dev1'], { dies: true });
    fleet.add(['dev2', 'dev3']);
    const { end, record, seconds } = await roll(fleet, { concurrency: 1 });
    expect(end).to.equal('done');
    expect(record.in('failed')).to.deep.equal(['dev1']);
    expect(JSON.stringify(record.of('dev1'))).to.match(/no answer for 6\d s/);
    expect(record.in('ok')).to.deep.equal(['dev2', 'dev3']);
    expect(seconds).to.be.below(110);
  });

  it('a silent node does not slow the looks at the others', async () => {
    const fleet = toys();
    fleet.add(['ghost'], { silent: true });
    fleet.timeoutMs = 50_000;
    const finished: number[] = [];
    const { record } = await roll(fleet, {
      concurrency: 8,
      on: event => {
        if (event.event === 'finished') finished.push(fleet.clock.monotonic());
      },
    });
    // The first question waits for it, no other.
    expect(finished).to.have.length(8);
    expect(Math.max(...finished)).to.be.below(70_000);
    expect(record.in('failed')).to.deep.equal(['ghost']);
    expect(fleet.runOrder).to.have.length(8);
  });

  it('MCOP-537: a node that is busy with a run of its own holds up nobody', async () => {
    const fleet = toys();
    fleet.runByHand('dev1', Number.POSITIVE_INFINITY);
    const { end, record } = await roll(fleet, { concurrency: 2, runTimeoutMs: 300_000 });
    expect(end).to.equal('done');
    expect(record.in('ok')).to.deep.equal(NAMES.slice(1));
    expect(JSON.stringify(record.of('dev1'))).to.contain('busy with another run for 30');
  });

  it('a run that hangs keeps its place for so long, and no longer', async () => {
    const fleet = toys(['dev1'], { runMs: Number.POSITIVE_INFINITY });
    fleet.add(['dev2', 'dev3']);
    const { record } = await roll(fleet, { concurrency: 1, runTimeoutMs: 120_000 });
    expect(JSON.stringify(record.of('dev1'))).to.match(/still applying a catalog after 12\d s/);
    expect(record.in('ok')).to.deep.equal(['dev2', 'dev3']);
  });

  it('a place of others is not kept for ones that hang or are switched off while they run', async () => {
    const fleet = toys();
    fleet.add(['gone']);
    fleet.runByHand('gone', Number.POSITIVE_INFINITY);
    let looks = 0;
    const status = fleet.status.bind(fleet);
    fleet.status = nodes => {
      if (++looks === 3) fleet.nodes.get('gone')!.silent = true;
      return status(nodes);
    };
    const { record, seconds } = await roll(fleet, { concurrency: 1, runTimeoutMs: 10_000_000 });
    expect(record.count('ok')).to.equal(8);
    expect(record.in('failed')).to.deep.equal(['gone']);
    expect(seconds).to.be.below(300);
  });

  it('skips who is disabled, and says why', async () => {
    const fleet = toys(['dev1'], { disabled: 'kernel upgrade' });
    fleet.add(['dev2']);
    const { end, record } = await roll(fleet);
    expect(end).to.equal('done');
    expect(record.of('dev1')).to.deep.equal({ state: 'skipped', why: 'disabled: kernel upgrade' });
    expect(fleet.started).to.deep.equal(['dev2']);
  });

  it('a node that is disabled between the look and the order is skipped, too', async () => {
    const fleet = toys(['dev1']);
    const start = fleet.start.bind(fleet);
    fleet.start = name => {
      fleet.nodes.get(name)!.disabled = 'just now';
      return start(name);
    };
    const { record } = await roll(fleet);
    expect(record.of('dev1')).to.deep.equal({ state: 'skipped', why: 'disabled: just now' });
  });

  it('a node that somebody else started first is run afterwards', async () => {
    const fleet = toys(['dev1', 'dev2']);
    const start = fleet.start.bind(fleet);
    let first = true;
    fleet.start = name => {
      if (first) fleet.runByHand(name, 15_000);
      first = false;
      return start(name);
    };
    const { record } = await roll(fleet, { concurrency: 1 });
    expect(record.count('ok')).to.equal(2);
    expect(fleet.runOrder).to.deep.equal(['dev1', 'dev1', 'dev2']);
  });

  it('tells failed resources, whole runs that failed, starts that were refused and runs without a summary', async () => {
    const fleet = toys(['dev1'], { failed: 2 });
    fleet.add(['dev2'], { total: 0 });
    fleet.add(['dev3'], { refuses: 'Puppet command could not be started' });
    fleet.add(['dev4'], { noSummary: true });
    fleet.add(['dev5'], { trouble: 'an old catalog was applied' });
    const { end, record } = await roll(fleet);
    expect(end).to.equal('done');
    const why = Object.fromEntries(
      record.in('failed').map(node => [node, (record.of(node) as { why: string }).why]),
    );
    expect(why).to.deep.equal({
      dev1: '2 of 12 resources failed',
      dev2: 'the whole run failed: no catalog was applied',
      dev3: 'Puppet command could not be started',
      dev4: 'the run ended and left no summary',
      dev5: 'an old catalog was applied',
    });
  });

  it('a run that ended before ours was asked for is not taken for ours, whatever the clock of the node says', async () => {
    const fleet = toys(['dev1'], { skew: -3600, beginMs: 20_000, runMs: 5000 });
    const { record, seconds } = await roll(fleet);
    expect(record.of('dev1')).to.include({ state: 'ok' });
    expect(seconds).to.be.at.least(25);
  });

  it('looks at three thousand nodes now and then only, and at those that run always', async () => {
    const fleet = toys(
      Array.from({ length: 3000 }, (_, i) => `n${i}`),
      { disabled: 'no' },
    );
    fleet.add(['a', 'b', 'c', 'd'], { runMs: 60_000 });
    await roll(fleet, { concurrency: 2 });
    const asked = fleet.looks.reduce((a, b) => a + b, 0);
    expect(asked).to.be.below(8 * 3004);
  });
});

describe('limits of a roll-out', () => {
  it('the canaries must end well before anybody else begins', async () => {
    const fleet = toys();
    const { events, record } = await roll(fleet, { canaries: 2, concurrency: 4 });
    const order = events.map(event => event.event);
    expect(order.indexOf('canaries')).to.be.above(0);
    const before = events.slice(0, order.indexOf('canaries'));
    expect(named(before, 'start')).to.deep.equal(['dev1', 'dev2']);
    expect(record.count('ok')).to.equal(8);
  });

  it('a canary that fails stops it; the other one is waited for', async () => {
    const fleet = toys(['dev1'], { failed: 1 });
    fleet.add(NAMES.slice(1), { runMs: 30_000 });
    const { end, record, events } = await roll(fleet, { canaries: 2 });
    expect(end).to.equal('canary');
    expect(fleet.started).to.deep.equal(['dev1', 'dev2']);
    expect(record.of('dev2')).to.include({ state: 'ok' });
    expect(record.count('pending')).to.equal(6);
    expect(events.find(event => event.event === 'stopping')).to.include({ reason: 'canary', running: 1 });
  });

  it('canaries are nodes that ran: disabled and silent ones are no canaries', async () => {
    const fleet = toys(['dev1'], { disabled: 'x' });
    fleet.add(['dev2'], { silent: true });
    fleet.add(NAMES.slice(2));
    const { end, events } = await roll(fleet, { canaries: 1 });
    expect(end).to.equal('done');
    expect(events.find(event => event.event === 'canaries')).to.deep.equal({
      event: 'canaries',
      hosts: ['dev3'],
    });
  });

  for (const [limit, started] of [
    [{ kind: 'nodes', most: 0 }, 1],
    [{ kind: 'nodes', most: 2 }, 3],
    [{ kind: 'percent', most: 25 }, 3],
  ] as const) {
    it(`stops when more fail than ${limit.most} ${limit.kind}`, async () => {
      const { end, record } = await roll(toys(NAMES, { failed: 1 }), { concurrency: 1, maxFailures: limit });
      expect(end).to.equal('failures');
      expect(record.count('failed')).to.equal(started);
      expect(record.count('pending')).to.equal(8 - started);
    });
  }

  it('runs that never come back and refused starts count as failures', async () => {
    const fleet = toys(['dev1'], { dies: true });
    fleet.add(['dev2'], { refuses: 'no' });
    fleet.add(['dev3', 'dev4']);
    const { end } = await roll(fleet, { concurrency: 1, maxFailures: { kind: 'nodes', most: 1 } });
    expect(end).to.equal('failures');
    expect(fleet.started).to.deep.equal(['dev1', 'dev2']);
  });
});

describe('a gate', () => {
  type Status = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';
  const gate = (answer: (asked: number) => Status, more: Partial<NonNullable<RollOptions['gate']>> = {}) => {
    let asked = 0;
    const check = async () => ({ status: answer(++asked), text: `answer ${asked}` });
    return {
      gate: { check, intervalMs: 30_000, timeoutMs: 300_000, ...more },
      asked: () => asked,
    };
  };

  it('is asked before every start', async () => {
    const { gate: open, asked } = gate(() => 'OK');
    const { end } = await roll(toys(), { gate: open, concurrency: 1 });
    expect(end).to.equal('done');
    expect(asked()).to.equal(8);
  });

  for (const bad of ['WARNING', 'CRITICAL', 'UNKNOWN'] as const) {
    it(`holds while it is ${bad}, looks again, and goes on when it is OK`, async () => {
      const fleet = toys(['dev1', 'dev2', 'dev3']);
      const { gate: closing, asked } = gate(n => (n > 1 && n < 5 ? bad : 'OK'));
      const starts: number[] = [];
      const { end, events } = await roll(fleet, {
        gate: closing,
        concurrency: 1,
        on: event => {
          if (event.event === 'start') starts.push(fleet.clock.monotonic());
        },
      });
      expect(end).to.equal('done');
      expect(asked()).to.equal(6);
      expect(starts[1]! - starts[0]!).to.be.at.least(90_000);
      const gates = events.flatMap(event => (event.event === 'gate' ? [[event.status, event.holds]] : []));
      expect(gates).to.deep.equal([
        [bad, true],
        [bad, true],
        [bad, true],
        ['OK', false],
      ]);
    });
  }

  it('that does not open in time stops the roll-out; what runs is waited for', async () => {
    const fleet = toys(NAMES, { runMs: 400_000 });
    const { gate: closing } = gate(n => (n > 1 ? 'CRITICAL' : 'OK'));
    const { end, record } = await roll(fleet, { gate: closing, concurrency: 2 });
    expect(fleet.started.length).to.be.at.most(2);
    expect(end).to.equal('gate');
    expect(record.count('ok')).to.equal(2);
    expect(record.count('pending')).to.equal(6);
  });

  it('that throws is UNKNOWN: it holds', async () => {
    const fleet = toys();
    const check = () => Promise.reject(new Error('no feature'));
    const { end, events } = await roll(fleet, { gate: { check, intervalMs: 10_000, timeoutMs: 60_000 } });
    expect(end).to.equal('gate');
    expect(fleet.started).to.deep.equal([]);
    expect(events[0]).to.deep.equal({ event: 'gate', status: 'UNKNOWN', text: 'no feature', holds: true });
  });

  it('that takes its time does not keep the others from being looked at', async () => {
    const fleet = toys(['dev1', 'dev2']);
    const check = () =>
      new Promise<{ status: 'OK'; text: string }>(resolve => {
        fleet.clock.after(50_000, () => resolve({ status: 'OK', text: '' }));
      });
    const finished: number[] = [];
    await roll(fleet, {
      concurrency: 2,
      gate: { check, intervalMs: 10_000, timeoutMs: 60_000 },
      on: event => {
        if (event.event === 'finished') finished.push(fleet.clock.monotonic());
      },
    });
    expect(finished[0]).to.be.below(70_000);
  });
});

describe('interrupting and resuming a roll-out', () => {
  it('ends at once; the record says what ran, what runs and what did not', async () => {
    const stop = new AbortController();
    const fleet = toys();
    const { end, record, kept } = await roll(fleet, {
      concurrency: 2,
      signal: stop.signal,
      on: event => {
        if (event.event === 'finished') stop.abort();
      },
    });
    expect(end).to.equal('interrupted');
    expect(record.count('ok')).to.be.at.least(1);
    expect(record.count('running')).to.be.at.least(1);
    expect(record.count('pending')).to.be.at.least(5);
    expect(kept.at(-1)).to.deep.equal(record.toJSON());
  });

  it('resumed, it runs nobody twice, and takes up the runs that went on meanwhile', async () => {
    const stop = new AbortController();
    const fleet = toys();
    let finished = 0;
    const first = await roll(fleet, {
      concurrency: 2,
      signal: stop.signal,
      on: event => {
        if (event.event === 'finished' && ++finished === 3) stop.abort();
      },
    });
    await fleet.clock.advance(30_000);
    const second = await roll(fleet, { concurrency: 2, record: first.record });
    expect(second.end).to.equal('done');
    expect(second.record.in('ok')).to.deep.equal(NAMES);
    expect([...fleet.runOrder].sort()).to.deep.equal(NAMES);
  });

  it('an order that was never heard is given again', async () => {
    const fleet = toys(['dev1']);
    const record = new RolloutRecord(new Map([['dev1', { state: 'running', before: 1000 }]]));
    const { end } = await roll(fleet, { record });
    expect(end).to.equal('done');
    expect(fleet.runOrder).to.deep.equal(['dev1']);
    expect(record.of('dev1')).to.include({ state: 'ok' });
  });

  it('is known to run before it is told to', async () => {
    const fleet = toys(['dev1']);
    const start = fleet.start.bind(fleet);
    let kept: readonly unknown[] = [];
    const record = new RolloutRecord(['dev1']);
    fleet.start = name => {
      kept = [record.of(name)];
      return start(name);
    };
    await roll(fleet, { record });
    expect(kept).to.deep.equal([{ state: 'running', before: 1000 }]);
  });
});

describe('a lost broker', () => {
  it('that comes back costs no node its run', async () => {
    const fleet = toys();
    fleet.clock.after(12_000, () => {
      fleet.lost = true;
    });
    fleet.clock.after(40_000, () => {
      fleet.lost = false;
    });
    const { end, record, events } = await roll(fleet, { concurrency: 2 });
    expect(end).to.equal('done');
    expect(record.count('ok')).to.equal(8);
    expect(events.filter(event => event.event === 'broker')).to.have.length(2);
  });

  it('that is lost with an order on its way: the order is given again', async () => {
    const fleet = toys(['dev1']);
    const start = fleet.start.bind(fleet);
    let first = true;
    fleet.start = name => {
      if (!first) return start(name);
      first = false;
      return Promise.reject(new BrokerLost('broker.example.net:61613', 'connection reset'));
    };
    const { end, record } = await roll(fleet);
    expect(end).to.equal('done');
    expect(record.of('dev1')).to.include({ state: 'ok' });
    expect(fleet.runOrder).to.deep.equal(['dev1']);
  });

  it('that does not come back ends it, with what runs on record', async () => {
    const fleet = toys();
    fleet.clock.after(3000, () => {
      fleet.lost = true;
    });
    const { end, record } = await roll(fleet, { concurrency: 2 });
    expect(end).to.equal('broker');
    expect(record.in('running')).to.deep.equal(['dev1', 'dev2']);
  });

  it('any other fault ends it with that fault', async () => {
    const fleet = toys();
    fleet.status = () => Promise.reject(new RangeError('broken'));
    let fault: unknown;
    await roll(fleet).catch(error => {
      fault = error;
    });
    expect(fault).to.be.instanceOf(RangeError);
  });
});
