// What earlier runs saw: which of it may be compared with today, and for how long it is kept.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { QueueHistory } from '../../../lib/activemq/queue_history';
import type { Counts, Snapshot } from '../../../lib/activemq/snapshot';
import type { Moment, Past } from '../../../lib/activemq/trend';
import type { PluginRun } from '../../../lib/nagios/plugin';

const NOW = 1_700_000_000_000;
const MQ1 = { broker: 'mq1 localhost', id: 'mq1 ID:1' };
const KEY = 'queue:a';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-history-'));
  file = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(subject = 'check', over?: number): QueueHistory {
  const values = { 'state-file': file, over };
  const environment = { uid: process.getuid!() };
  const history = new QueueHistory({ values, environment } as unknown as PluginRun, subject);
  history.load();
  return history;
}

interface Saved {
  readonly at?: number;
  readonly a?: Counts | null;
  readonly on?: { broker: string; id: string };
  readonly over?: number;
}

// `at` in seconds.
function save({ at = 0, a, on = MQ1, over }: Saved, subject?: string): void {
  const queues: Snapshot['queues'] = a === undefined ? {} : { [KEY]: a };
  open(subject, over).save({ time: NOW + at * 1000, ...on, queues });
}

function past(at: number, { on = MQ1, over, now = {} }: Saved & { now?: Partial<Moment> } = {}): Past {
  const moment = { time: NOW + at * 1000, size: 5, enqueued: 50, dequeued: 45, consumers: 1, ...now };
  return open('check', over).past(KEY, moment, on);
}

const NOTHING = { sizes: undefined, counters: undefined, again: false };
const NOTHING_AGAIN = { ...NOTHING, again: true };

