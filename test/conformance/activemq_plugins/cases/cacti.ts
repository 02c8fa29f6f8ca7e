// activemq_cacti: lines that Cacti takes, whatever happens.
import { expect } from 'chai';
import { BROKER_FIELDS, QUEUE_FIELDS } from '../../../../lib/activemq/cacti_fields';
import type { PluginCase } from '../plugin_case';
import { runCacti } from '../plugin_run';

// As many colons as fields, and numbers or U alone.
function expectAccepted(line: string, fields: readonly string[]): void {
  const pairs = line.split(' ').map(pair => pair.split(':'));
  expect(
    pairs.map(([name]) => name),
    line,
  ).to.deep.equal(fields);
  for (const [name, value, ...more] of pairs) {
    expect(more, line).to.deep.equal([]);
    expect(value, `${name} of ${line}`).to.match(/^(-?\d+(\.\d+)?|U)$/);
  }
}

export const cactiCases: readonly PluginCase[] = [
  {
    name: 'Cacti gets the numbers of a broker and of a queue',
    async run(bench) {
      const queue = bench.name('exim.stats');
      await bench.put(`/queue/${queue}`, 3);
      const broker = await bench.cacti('--report', 'broker');
      expect(broker.code).to.equal(0);
      expectAccepted(broker.line, BROKER_FIELDS);
      const one = await bench.cacti('--report', queue);
      expectAccepted(one.line, QUEUE_FIELDS);
      expect(one.line)
        .to.match(/^size:3 enqueueCount:3 dequeueCount:0 /)
        .and.match(/ oldestMessageAge:\d/);
      const some = await bench.cacti('--report', queue, '--fields', 'consumerCount,size');
      expect(some.line).to.equal('consumerCount:0 size:3');
    },
  },
  {
    name: 'Cacti gets a bare number for one field, and a topic when it is called one',
    async run(bench) {
      const topic = bench.name('news');
      await bench.consume(`/topic/${topic}`, 'auto');
      const line = ['--report', topic, '--topic', '--fields', 'consumerCount'];
      expect(await bench.cacti(...line)).to.deep.equal({ line: '1', code: 0 });
    },
  },
  {
    name: 'the line of old has every entry',
    async run(bench) {
      const queue = bench.name('compat');
      await bench.put(`/queue/${queue}`, 1);
      const { line } = await bench.cacti('--report', queue, '--compat');
      expect(line).to.include(`destinationName:queue://${queue} `).and.include('size:1 ');
      expect(line).to.not.include('firstMessageTimestamp');
      const broker = await bench.cacti('--report', 'broker', '--compat');
      expect(broker.line)
        .to.match(/\bbrokerName:\S+ /)
        .and.not.include('stomp+ssl');
    },
  },
  {
    name: 'without an answer every field is unknown to Cacti, and -v says why',
    async run(bench) {
      const missing = await bench.cacti('--report', bench.name('nowhere'));
      expectAccepted(missing.line, QUEUE_FIELDS);
      expect(missing.line).to.match(/^(\w+:U ?)+$/);
      expect(missing.code).to.equal(1);
      const why = await bench.cacti('--report', bench.name('nowhere'), '-v');
      expect(why.line).to.include(`the broker has no queue ${bench.name('nowhere')}`);
      const down = await runCacti(['-H', '127.0.0.1:1', '--report', 'broker', '--fields', 'size']);
      expect(down).to.deep.equal({ line: 'U', code: 1 });
    },
  },
];
