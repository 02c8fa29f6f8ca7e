// The answer about queues in words: which one is named, what stands below it, what graphs get.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { checkActivemqQueue } from '../../../lib/activemq/check_queue';
import { readQueue } from '../../../lib/activemq/queue_reading';
import type { Sought } from '../../../lib/activemq/sought_queues';
import { tellQueues } from '../../../lib/activemq/tell_queues';
import { type Trend, trendOf } from '../../../lib/activemq/trend';
import type { PluginAnswer } from '../../../lib/nagios/output';
import type { PluginRun } from '../../../lib/nagios/plugin';
import { readArguments } from '../../../lib/nagios/plugin_arguments';

interface Given {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly missing?: readonly Sought[];
  readonly trouble?: string;
  readonly verbosity?: number;
  readonly several?: boolean;
  /** Queues that were not read before. */
  readonly early?: readonly string[];
}

const MOMENT = { time: 1, size: 1, enqueued: 1, dequeued: 1, consumers: 1 };
const BEFORE = { ...MOMENT, time: 0 };

function trendFor(early: readonly string[], name: string): Trend {
  const before = early.includes(name) ? undefined : BEFORE;
  return trendOf(MOMENT, { sizes: before, counters: before, again: false });
}

function told(
  argv: string,
  { sizes = {}, missing = [], trouble, verbosity = 0, several, early }: Given,
): PluginAnswer {
  const words = argv.split(' ').filter(Boolean);
  const values = readArguments('check_activemq_queue', checkActivemqQueue.options, words);
  const readings = Object.entries(sizes).map(([name, size]) =>
    readQueue(
      { kind: 'queue', name, statistics: new Map([['size', size]]), brokerTime: 1 },
      1,
      early && trendFor(early, name),
    ),
  );
  return tellQueues({ values, verbosity } as unknown as PluginRun, {
    ...{
      several: several ?? readings.length + missing.length > 1,
      readings,
      missing,
      trouble,
      broker: 'mq1:61613',
    },
  });
}

const GONE = [{ kind: 'queue', name: 'gone' }] as const;

describe('the answer about queues', () => {
  it('is a sum when all is well, and names the one when there is one', () => {
    expect(told('', { sizes: { a: 1 } }).text).to.equal('ActiveMQ a has 1 messages');
    expect(told('', { sizes: { a: 1, b: 2 } }).text).to.equal('ActiveMQ has 3 messages in 2 queues');
  });

  it('says of how many what was asked is known from the next run on', () => {
    const sizes = { a: 1, b: 2, c: 3 };
    const asked = '--dequeue-rate-warn 0:';
    expect(told(asked, { sizes, early: ['a', 'b'] }).text).to.equal(
      'ActiveMQ has 6 messages in 3 queues; what changes in 2 of them is known from the next run on',
    );
    expect(told(asked, { sizes, early: [] }).text).to.equal('ActiveMQ has 6 messages in 3 queues');
    expect(told('', { sizes, early: ['a', 'b'] }).text).to.equal('ActiveMQ has 6 messages in 3 queues');
    expect(told(`${asked} --first warning`, { sizes, early: ['b'] })).to.deep.include({
      status: 'WARNING',
      text: 'ActiveMQ b was not read before: what changes is known from the next run on',
    });
    const [rate] = told(asked, { sizes: { a: 1 }, early: ['a'] }).perfdata!.slice(-1);
    expect(rate).to.deep.include({ label: 'dequeue_rate', value: undefined });
  });

  it('names the first of the worst and counts the others of them', () => {
    const answer = told('-w 2 -c 3', { sizes: { a: 1, b: 2, c: 3, d: 4 } });
    expect(answer.text).to.equal('ActiveMQ c has 3 messages, expected below 3; and 1 more');
    expect(answer.details!.map(line => line.split(' ').slice(0, 2).join(' '))).to.deep.equal([
      '[critical] c',
      '[critical] d',
      '[warning] b',
      '[ok] a',
    ]);
  });

  it('lets CRITICAL stand before UNKNOWN before WARNING, and shows all of it below', () => {
    const worst = told('-c 3', { sizes: { a: 3 }, missing: GONE, trouble: 'no space' });
    expect([worst.status, worst.text]).to.deep.equal([
      'CRITICAL',
      'ActiveMQ a has 3 messages, expected below 3',
    ]);
    expect(worst.details).to.deep.equal([
      '[critical] a has 3 messages, expected below 3',
      '[unknown] no space',
      '[unknown] has no queue gone',
    ]);
    const unknown = told('-w 3', { sizes: { a: 3 }, trouble: 'no space' });
    expect([unknown.status, unknown.text]).to.deep.equal(['UNKNOWN', 'no space']);
  });

  it('says what to do about a missing queue unless a state was chosen for it', () => {
    expect(told('', { missing: GONE }).text).to.equal(
      'ActiveMQ has no queue gone; check the name, or say with --missing what that means',
    );
    expect(told('--missing warning', { missing: GONE })).to.deep.include({
      status: 'WARNING',
      text: 'ActiveMQ has no queue gone',
    });
    expect(told('--missing ok', { sizes: { a: 1 }, missing: GONE })).to.deep.include({
      status: 'OK',
      text: 'ActiveMQ has 1 messages in 1 queues; 1 of those named are not there',
    });
  });

  it('gives graphs twenty queues one by one, and the sum of all', () => {
    const sizes = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`q${i + 10}`, 1]));
    const labels = told('', { sizes }).perfdata!.map(({ label }) => label);
    expect(labels.slice(0, 3)).to.deep.equal(['queues', 'total', 'q10_size']);
    expect(labels.filter(label => label.endsWith('_size'))).to.have.lengthOf(20);
    expect(told('', { sizes: { a: 1 } }).perfdata!.map(({ label }) => label)).to.deep.equal([
      'size',
      'memory_pct',
      'consumers',
    ]);
  });

  it('gives graphs the same names however many a wildcard finds', () => {
    const labels = (sizes: Record<string, number>): string[] =>
      told('', { several: true, sizes, missing: GONE }).perfdata!.map(
        ({ label, value }) => `${label} ${value}`,
      );
    expect(labels({})).to.deep.equal(['queues 0', 'total 0']);
    expect(labels({ a: 7 }).slice(0, 3)).to.deep.equal(['queues 1', 'total 7', 'a_size 7']);
  });

  it('shows numbers with -v', () => {
    expect(told('', { sizes: { a: 1 }, verbosity: 1 }).details).to.deep.equal([
      'asked mq1:61613',
      'a: size=1',
    ]);
  });
});
