// Verdicts on queues: every measure, two readings, and what is not known.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { checkActivemqQueue } from '../../../lib/activemq/check_queue';
import { judgeQueue } from '../../../lib/activemq/judge_queue';
import { readQueue } from '../../../lib/activemq/queue_reading';
import { momentNow } from '../../../lib/activemq/snapshot';
import { type Moment, type Past, trendOf } from '../../../lib/activemq/trend';
import { readArguments } from '../../../lib/nagios/plugin_arguments';
import type { Status } from '../../../lib/nagios/status';

const NOW = 1_700_000_000_000;
const STATISTICS = {
  size: 100,
  memoryPercentUsage: 40,
  consumerCount: 2,
  producerCount: 1,
  inflightCount: 5,
  enqueueCount: 1000,
  dequeueCount: 900,
  firstMessageTimestamp: NOW - 90_000,
};

interface Given {
  readonly statistics?: Record<string, number | undefined>;
  readonly before?: Moment;
  readonly stalled?: Status;
  /** What is known of earlier instead of `before`. */
  readonly past?: Partial<Past>;
}

function judged(argv: string, { statistics = {}, before, stalled, past = {} }: Given = {}): string {
  const values = readArguments(
    'check_activemq_queue',
    checkActivemqQueue.options,
    argv.split(' ').filter(Boolean),
  );
  const entries = Object.entries({ ...STATISTICS, ...statistics });
  const map = new Map(entries.filter((entry): entry is [string, number] => entry[1] !== undefined));
  const trend = trendOf(momentNow(NOW, map), {
    ...{ sizes: before, counters: before, again: false },
    ...past,
  });
  const reading = readQueue(
    { kind: 'queue', name: 'q', statistics: map, brokerTime: NOW },
    NOW + 5000,
    trend,
  );
  const { status, text } = judgeQueue(reading, values, stalled);
  return `${status} ${text}`;
}

const AGO = { time: NOW - 100_000, size: 300, enqueued: 500, dequeued: 200, consumers: 2 };

