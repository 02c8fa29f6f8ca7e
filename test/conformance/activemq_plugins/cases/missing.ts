// Queues that are not there: known at once, and judged as the administrator chose.
import { expect } from 'chai';
import type { Status } from '../../../../lib/nagios/status';
import type { PluginCase } from '../plugin_case';

const POLICIES: readonly (readonly [string[], Status])[] = [
  [[], 'UNKNOWN'],
  [['--missing', 'unknown'], 'UNKNOWN'],
  [['--missing', 'critical'], 'CRITICAL'],
  [['--missing', 'warning'], 'WARNING'],
  [['--missing', 'ok'], 'OK'],
];
const REMEDY = '; check the name, or say with --missing what that means';
// Far below the 20 s of the run.
const AT_ONCE_MS = 10_000;

export const missingCases: readonly PluginCase[] = [
  {
    name: 'a queue that is missing has the state that was chosen, without waiting for the time to be up',
    async run(bench) {
      const queue = bench.name('nowhere');
      for (const [policy, status] of POLICIES) {
        const answer = await bench.queue('-q', queue, '-c', '1', ...policy);
        expect(answer.status, answer.stdout).to.equal(status);
        const remedy = status === 'UNKNOWN' ? REMEDY : '';
        expect(answer.stdout).to.equal(`${status}: ActiveMQ has no queue ${queue}${remedy}\n`);
        expect(answer.elapsedMs).to.be.below(AT_ONCE_MS);
      }
    },
  },
  {
    name: 'a missing topic and a wildcard that matches nothing are missing, too',
    async run(bench) {
      const topic = await bench.queue('--topic', bench.name('nowhere'));
      expect(topic.text).to.equal(`ActiveMQ has no topic ${bench.name('nowhere')}${REMEDY}`);
      const wild = await bench.queue('-q', bench.name('nowhere.>'), '--missing', 'critical');
      const sums = 'queues=0;;;0 total=0;;;0';
      expect(wild.stdout).to.equal(`CRITICAL: ActiveMQ has no queue ${bench.name('nowhere.>')}|${sums}\n`);
    },
  },
  {
    name: 'of several queues the missing one is named, and the others are judged all the same',
    async run(bench) {
      const [there, gone] = [bench.name('there'), bench.name('gone')];
      await bench.put(`/queue/${there}`, 5);
      const named = ['-q', there, '-q', gone];
      const unknown = await bench.queue(...named, '-w', '5');
      expect(unknown.text, unknown.stdout).to.equal(`ActiveMQ has no queue ${gone}${REMEDY}`);
      expect(unknown.details).to.include(`[warning] ${there} has 5 messages, expected below 5`);
      const critical = await bench.queue(...named, '-c', '5');
      expect(critical.status).to.equal('CRITICAL');
      expect(critical.text).to.equal(`ActiveMQ ${there} has 5 messages, expected below 5`);
      const fine = await bench.queue(...named, '--missing', 'ok');
      expect(fine.status, fine.stdout).to.equal('OK');
      expect(fine.text).to.equal('ActiveMQ has 5 messages in 1 queues; 1 of those named are not there');
    },
  },
  {
    name: 'a queue exists from the moment somebody asks for messages of it',
    async run(bench) {
      const queue = bench.name('born');
      expect((await bench.queue('-q', queue)).status).to.equal('UNKNOWN');
      // Asking about it has not made it.
      expect((await bench.queue('-q', queue)).status).to.equal('UNKNOWN');
      await bench.make(`/queue/${queue}`);
      expect((await bench.queue('-q', queue)).status).to.equal('OK');
    },
  },
];
