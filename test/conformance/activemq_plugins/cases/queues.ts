// One queue and its numbers: size, memory, consumers, age, messages in flight.
import { expect } from 'chai';
import type { PluginCase } from '../plugin_case';

export const queueCases: readonly PluginCase[] = [
  {
    name: 'the command line of old works as it was written, and answers in its shape',
    async run(bench) {
      const queue = bench.name('exim.stats');
      await bench.put(`/queue/${queue}`, 1);
      const old = ['--queue', queue, '--queue-warn', '1000', '--queue-crit', '2000'];
      const { stdout, code } = await bench.queue(...old);
      expect(stdout).to.equal(
        `OK: ActiveMQ ${queue} has 1 messages|size=1;1000;2000;0 memory_pct=0%;;;0;100 consumers=0;;;0\n`,
      );
      expect(code).to.equal(0);
      const memory = await bench.queue(...old, '--mem-warn', '50', '--mem-crit', '75');
      expect(memory.text).to.equal(`ActiveMQ ${queue} has 1 messages, uses 0 % of its memory`);
      expect(memory.perfdata).to.include('memory_pct=0%;50;75;0;100');
    },
  },
  {
    name: 'an empty queue is well, and has no old message',
    async run(bench) {
      const queue = bench.name('empty');
      await bench.make(`/queue/${queue}`);
      const answer = await bench.queue('-q', queue, '-w', '1', '-c', '1', '--age-crit', '1');
      expect(answer.status, answer.stdout).to.equal('OK');
      expect(answer.perfdata).to.include('size=0;1;1;0').and.include('age=0s;;1;0');
    },
  },
  {
    name: 'a queue alerts from a bare number on, below, or outside a range; critical comes first',
    async run(bench) {
      const queue = bench.name('long');
      await bench.put(`/queue/${queue}`, 3);
      const status = async (...args: string[]): Promise<string> =>
        (await bench.queue('-q', queue, ...args)).status;
      expect(await status('-w', '3')).to.equal('WARNING');
      expect(await status('-w', '4')).to.equal('OK');
      expect(await status('-w', '1', '-c', '3')).to.equal('CRITICAL');
      expect(await status('-c', '4:')).to.equal('CRITICAL');
      expect(await status('-c', '1:2')).to.equal('CRITICAL');
      expect(await status('-c', '@4:9')).to.equal('OK');
      const told = await bench.queue('-q', queue, '-w', '2', '-c', '3');
      expect(told.text).to.equal(`ActiveMQ ${queue} has 3 messages, expected below 3`);
    },
  },
  {
    name: 'memory of a queue is told in percent of its limit',
    async run(bench) {
      const queue = bench.name('fat');
      await bench.put(`/queue/${queue}`, 20, {}, 20_000);
      const answer = await bench.queue('-q', queue, '--mem-warn', '10', '--mem-crit', '90');
      expect(answer.status, answer.stdout).to.equal('WARNING');
      expect(answer.text).to.match(/ uses \d+ % of its memory, expected below 10$/);
    },
  },
  {
    name: 'consumers are wanted, or not',
    async run(bench) {
      const queue = bench.name('consumed');
      await bench.put(`/queue/${queue}`, 2);
      const none = await bench.queue('-q', queue, '--consumers-crit', '1:');
      expect(none.status, none.stdout).to.equal('CRITICAL');
      expect(none.text).to.equal(`ActiveMQ ${queue} has 0 consumers, expected at least 1`);
      await bench.consume(`/queue/${queue}`, 'client');
      expect((await bench.queue('-q', queue, '--consumers-crit', '1:')).status).to.equal('OK');
      const unwanted = await bench.queue('-q', queue, '--consumers-warn', '0');
      expect(unwanted.status, unwanted.stdout).to.equal('WARNING');
    },
  },
  {
    name: 'messages that consumers hold are in flight',
    async run(bench) {
      const queue = bench.name('held');
      await bench.put(`/queue/${queue}`, 4);
      const consumer = await bench.consume(`/queue/${queue}`, 'client');
      for (let i = 0; i < 4; i++) await consumer.next('MESSAGE');
      const answer = await bench.queue('-q', queue, '--inflight-warn', '4', '-c', '5');
      expect(answer.status, answer.stdout).to.equal('WARNING');
      expect(answer.text).to.equal(`ActiveMQ ${queue} has 4 messages in flight, expected below 4`);
    },
  },
  {
    name: 'the age of the oldest message is told by the clock of the broker',
    async run(bench) {
      const queue = bench.name('old');
      // What the sender says of the time does not count.
      await bench.put(`/queue/${queue}`, 2, { timestamp: String(Date.now() - 3_600_000) });
      const young = await bench.queue('-q', queue, '--age-crit', '60');
      const [, age] = /\bage=([\d.]+)s;;60;0/.exec(young.perfdata) ?? [];
      expect(young.status, young.stdout).to.equal('OK');
      expect(Number(age), young.perfdata).to.be.within(0, 60);
      const old = await bench.queue('-q', queue, '--age-crit', '0:0.001');
      expect(old.status, old.stdout).to.equal('CRITICAL');
      expect(old.text).to.match(/ has an oldest message of [\d.]+ s, expected at most 0\.001$/);
    },
  },
  {
    name: 'a topic is asked as a topic',
    async run(bench) {
      const topic = bench.name('news');
      await bench.consume(`/topic/${topic}`, 'auto');
      await bench.put(`/queue/${topic}`, 2);
      const answer = await bench.queue('--topic', topic, '--consumers-crit', '1:1');
      expect(answer.status, answer.stdout).to.equal('OK');
      expect(answer.text).to.equal(`ActiveMQ topic ${topic} has 0 messages, has 1 consumers`);
      const both = await bench.queue('--topic', topic, '-q', topic, '-c', '1');
      expect(both.status, both.stdout).to.equal('CRITICAL');
      expect(both.perfdata).to.include('queues=2').and.include(`topic_${topic}_size=0`);
      expect(both.details).to.deep.equal([
        `[critical] ${topic} has 2 messages, expected below 1`,
        `[ok] topic ${topic} has 0 messages`,
      ]);
    },
  },
  {
    name: 'with -v everything the broker tells is shown',
    async run(bench) {
      const queue = bench.name('verbose');
      await bench.put(`/queue/${queue}`, 1);
      const { details } = await bench.queue('-q', queue, '-v');
      expect(details[0]).to.equal(`asked ${bench.target.host}:${bench.target.port}`);
      expect(details[1])
        .to.match(new RegExp(`^${queue}: .*\\bsize=1\\b`))
        .and.include('enqueueCount=1');
    },
  },
];
