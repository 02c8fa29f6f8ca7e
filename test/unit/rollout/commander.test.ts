// The commander on a virtual clock: who runs when, who is passed over, and what survives a lost broker and a restart.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { Commander, type CommanderPlan } from '../../../lib/rollout/commander';
import type { CommanderEvent } from '../../../lib/rollout/commander_event';
import {
  type CommanderRecord,
  commanderState,
  parseCommanderState,
} from '../../../lib/rollout/commander_record';
import { lastTurn, slotsOf } from '../../../lib/rollout/slots';
import { FakeClock } from '../rpc/fake_clock';
import { type ToyPuppet, ToyPuppets } from './toy_puppets';

const MINUTE = 60_000;
const INTERVAL = 30 * MINUTE;
const PLAN: CommanderPlan = {
  intervalMs: INTERVAL,
  maxConcurrent: undefined,
  pollMs: 5000,
  rediscoverMs: 5 * MINUTE,
  patienceMs: MINUTE,
  runTimeoutMs: 60 * MINUTE,
};
const NAMES = Array.from({ length: 10 }, (_, i) => `web${i + 1}`);

function toys(names: readonly string[] = NAMES, node: ToyPuppet = {}): ToyPuppets {
  const made = new ToyPuppets(new FakeClock());
  made.add(names, { runMs: 20_000, ...node });
  return made;
}

interface Watched {
  readonly events: (CommanderEvent & { at: number })[];
  readonly record: CommanderRecord;
  readonly kept: unknown[];
}

/** Commands for so long. */
async function command(
  fleet: ToyPuppets,
  ms: number,
  plan: Partial<CommanderPlan> = {},
  record: CommanderRecord = new Map(),
): Promise<Watched> {
  const { clock } = fleet;
  const stop = new AbortController();
  const events: Watched['events'] = [];
  const kept: unknown[] = [];
  const commander = new Commander(
    record,
    { ...PLAN, ...plan },
    {
      port: fleet,
      clock,
      signal: stop.signal,
      tell: event => events.push({ ...event, at: clock.now() }),
      keep: now => kept.push(JSON.parse(JSON.stringify(commanderState(now)))),
    },
  );
  const running = commander.run();
  for (let passed = 0; passed < ms; passed += 1000) await clock.advance(1000);
  stop.abort();
  await clock.advance(1);
  await running;
  return { events, record, kept };
}

const hosts = ({ events }: Watched, name: CommanderEvent['event']): string[] =>
  events.flatMap(event => (event.event === name && 'host' in event ? [event.host] : []));

describe('slots', () => {
  it('are spread evenly, whatever the names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 60 }), names => {
        const offsets = [...slotsOf(names, INTERVAL).values()];
        expect(offsets).to.have.length(names.length);
        for (const [i, offset] of offsets.entries())
          expect(offset).to.equal(Math.floor((i * INTERVAL) / names.length));
      }),
    );
  });

  it('do not depend on the order in which nodes were found', () => {
    expect(slotsOf([...NAMES].reverse(), INTERVAL)).to.deep.equal(slotsOf(NAMES, INTERVAL));
  });

  it('move by less than one place when a node joins', () => {
    const [before, after] = [slotsOf(NAMES, INTERVAL), slotsOf([...NAMES, 'db1'], INTERVAL)];
    for (const [name, offset] of before)
      expect(Math.abs(after.get(name)! - offset)).to.be.at.most(INTERVAL / 10);
  });

  it('do not keep hosts of a kind together', () => {
    const order = [...slotsOf(NAMES, INTERVAL).keys()];
    expect(order).to.not.deep.equal(NAMES);
  });

  it('know the last turn', () => {
    expect(lastTurn(100, 1000, 2099)).to.equal(1100);
    expect(lastTurn(100, 1000, 2100)).to.equal(2100);
  });
});

