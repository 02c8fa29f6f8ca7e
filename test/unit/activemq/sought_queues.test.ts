// Which queues and topics are meant by the names somebody gave, and which of them are not there.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { checkActivemqQueue } from '../../../lib/activemq/check_queue';
import { matchesName } from '../../../lib/activemq/destination_name';
import { BadDestination, NoQueueNamed } from '../../../lib/activemq/errors';
import { askFor, type FoundQueues, soughtIn } from '../../../lib/activemq/sought_queues';
import type { StatisticsClient } from '../../../lib/activemq/statistics_client';
import type { PluginRun } from '../../../lib/nagios/plugin';
import { type PluginValues, readArguments } from '../../../lib/nagios/plugin_arguments';

const valuesOf = (argv: string): PluginValues =>
  readArguments('check_activemq_queue', checkActivemqQueue.options, argv.split(' ').filter(Boolean));

const THERE = {
  queue: ['exim.mail', 'exim.stats', 'exim.test.a', 'orders', 'ActiveMQ.DLQ', 'news'],
  topic: ['news', 'ActiveMQ.Advisory.Queue'],
};

/** The broker tells of what there is, in its own order. */
async function found(argv: string): Promise<{ found: string[]; missing: string[] }> {
  const values = valuesOf(argv);
  const client = {
    destinations: async (kind: 'queue' | 'topic', name: string) =>
      THERE[kind]
        .filter(there => matchesName(name, there))
        .toReversed()
        .map(there => ({ kind, name: there, statistics: new Map(), brokerTime: undefined })),
  } as unknown as StatisticsClient;
  const run = { values, remainingMs: () => 1000 } as unknown as PluginRun;
  const queues: FoundQueues = await askFor(soughtIn(values), client, run);
  const told = ({ kind, name }: { kind: string; name: string }): string =>
    kind === 'topic' ? `topic ${name}` : name;
  return { found: queues.found.map(told), missing: queues.missing.map(told) };
}

describe('the queues somebody named', () => {
  it('are read from the options, as ActiveMQ prints them or not', () => {
    expect(soughtIn(valuesOf('-q a -q queue://b --topic topic://c.>'))).to.deep.equal([
      { kind: 'queue', name: 'a' },
      { kind: 'queue', name: 'b' },
      { kind: 'topic', name: 'c.>' },
    ]);
    expect(() => soughtIn(valuesOf('--exclude a'))).to.throw(NoQueueNamed);
    expect(() => soughtIn(valuesOf('-q a,b'))).to.throw(BadDestination);
    expect(() => soughtIn(valuesOf('-q a --topic /topic/b'))).to.throw(BadDestination);
  });

  it('are found by name and by wildcard, each once, in order', async () => {
    expect(await found('-q orders -q exim.* -q exim.stats')).to.deep.equal({
      found: ['exim.mail', 'exim.stats', 'orders'],
      missing: [],
    });
    expect((await found('-q exim.>')).found).to.deep.equal(['exim.mail', 'exim.stats', 'exim.test.a']);
  });

  it('are told apart from topics of the same name', async () => {
    expect((await found('-q news --topic news')).found).to.deep.equal(['news', 'topic news']);
  });

  it('are not those of the broker itself, unless named', async () => {
    expect((await found('-q >')).found).to.not.include('ActiveMQ.DLQ');
    expect((await found('--topic >')).found).to.deep.equal(['topic news']);
    expect((await found('-q ActiveMQ.DLQ')).found).to.deep.equal(['ActiveMQ.DLQ']);
    expect((await found('-q ActiveMQ.>')).found).to.deep.equal(['ActiveMQ.DLQ']);
  });

  it('are not those that are excluded', async () => {
    expect(await found('-q exim.> --exclude exim.test.> --exclude *.mail')).to.deep.equal({
      found: ['exim.stats'],
      missing: [],
    });
  });

  it('are missing when nothing is left of a name', async () => {
    expect(await found('-q gone -q orders -q nothing.> --topic orders')).to.deep.equal({
      found: ['orders'],
      missing: ['gone', 'nothing.>', 'topic orders'],
    });
    expect((await found('-q orders --exclude orders')).missing).to.deep.equal(['orders']);
  });
});