describe('a queue', () => {
  it('is told with its size when nothing is asked', () => {
    expect(judged('')).to.equal('OK has 100 messages');
    expect(judged('', { statistics: { size: undefined } })).to.match(/^UNKNOWN is there, but .* its size$/);
  });

  it('alerts from a bare number on, or by a range', () => {
    expect(judged('--queue-crit 100')).to.equal('CRITICAL has 100 messages, expected below 100');
    expect(judged('--queue-crit 101')).to.equal('OK has 100 messages');
    expect(judged('--queue-warn 100 --queue-crit 200')).to.equal(
      'WARNING has 100 messages, expected below 100',
    );
    expect(judged('--queue-crit 50:99')).to.equal('CRITICAL has 100 messages, expected between 50 and 99');
    expect(judged('--queue-crit 1', { statistics: { size: 0 } })).to.equal('OK has 0 messages');
  });

  it('is looked at from every side that was asked for, the worst first', () => {
    expect(judged('--mem-warn 40 --consumers-crit 3: --queue-warn 5')).to.equal(
      'CRITICAL has 2 consumers, expected at least 3, has 100 messages, expected below 5, uses 40 % of its memory, expected below 40',
    );
    expect(judged('--consumers-warn 1')).to.equal('WARNING has 2 consumers, expected at most 1');
    expect(judged('--inflight-crit 6')).to.equal('OK has 100 messages, has 5 messages in flight');
  });

  it('has an age by the clock of the broker', () => {
    expect(judged('--age-crit 90')).to.equal('CRITICAL has an oldest message of 90 s, expected below 90');
    expect(judged('--age-crit 91')).to.match(/^OK /);
    const empty = { size: 0, firstMessageTimestamp: undefined };
    expect(judged('--age-crit 1', { statistics: empty })).to.match(/^OK /);
    const old = { firstMessageTimestamp: undefined };
    expect(judged('--age-crit 1', { statistics: old })).to.match(/^UNKNOWN .*does not tell its age$/);
  });

  it('has rates from two readings', () => {
    expect(judged('--enqueue-rate-warn 6:', { before: AGO })).to.equal(
      'WARNING takes 5 messages/s, expected at least 6',
    );
    expect(judged('--dequeue-rate-crit 7:', { before: AGO })).to.equal(
      'OK has 100 messages, gives 7 messages/s',
    );
    expect(judged('--growth-crit 1', { before: AGO })).to.match(/^OK /);
    expect(judged('--growth-crit 1', { before: { ...AGO, size: 99 } })).to.equal(
      'CRITICAL grew by 1 messages, expected below 1',
    );
  });

  it('is told to grow or to shrink', () => {
    expect(judged('--growth-warn -1:', { before: { ...AGO, size: 103 } })).to.equal(
      'WARNING shrank by 3 messages, expected at least -1',
    );
  });

  it('drains at the pace at which it gets shorter', () => {
    const slow = { ...AGO, dequeued: 850 };
    expect(judged('--drain-crit 50', { before: slow })).to.equal(
      'CRITICAL will be empty in 50 s, expected below 50',
    );
    expect(judged('--drain-crit 51', { before: slow })).to.match(/^OK /);
    expect(judged('--drain-crit 3600', { before: { ...slow, size: 50 } })).to.equal(
      'CRITICAL does not get shorter, expected below 3600',
    );
    expect(judged('--drain-crit 1', { statistics: { size: 0 }, before: AGO })).to.match(/^OK /);
  });

  it('drains at the pace of its consumers when it is no backlog', () => {
    // As long as before, but seven times as much went through it.
    expect(judged('--drain-crit 20', { before: { ...AGO, size: 100 } })).to.equal(
      'OK has 100 messages, will be empty in 14.29 s',
    );
  });

  const NEED_TWO = ['--growth-crit', '--drain-warn', '--enqueue-rate-warn', '--dequeue-rate-warn'];

  it('has no trend at the first run: it says so, and is judged by what is known', () => {
    const never = 'was not read before: what changes is known from the next run on';
    for (const option of NEED_TWO) {
      expect(judged(`${option} 1`), option).to.equal(`OK has 100 messages, ${never}`);
      expect(judged(`${option} 1 --queue-crit 100`), option).to.match(/^CRITICAL has 100 messages/);
    }
    expect(judged('', { stalled: 'CRITICAL' })).to.equal(`OK has 100 messages, ${never}`);
  });

  it('has the state at the first run that was chosen for it', () => {
    for (const option of [...NEED_TWO, '--mem-warn 99 --growth-crit']) {
      expect(judged(`${option} 1 --first unknown`), option).to.match(/^UNKNOWN was not read before/);
      expect(judged(`${option} 1 --first warning`), option).to.match(/^WARNING was not read before/);
    }
    expect(judged('--first unknown', { stalled: 'CRITICAL' })).to.match(/^UNKNOWN was not read before/);
  });

  it('has rates again one run after its counters began again, and growth at once', () => {
    const past = { sizes: AGO, counters: undefined };
    const anew = 'is counted anew since it was read last: what changes is known from the next run on';
    expect(judged('--dequeue-rate-crit 1:', { past })).to.equal(`OK has 100 messages, ${anew}`);
    expect(judged('--growth-crit 1', { past: { ...past, sizes: { ...AGO, size: 99 } } })).to.equal(
      'CRITICAL grew by 1 messages, expected below 1',
    );
  });

  it('is not known when what should have come did not come, whatever was chosen', () => {
    const past = { sizes: AGO, counters: undefined, again: true };
    for (const option of [
      '--dequeue-rate-crit 1:',
      '--enqueue-rate-warn 1',
      '--dequeue-rate-crit 1: --first ok',
    ])
      expect(judged(option, { past }), option).to.match(
        /^UNKNOWN is counted anew since it was read last, for the second time in a row: /,
      );
    expect(judged('', { past, stalled: 'CRITICAL' })).to.match(/^UNKNOWN is counted anew/);
  });

  it('has no trend when the broker does not tell its counters', () => {
    const untold = { before: AGO, statistics: { consumerCount: undefined } };
    for (const option of NEED_TWO)
      expect(judged(`${option} 1 --first ok`, untold), option).to.equal(
        'UNKNOWN is there, but the broker does not tell its counters',
      );
    expect(judged('', { ...untold, stalled: 'CRITICAL' })).to.match(/^UNKNOWN is there, but/);
  });

  it('is stalled when nobody consumes although there are messages and consumers', () => {
    const still = { ...AGO, dequeued: 900 };
    expect(judged('', { before: still, stalled: 'CRITICAL' })).to.equal(
      'CRITICAL has 100 messages and 2 consumers, but none was consumed in 100 s',
    );
    for (const begun of [{ size: 0 }, { consumers: 0 }])
      expect(judged('', { before: { ...still, ...begun }, stalled: 'CRITICAL' })).to.match(/^OK /);
    const idle = { statistics: { consumerCount: 0 }, before: still, stalled: 'CRITICAL' } as const;
    expect(judged('', idle)).to.match(/^OK /);
    expect(judged('', { statistics: { size: 0 }, before: still, stalled: 'CRITICAL' })).to.match(/^OK /);
    expect(judged('', { before: AGO, stalled: 'CRITICAL' })).to.match(/^OK /);
  });
});