describe('the history of queues', () => {
  it('is empty at first', () => {
    expect(past(60)).to.deep.equal(NOTHING);
  });

  it('gives the run before', () => {
    save({ at: 0, a: [1, 10, 9, 1] });
    save({ at: 60, a: [2, 20, 18, 1] });
    const before = { time: NOW + 60_000, size: 2, enqueued: 20, dequeued: 18, consumers: 1 };
    expect(past(120)).to.deep.equal({ sizes: before, counters: before, again: false });
  });

  it('takes a queue that was not there for an empty one', () => {
    save({ at: 0 });
    expect(past(60).sizes).to.deep.include({ time: NOW, size: 0, enqueued: 0 });
    expect(past(60).counters).to.deep.include({ size: 0 });
  });

  it('knows nothing of a queue whose numbers were not told', () => {
    save({ at: 0, a: null });
    expect(past(60)).to.deep.equal(NOTHING_AGAIN);
  });

  it('compares sizes after a restart of the broker, and no counters', () => {
    save({ at: 0, a: [1, 10, 9, 1] });
    const after = past(60, { on: { ...MQ1, id: 'mq1 ID:2' } });
    expect(after.sizes).to.deep.include({ size: 1 });
    expect(after.counters).to.equal(undefined);
  });

  it('compares nothing of another broker', () => {
    save({ at: 0, a: [1, 10, 9, 1] });
    expect(past(60, { on: { broker: 'mq2 localhost', id: 'mq2 ID:1' } })).to.deep.equal(NOTHING_AGAIN);
  });

  const restarted = (times: number) => ({ ...MQ1, id: `mq1 ID:${times + 1}` });

  it('knows whether the run before had nothing to compare with either', () => {
    save({ at: 0, a: [1, 10, 9, 1] });
    save({ at: 60, a: [2, 20, 18, 1] });
    // Restarted once, and again before the next run.
    expect(past(120, { on: restarted(1), now: { enqueued: 1, dequeued: 1 } }).again).to.equal(false);
    save({ at: 120, a: [2, 1, 1, 1], on: restarted(1) });
    expect(past(180, { on: restarted(1) }).again).to.equal(false);
    expect(past(180, { on: restarted(2) })).to.deep.include({ counters: undefined, again: true });
    save({ at: 180, a: [2, 3, 3, 1], on: restarted(1) });
    expect(past(240, { on: restarted(2) }).again).to.equal(false);
  });

  it('knows of two restarts by the broker, though its counters are higher each time', () => {
    save({ at: 0, a: [1, 1, 1, 1] });
    save({ at: 60, a: [1, 2, 2, 1], on: restarted(1) });
    expect(past(120, { on: restarted(2) })).to.deep.include({ counters: undefined, again: true });
  });

  it('knows it of a queue that is made again and again', () => {
    for (let minute = 0; minute < 2; minute++) save({ at: minute * 60, a: [0, 9 - minute, 9 - minute, 1] });
    expect(past(120, { now: { enqueued: 5, dequeued: 5 } })).to.deep.include({ again: true });
    expect(past(120, { now: { enqueued: 8, dequeued: 8 } })).to.deep.include({ again: false });
  });

  it('has nothing to say of the run before when there was none, or it was a moment ago', () => {
    expect(past(60).again).to.equal(false);
    save({ at: 0, a: [1, 10, 9, 1] });
    expect(past(0.5, { on: restarted(1) }).again).to.equal(false);
  });

  it('compares no counters that began again', () => {
    save({ at: 0, a: [1, 100, 9, 1] });
    expect(past(60).counters).to.equal(undefined);
    save({ at: 10, a: [1, 10, 99, 1] });
    expect(past(60).counters).to.equal(undefined);
    expect(past(60).sizes).to.deep.include({ size: 1 });
  });

  it('does not compare within a second, and keeps what it has', () => {
    save({ at: 0, a: [1, 10, 9, 1] });
    save({ at: 60, a: [2, 20, 18, 1] });
    save({ at: 60.5, a: [3, 30, 27, 1] });
    expect(past(60.5).sizes).to.deep.include({ size: 1 });
    expect(past(61).sizes).to.deep.include({ size: 2 });
    expect(past(0.5)).to.deep.equal(NOTHING);
  });

  it('forgets what a clock that went wrong wrote, and what is older than a week', () => {
    save({ at: 3600, a: [1, 10, 9, 1] });
    expect(past(60)).to.deep.equal(NOTHING);
    save({ at: 0, a: [2, 20, 18, 1] });
    expect(past(60).sizes).to.deep.include({ size: 2 });
    save({ at: 8 * 24 * 3600, a: [3, 30, 27, 1] });
    expect(readFileSync(file, 'utf8')).to.not.include('[2,20,18,1]');
  });

  it('looks back as far as it is asked to', () => {
    for (let minute = 0; minute <= 60; minute++)
      save({ at: minute * 60, a: [minute, minute, 0, 1], over: 900 });
    const { sizes } = past(61 * 60, { over: 900, now: { enqueued: 100 } });
    // The youngest that is old enough; not every minute is kept.
    expect(sizes!.size).to.be.within(43, 46);
    const kept = JSON.parse(readFileSync(file, 'utf8')).checks[0][1].length;
    expect(kept).to.be.within(15, 18);
  });

  it('looks back as far as it can when that is not so far', () => {
    save({ at: 0, a: [1, 10, 9, 1], over: 900 });
    save({ at: 60, a: [2, 20, 18, 1], over: 900 });
    expect(past(120, { over: 900 }).sizes).to.deep.include({ size: 1 });
  });

  it('takes a younger run when counters of the older one do not fit', () => {
    save({ at: 0, a: [1, 10, 9, 1], on: { ...MQ1, id: 'mq1 ID:0' }, over: 900 });
    save({ at: 60, a: [2, 20, 18, 1], over: 900 });
    const { sizes, counters } = past(120, { over: 900 });
    expect([sizes!.size, counters!.size]).to.deep.equal([1, 2]);
  });

  it('keeps checks that share a file apart', () => {
    save({ at: 0, a: [1, 10, 9, 1] }, 'one');
    save({ at: 60, a: [2, 20, 18, 1] }, 'check');
    expect(past(120).sizes).to.deep.include({ size: 2 });
    expect(JSON.parse(readFileSync(file, 'utf8')).checks.map(([subject]: [string]) => subject)).to.deep.equal(
      ['check', 'one'],
    );
  });

  it('stays small', () => {
    const queues = Object.fromEntries(
      Array.from({ length: 9_000 }, (_, i) => [`queue:${i}`, [0, 0, 0, 0] as const]),
    );
    for (let run = 0; run < 9; run++) {
      const over = run < 5 ? undefined : 900;
      open(`check ${run % 5}`, over).save({ time: NOW + run * 60_000, ...MQ1, queues });
    }
    expect(readFileSync(file).length).to.be.below(4 * 1024 * 1024);
    expect(
      open('check 3').past('queue:1', { ...past(0).sizes!, time: NOW + 10 * 60_000 }, MQ1).sizes,
    ).to.not.equal(undefined);
  });

  it('is as good as none when the file holds anything else', () => {
    const odd = [
      '',
      '{',
      '[]',
      '{"checks":{}}',
      '{"checks":[["check",[{"time":1}]]]}',
      '{"checks":[["check",[{"time":1,"broker":"a","id":"b","queues":{"queue:a":[1,2,3]}}]]]}',
      '{"checks":[["check",[{"time":1,"broker":"a","id":"b","queues":{"queue:a":[1,2,3,"4"]}}]]]}',
    ];
    for (const text of odd) {
      writeFileSync(file, text);
      expect(past(60), text).to.deep.equal(NOTHING);
    }
  });
});
