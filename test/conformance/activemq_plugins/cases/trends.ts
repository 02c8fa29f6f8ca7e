// Queues over time: growing, draining, stalled, dead letters; each told from two runs or more.
import { expect } from 'chai';
import { sleep } from '../../../../lib/util/clock';
import type { PluginBench, PluginCase } from '../plugin_case';
import type { PluginRunAnswer } from '../plugin_run';

// Rates over less than a second say nothing.
const A_MOMENT_MS = 1_200;

/** A check with a state file of its own. */
function watching(bench: PluginBench, ...args: string[]): () => Promise<PluginRunAnswer> {
  const state = ['--state-file', bench.path('state.json')];
  return () => bench.queue(...args, ...state);
}

const metric = ({ perfdata }: PluginRunAnswer, label: string): number =>
  Number(new RegExp(`(?:^| )${label}=(-?[\\d.]+)`).exec(perfdata)?.[1]);

export const trendCases: readonly PluginCase[] = [
  {
    name: 'what changes is not known at the first run, which says so, and from the second on it is',
    async run(bench) {
      const queue = bench.name('first');
      await bench.put(`/queue/${queue}`, 1);
      const check = watching(bench, '-q', queue, '--growth-crit', '1');
      const never = 'was not read before: what changes is known from the next run on';
      const state = ['--state-file', bench.path('chosen.json')];
      const chosen = await bench.queue('-q', queue, '--growth-crit', '1', '--first', 'unknown', ...state);
      expect(chosen.status, chosen.stdout).to.equal('UNKNOWN');
      expect(chosen.text).to.equal(`ActiveMQ ${queue} ${never}`);
      const full = await bench.queue('-q', queue, '--growth-crit', '1', '-c', '1');
      expect(full.status, full.stdout).to.equal('CRITICAL');
      const first = await check();
      expect(first.status, first.stdout).to.equal('OK');
      expect(first.text).to.equal(`ActiveMQ ${queue} has 1 messages, ${never}`);
      expect(first.perfdata).to.include('growth=U');
      await sleep(A_MOMENT_MS);
      const second = await check();
      expect(second.status, second.stdout).to.equal('OK');
      expect(second.perfdata).to.include('growth=0;;1');
    },
  },
  {
    name: 'a queue that grows: growth, rates, and no end of it in sight',
    async run(bench) {
      const queue = bench.name('growing');
      await bench.put(`/queue/${queue}`, 2);
      const check = watching(
        bench,
        ...['-q', queue, '--growth-warn', '5', '--enqueue-rate-warn', '1', '--drain-crit', '3600'],
      );
      await check();
      await sleep(A_MOMENT_MS);
      await bench.put(`/queue/${queue}`, 10);
      const answer = await check();
      expect(answer.status, answer.stdout).to.equal('CRITICAL');
      expect(answer.text).to.match(/ does not get shorter, expected below 3600, /);
      expect(answer.text).to.include('grew by 10 messages, expected below 5').and.include(' takes ');
      expect(metric(answer, 'growth')).to.equal(10);
      expect(metric(answer, 'enqueue_rate')).to.be.within(0.1, 10);
      expect(answer.perfdata).to.include('drain=U');
    },
  },
  {
    name: 'a queue that drains: its pace, and when it will be empty',
    async run(bench) {
      const queue = bench.name('draining');
      await bench.put(`/queue/${queue}`, 30);
      const rates = ['--dequeue-rate-warn', '0.001:', '--drain-warn', '600', '--growth-crit', '1'];
      const check = watching(bench, '-q', queue, ...rates);
      await check();
      const consumer = await bench.consume(`/queue/${queue}`, 'client', { 'activemq.prefetchSize': '10' });
      for (let i = 0; i < 10; i++) {
        const message = await consumer.next('MESSAGE');
        const id = message.headers['message-id']!;
        await consumer.processed('ACK', { subscription: 's', 'message-id': id });
      }
      consumer.destroy();
      await sleep(A_MOMENT_MS);
      const answer = await check();
      expect(answer.status, answer.stdout).to.equal('OK');
      expect(metric(answer, 'size')).to.equal(20);
      expect(metric(answer, 'growth')).to.equal(-10);
      expect(metric(answer, 'dequeue_rate')).to.be.within(0.1, 10);
      // Twice as much is left as went.
      const seconds = 10 / metric(answer, 'dequeue_rate');
      expect(metric(answer, 'drain')).to.be.within(1.9 * seconds, 2.1 * seconds);
    },
  },
  {
    name: 'a queue whose consumers take messages and finish none is stalled',
    async run(bench) {
      const queue = bench.name('stalled');
      await bench.put(`/queue/${queue}`, 3);
      const check = watching(bench, '-q', queue, '--stalled', 'critical');
      expect((await check()).text).to.include('was not read before');
      const consumer = await bench.consume(`/queue/${queue}`, 'client');
      await consumer.next('MESSAGE');
      await sleep(A_MOMENT_MS);
      // It has only just come.
      expect((await check()).status).to.equal('OK');
      await sleep(A_MOMENT_MS);
      const answer = await check();
      expect(answer.status, answer.stdout).to.equal('CRITICAL');
      expect(answer.text).to.match(/ has 3 messages and 1 consumers, but none was consumed in \d+ s$/);
      expect((await bench.queue('-q', queue)).status).to.equal('OK');
    },
  },
  {
    name: 'the first dead letter is told, although its queue was not there before',
    async run(bench) {
      const letters = bench.name('DLQ.>');
      const asked = ['-q', letters, '--missing', 'ok', '--growth-crit', '1'];
      const check = watching(bench, ...asked);
      const hourly = (): Promise<PluginRunAnswer> =>
        bench.queue(...asked, '--over', '3600', '--state-file', bench.path('hourly.json'));
      for (const run of [check, hourly]) expect((await run()).status).to.equal('OK');
      await sleep(A_MOMENT_MS);
      await bench.put(`/queue/${bench.name('DLQ.orders')}`, 1);
      for (const run of [check, hourly]) {
        const dead = await run();
        expect(dead.status, dead.stdout).to.equal('CRITICAL');
        expect(dead.text).to.equal(
          `ActiveMQ ${bench.name('DLQ.orders')} grew by 1 messages, expected below 1`,
        );
      }
      await sleep(A_MOMENT_MS);
      expect((await check()).status).to.equal('OK');
      expect((await hourly()).status).to.equal('CRITICAL');
    },
  },
  {
    name: 'checks that share a state file, and a run at the same moment, do not confuse each other',
    async run(bench) {
      const [a, b] = [bench.name('shared.a'), bench.name('shared.b')];
      await bench.put(`/queue/${a}`, 1);
      await bench.put(`/queue/${b}`, 50);
      const checkA = watching(bench, '-q', a, '--growth-crit', '1');
      const checkB = watching(bench, '-q', b, '--growth-crit', '1');
      for (const check of [checkA, checkB]) expect((await check()).text).to.include('was not read before');
      await sleep(A_MOMENT_MS);
      expect((await checkA()).perfdata).to.include('growth=0;');
      expect((await checkA()).status).to.equal('OK');
      expect((await checkB()).perfdata).to.include('growth=0;');
    },
  },
];
