// Names of queues as people choose them.
import { expect } from 'chai';
import type { PluginCase } from '../plugin_case';

const ODD = [
  'with spaces in it',
  "it's",
  'say "hello"',
  'größe',
  '队列',
  'a/b',
  'a:b',
  'back\\slash',
  'x|y',
  'semi;colon',
  'a=b',
  'percent%41',
  '$(id)',
  '`id`',
  '-w',
  '#',
  'a>b',
  'a*b',
  'a&b<c>',
  'OK',
];
const REFUSED = ['a,b', 'a?b', 'a\nb', 'a\tb', '\u2028', ' ', '/queue/a', 'topic://a'];

export const nameCases: readonly PluginCase[] = [
  {
    name: 'odd names are asked for as they are, and told so that nobody misreads them',
    async run(bench) {
      const names = ODD.map(name => bench.name(name));
      for (const [index, name] of names.entries()) await bench.put(`/queue/${name}`, index + 1);
      const answer = await bench.queue(...names.flatMap(name => ['-q', name]));
      const sum = (ODD.length * (ODD.length + 1)) / 2;
      expect(answer.text, answer.stdout).to.equal(`ActiveMQ has ${sum} messages in ${ODD.length} queues`);
      for (const [index, name] of names.entries()) {
        const told = name.replaceAll('|', '/');
        expect(answer.details).to.include(`[ok] ${told} has ${index + 1} messages`);
      }
    },
  },
  {
    name: 'each odd name alone has its own number',
    async run(bench) {
      for (const [index, odd] of ["it's", '-w', 'x|y', '队列'].entries()) {
        const name = bench.name(odd);
        await bench.put(`/queue/${name}`, index + 1);
        const { text, perfdata } = await bench.queue('-q', name);
        expect(text).to.equal(`ActiveMQ ${name.replace('|', '/')} has ${index + 1} messages`);
        expect(perfdata).to.match(new RegExp(`^size=${index + 1};`));
      }
    },
  },
  {
    name: 'names may be given as ActiveMQ prints them',
    async run(bench) {
      const name = bench.name('printed');
      await bench.put(`/queue/${name}`, 1);
      expect((await bench.queue('-q', `queue://${name}`)).text).to.equal(`ActiveMQ ${name} has 1 messages`);
      expect((await bench.queue('-q', ` ${name} `)).text).to.equal(`ActiveMQ ${name} has 1 messages`);
    },
  },
  {
    name: 'names that would mean something else are refused in one sentence, and nothing is sent',
    async run(bench) {
      const second = bench.name('second');
      for (const odd of [...REFUSED, `a,${second}`]) {
        const answer = await bench.queue('-q', odd);
        expect(answer.status, answer.stdout).to.equal('UNKNOWN');
        expect(answer.text).to.match(
          / is not the name of a queue or topic: .*; give it as ActiveMQ shows it/,
        );
        expect(answer.details).to.deep.equal([]);
      }
      expect((await bench.queue('-q', second)).text).to.include(`ActiveMQ has no queue ${second};`);
    },
  },
];
