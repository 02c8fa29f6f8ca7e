// Many queues in one check: sums, exceptions, the worst first, and output that fits.
import { expect } from 'chai';
import type { PluginBench, PluginCase } from '../plugin_case';

async function fill(bench: PluginBench, sizes: Readonly<Record<string, number>>): Promise<void> {
  for (const [name, size] of Object.entries(sizes)) await bench.put(`/queue/${bench.name(name)}`, size);
}

export const wildcardCases: readonly PluginCase[] = [
  {
    name: 'a wildcard checks all that match, but for those that are excluded',
    async run(bench) {
      await fill(bench, { 'w.a': 1, 'w.b': 2, 'w.b.c': 4, 'w.test': 8, other: 16 });
      const total = async (...args: string[]): Promise<string> =>
        /queues=\d+;;;0 total=\d+/.exec((await bench.queue(...args)).perfdata)?.[0] ?? '';
      expect(await total('-q', bench.name('w.>'))).to.equal('queues=4;;;0 total=15');
      expect(await total('-q', bench.name('w.*'))).to.equal('queues=3;;;0 total=11');
      const some = ['-q', bench.name('w.>'), '--exclude', bench.name('w.test')];
      expect(await total(...some)).to.equal('queues=3;;;0 total=7');
      const none = await bench.queue(...some, '--exclude', bench.name('w.>'));
      expect(none.text).to.include(`ActiveMQ has no queue ${bench.name('w.>')} that is not excluded;`);
      // Each once, however often it is named.
      expect(
        await total('-q', bench.name('w.>'), '-q', bench.name('w.a'), '-q', bench.name('other')),
      ).to.equal('queues=5;;;0 total=31');
    },
  },
  {
    name: 'of many queues the worst is named first, and each has its line',
    async run(bench) {
      await fill(bench, { 'm.a': 1, 'm.b': 9, 'm.c': 5, 'm.d': 9 });
      const answer = await bench.queue('-q', bench.name('m.*'), '-w', '5', '-c', '9');
      expect(answer.status).to.equal('CRITICAL');
      expect(answer.text).to.equal(
        `ActiveMQ ${bench.name('m.b')} has 9 messages, expected below 9; and 1 more`,
      );
      expect(answer.details).to.deep.equal([
        `[critical] ${bench.name('m.b')} has 9 messages, expected below 9`,
        `[critical] ${bench.name('m.d')} has 9 messages, expected below 9`,
        `[warning] ${bench.name('m.c')} has 5 messages, expected below 5`,
        `[ok] ${bench.name('m.a')} has 1 messages`,
      ]);
      expect(answer.perfdata).to.include(`${bench.name('m.a')}_size=1;5;9;0`);
    },
  },
  {
    name: 'the broker’s own destinations are left out of a wildcard',
    async run(bench) {
      await bench.put(`/queue/ActiveMQ.${bench.name('own')}`, 1);
      await bench.put(`/queue/${bench.name('ours')}`, 1);
      const all = await bench.queue('-q', '>', '--max-output', '7000');
      expect(all.stdout).to.not.include('ActiveMQ.');
      const own = await bench.queue('-q', `ActiveMQ.${bench.name('*')}`);
      expect(own.text).to.equal(`ActiveMQ ActiveMQ.${bench.name('own')} has 1 messages`);
    },
  },
  {
    name: 'a queue that is called like a wildcard answers for no other',
    async run(bench) {
      // ActiveMQ tells of it whatever is asked for; ours lets nobody send there.
      if (bench.target.real) await bench.put(`/queue/${bench.name('>')}`, 7);
      const missing = await bench.queue('-q', bench.name('x'), '--missing', 'critical');
      expect(missing.text, missing.stdout).to.equal(`ActiveMQ has no queue ${bench.name('x')}`);
      await bench.put(`/queue/${bench.name('x')}`, 2);
      const there = await bench.queue('-q', bench.name('x'));
      expect(there.text, there.stdout).to.equal(`ActiveMQ ${bench.name('x')} has 2 messages`);
      const cacti = await bench.cacti('--report', bench.name('x'), '--fields', 'size');
      expect(cacti.line).to.equal('2');
    },
  },
  {
    name: 'output of a hundred queues fits NRPE, the worst first, with whole metrics',
    async run(bench) {
      for (let i = 10; i < 110; i++) await bench.put(`/queue/${bench.name(`many.q${i}`)}`, i === 57 ? 3 : 1);
      const asked = ['-q', bench.name('many.>'), '-c', '3'];
      for (const bytes of [200, 1023, 4095]) {
        const { stdout, perfdata, text } = await bench.queue(...asked, '--max-output', String(bytes));
        expect(Buffer.byteLength(stdout) - 1).to.be.at.most(bytes);
        expect(text).to.match(/q57 has 3 messages, expected below 3$/);
        for (const metric of perfdata.split(' ').filter(Boolean))
          expect(metric).to.match(/^[\w.]+=\d+%?(;\d*){0,4}$/);
      }
      const { perfdata, details } = await bench.queue(...asked);
      expect(perfdata).to.include('queues=100;;;0 total=102');
      expect(details[0]).to.include('q57');
      expect(details.at(-1)).to.match(/^(\[ok\]|… and \d+ more lines)/);
    },
  },
];
