// Names of destinations and ActiveMQ's wildcards.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  asStatisticsTell,
  checkDestination,
  isWildcard,
  matchesName,
  readDestinationName,
} from '../../../lib/activemq/destination_name';
import { BadDestination } from '../../../lib/activemq/errors';

describe('the name of a destination', () => {
  it('may hold what ActiveMQ lets it hold', () => {
    const names = [
      'exim.stats',
      'we ird',
      'a-b_c',
      'größe',
      'DLQ.>',
      "it's",
      'a/b',
      'a:b',
      'a"b',
      '👍',
      '--queue',
    ];
    for (const name of names) checkDestination(name);
  });

  it('is refused when it would mean something else', () => {
    for (const name of ['', 'a,b', 'a?x=1', 'a\nb', 'a\0', '/queue/a', 'topic://a', 'x'.repeat(1001)])
      expect(() => checkDestination(name), name).to.throw(BadDestination);
  });

  it('is read as ActiveMQ prints it', () => {
    expect(readDestinationName('queue', ' queue://exim.stats ')).to.equal('exim.stats');
    expect(readDestinationName('topic', 'topic://news')).to.equal('news');
    for (const text of ['topic://news', '/queue/a', '/temp-queue/a', 'queue://', ' '])
      expect(() => readDestinationName('queue', text), text).to.throw(BadDestination);
  });

  it('loses rare characters in statistics', () => {
    expect(asStatisticsTell('a👍ü')).to.equal('a\ufffd\ufffdü');
  });

  it('matches by parts', () => {
    const fits = (pattern: string, ...names: string[]): boolean[] =>
      names.map(name => matchesName(pattern, name));
    expect(fits('a.*', 'a.b', 'a', 'a.b.c', 'b.b')).to.deep.equal([true, false, false, false]);
    expect(fits('a.>', 'a.b', 'a.b.c', 'b')).to.deep.equal([true, true, false]);
    expect(fits('a.>', 'a', 'ab.c')).to.deep.equal([true, false]);
    expect(fits('>', 'a', 'a.b')).to.deep.equal([true, true]);
    expect(fits('a.*.c', 'a.b.c', 'a.b.d')).to.deep.equal([true, false]);
    expect(fits('a', 'a', 'ab')).to.deep.equal([true, false]);
    expect([isWildcard('a.*'), isWildcard('a*'), isWildcard('>')]).to.deep.equal([true, false, true]);
  });
});