describe('the commander', () => {
  it('runs every node once in an interval, each at its own moment, which is the same in each', async () => {
    const fleet = toys();
    const watched = await command(fleet, 2 * INTERVAL);
    expect(hosts(watched, 'start').sort()).to.deep.equal([...NAMES, ...NAMES].sort());
    const slots = slotsOf(NAMES, INTERVAL);
    for (const event of watched.events) {
      if (event.event !== 'start') continue;
      const late = (event.at - slots.get(event.host)!) % INTERVAL;
      expect(late, event.host).to.be.within(0, 6000);
    }
    expect(fleet.most).to.equal(1);
  });

  it('passes over who ran within the interval by hand, and goes on with it later', async () => {
    const fleet = toys(['web1']);
    fleet.nodes.get('web1')!.lastrun = fleet.clock.now() / 1000 - 60;
    const watched = await command(fleet, 3 * INTERVAL);
    expect(hosts(watched, 'skipped')).to.deep.equal(['web1']);
    expect(hosts(watched, 'start')).to.have.length(2);
  });

  it('its own last run is no reason to pass over', async () => {
    const watched = await command(toys(['web1'], { runMs: 10 * MINUTE }), 4 * INTERVAL);
    expect(hosts(watched, 'start')).to.have.length(4);
    expect(hosts(watched, 'skipped')).to.deep.equal([]);
  });

  it('passes over who is disabled, silent or running, and says why', async () => {
    const fleet = toys(['web1'], { disabled: 'kernel upgrade' });
    fleet.add(['web2']);
    fleet.runByHand('web2', 10 * INTERVAL);
    fleet.add(['web3']);
    const discover = fleet.discover.bind(fleet);
    fleet.discover = async () => {
      fleet.nodes.get('web3')!.silent = false;
      const nodes = await discover();
      fleet.nodes.get('web3')!.silent = true;
      return nodes;
    };
    const watched = await command(fleet, INTERVAL + 5 * MINUTE);
    const why = Object.fromEntries(
      watched.events.flatMap(event => (event.event === 'skipped' ? [[event.host, event.why]] : [])),
    );
    expect(why).to.deep.equal({
      web1: 'disabled: kernel upgrade',
      web2: 'it is running',
      web3: 'no answer',
    });
    expect(fleet.started).to.deep.equal([]);
  });

  it('gives way to runs by hand: nobody is started while so many run, and they wait for room', async () => {
    const fleet = toys();
    fleet.add(['hand1', 'hand2']);
    const order = [...slotsOf([...fleet.nodes.keys()], INTERVAL).keys()];
    fleet.runByHand('hand1', INTERVAL / 2);
    fleet.runByHand('hand2', INTERVAL / 2);
    const began = fleet.clock.monotonic();
    const watched = await command(fleet, INTERVAL, { maxConcurrent: 2 });
    const first = watched.events.find(event => event.event === 'start');
    expect(first!.at - 1_700_000_000_000).to.be.at.least(began + INTERVAL / 2);
    expect(hosts(watched, 'waiting').length).to.be.above(0);
    expect(order).to.have.length(12);
    expect(fleet.most).to.equal(2);
  });

  it('never has more than its limit at once, as far as it starts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1000, max: 20 * MINUTE }), { minLength: 2, maxLength: 15 }),
        fc.integer({ min: 1, max: 4 }),
        async (runs, maxConcurrent) => {
          const fleet = toys([]);
          for (const [i, runMs] of runs.entries()) fleet.add([`n${i}`], { runMs, beginMs: 0 });
          await command(fleet, 1.5 * INTERVAL, { maxConcurrent });
          expect(fleet.most).to.be.at.most(maxConcurrent);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('does not ask everybody for every node', async () => {
    const fleet = toys(
      Array.from({ length: 200 }, (_, i) => `n${i}`),
      { runMs: 2000 },
    );
    await command(fleet, INTERVAL, { pollMs: 5000 });
    const asked = fleet.looks.reduce((a, b) => a + b, 0);
    expect(fleet.started.length).to.be.at.least(199);
    // A few questions for each run; with one to all for each it would be 40,000.
    expect(asked).to.be.below(1500);
  });

  it('finds nodes that join, and waits for their turn', async () => {
    const fleet = toys(['web1']);
    fleet.clock.after(10 * MINUTE, () => fleet.add(['web2'], { runMs: 1000 }));
    const watched = await command(fleet, 2 * INTERVAL);
    expect(watched.events.filter(event => event.event === 'found')).to.have.length(2);
    expect(hosts(watched, 'start')).to.include('web2');
  });

  it('survives a lost broker, and does not make up for what was missed at once', async () => {
    const fleet = toys();
    fleet.clock.after(5 * MINUTE, () => {
      fleet.lost = true;
    });
    fleet.clock.after(25 * MINUTE, () => {
      fleet.lost = false;
    });
    const watched = await command(fleet, INTERVAL + 25 * MINUTE);
    expect(watched.events.filter(event => event.event === 'broker')).to.have.length(2);
    const back = watched.events.find(event => event.event === 'broker' && event.back)!.at;
    const rush = watched.events.filter(
      event => event.event === 'start' && event.at >= back && event.at - back < MINUTE,
    );
    // Of twenty minutes seven and a half count.
    expect(rush.length).to.be.within(1, 4);
    const later = watched.events.filter(event => event.event === 'start' && event.at > back);
    expect(later.length).to.be.at.least(8);
  });

  it('begins without a broker, and goes on when there is one', async () => {
    const fleet = toys();
    fleet.lost = true;
    fleet.clock.after(3 * MINUTE, () => {
      fleet.lost = false;
    });
    const watched = await command(fleet, INTERVAL);
    expect(watched.events[1]).to.include({ event: 'broker', back: false });
    expect(fleet.started.length).to.be.at.least(8);
  });

  it('after a restart starts nobody but those whose turn it is', async () => {
    const fleet = toys();
    const first = await command(fleet, INTERVAL + 10 * MINUTE);
    const already = fleet.started.length;
    const again = parseCommanderState(JSON.parse(JSON.stringify(first.kept.at(-1))))!;
    const second = await command(fleet, 2 * MINUTE, {}, again);
    expect(fleet.started.length - already).to.be.at.most(1);
    expect(hosts(second, 'skipped')).to.deep.equal([]);
    await command(fleet, INTERVAL, {}, second.record);
    expect(fleet.started.length - already).to.be.within(10, 11);
  });

  it('after a long rest makes up for the last turns only, not for all of them', async () => {
    const fleet = toys();
    const first = await command(fleet, INTERVAL);
    const already = fleet.started.length;
    await fleet.clock.advance(2 * INTERVAL);
    await command(fleet, MINUTE, {}, first.record);
    expect(fleet.started.length - already).to.be.within(1, 4);
  });

  it('a node that was silent at its last turn has the next one', async () => {
    const fleet = toys(['web1']);
    fleet.nodes.get('web1')!.silent = true;
    fleet.discover = async () => ['web1'];
    fleet.clock.after(INTERVAL + 10 * MINUTE, () => {
      fleet.nodes.get('web1')!.silent = false;
    });
    const watched = await command(fleet, 3 * INTERVAL);
    expect(hosts(watched, 'skipped')).to.deep.equal(['web1']);
    expect(hosts(watched, 'start').length).to.be.at.least(1);
  });

  it('without its state nobody is started twice in an interval, either', async () => {
    const fleet = toys();
    await command(fleet, INTERVAL);
    const already = fleet.started.length;
    await command(fleet, 10 * MINUTE);
    expect(fleet.started.length).to.equal(already);
  });

  it('a fault that is not the broker is told once, and it goes on', async () => {
    const fleet = toys();
    const discover = fleet.discover.bind(fleet);
    let broken = true;
    fleet.discover = () => (broken ? Promise.reject(new Error('odd')) : discover());
    fleet.clock.after(MINUTE, () => {
      broken = false;
    });
    const watched = await command(fleet, INTERVAL);
    expect(watched.events.filter(event => event.event === 'trouble')).to.have.length(1);
    expect(fleet.started.length).to.be.at.least(8);
  });

  it('ends when it is told to, and names what still runs', async () => {
    const fleet = toys(['web1'], { runMs: 3 * INTERVAL });
    const watched = await command(fleet, INTERVAL + MINUTE);
    expect(watched.events.at(-1)).to.deep.include({ event: 'ended', running: ['web1'] });
  });
});
