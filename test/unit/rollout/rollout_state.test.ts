// The state file of a roll-out, the limits of failures, and what a record makes of them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { processEnvironment } from '../../../lib/environment';
import { parseCommanderState } from '../../../lib/rollout/commander_record';
import { isExceeded, parseFailureLimit } from '../../../lib/rollout/failure_limit';
import { type NodeState, parseNodes, RolloutRecord } from '../../../lib/rollout/rollout_record';
import { RolloutState } from '../../../lib/rollout/rollout_state';

const folder = mkdtempSync(join(tmpdir(), 'fleetspec-rollout-'));
const { uid } = processEnvironment();
const file = join(folder, 'roll.json');
const state = (identity: Record<string, string>): RolloutState => new RolloutState(file, uid, identity);

const anyState: fc.Arbitrary<NodeState> = fc.oneof(
  fc.constant<NodeState>({ state: 'pending' }),
  fc.record({ state: fc.constant('running' as const), before: fc.nat(), initiatedAt: fc.nat() }),
  fc.record({ state: fc.constant('ok' as const), changed: fc.nat() }),
  fc.record({ state: fc.constantFrom('failed' as const, 'skipped' as const), why: fc.string() }),
);

describe('the state file of a roll-out', () => {
  after(() => rmSync(folder, { recursive: true }));

  it('holds every node as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z0-9.-]{1,20}$/), anyState), nodes => {
        state({ filter: 'a' }).write(new RolloutRecord(new Map(Object.entries(nodes))));
        expect(state({ filter: 'a' }).read()!.toJSON()).to.deep.equal(nodes);
      }),
      { numRuns: 30 },
    );
  });

  it('is written whole: nothing else is left beside it', () => {
    state({}).write(new RolloutRecord(['a']));
    expect(readdirSync(folder)).to.deep.equal(['roll.json']);
    expect(JSON.parse(readFileSync(file, 'utf8')).nodes).to.deep.equal({ a: { state: 'pending' } });
  });

  it('is refused by another roll-out, in either direction', () => {
    state({ filter: '-C web' }).write(new RolloutRecord(['a']));
    for (const other of [{ filter: '-C db' }, {}, { filter: '-C web', limit: '3' }])
      expect(() => state(other).read()).to.throw('is the state of another roll-out');
  });

  it('is refused when it is broken', () => {
    for (const text of ['', '{', '[]', 'null', '{"version":1}', '{"version":2,"rollout":{},"nodes":{}}']) {
      writeFileSync(file, text, { mode: 0o600 });
      expect(() => state({}).read(), text).to.throw('is no state of a roll-out');
    }
  });

  it('that is not there is a beginning', () => {
    rmSync(file);
    expect(state({}).read()).to.equal(undefined);
  });
});

describe('a record', () => {
  it('takes no node it does not understand', () => {
    for (const entry of [
      {},
      null,
      { state: 'odd' },
      { state: 'running' },
      { state: 'ok' },
      { state: 'failed' },
    ])
      expect(parseNodes({ a: entry }), JSON.stringify(entry)).to.equal(undefined);
  });

  it('runs what failed again when that is wanted, and nothing else', () => {
    const record = new RolloutRecord(
      new Map<string, NodeState>([
        ['a', { state: 'failed', why: 'x' }],
        ['b', { state: 'ok', changed: 0 }],
        ['c', { state: 'skipped', why: 'y' }],
      ]),
    );
    record.retryFailed();
    expect(record.in('pending')).to.deep.equal(['a']);
    expect(record.add(['a', 'd'])).to.deep.equal(['d']);
  });
});

describe('a limit of failures', () => {
  it('is a number of nodes or a percentage', () => {
    expect(parseFailureLimit('3')).to.deep.equal({ kind: 'nodes', most: 3 });
    expect(parseFailureLimit('5%')).to.deep.equal({ kind: 'percent', most: 5 });
    for (const text of ['', '-1', '101%', '2.5', 'some', '5 %'])
      expect(parseFailureLimit(text), text).to.equal(undefined);
  });

  it('is exceeded by more, not by as many', () => {
    expect(isExceeded({ kind: 'nodes', most: 2 }, 2, 10)).to.equal(false);
    expect(isExceeded({ kind: 'nodes', most: 2 }, 3, 10)).to.equal(true);
    expect(isExceeded({ kind: 'percent', most: 5 }, 2, 40)).to.equal(false);
    expect(isExceeded({ kind: 'percent', most: 5 }, 3, 40)).to.equal(true);
    expect(isExceeded(undefined, 99, 99)).to.equal(false);
  });
});

describe('what the commander remembers', () => {
  it('is taken as a whole or not at all', () => {
    expect(parseCommanderState({ version: 1, nodes: { a: { turn: 5, ourRun: 7 } } })).to.deep.equal(
      new Map([['a', { turn: 5, ourRun: 7 }]]),
    );
    for (const value of [undefined, null, 3, {}, { version: 1, nodes: { a: {} } }, { version: 9, nodes: {} }])
      expect(parseCommanderState(value)).to.equal(undefined);
  });
});
