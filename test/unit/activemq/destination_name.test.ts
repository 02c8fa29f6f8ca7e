// Names of destinations and ActiveMQ's wildcards.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { checkDestination, isWildcard, matchesName } from '../../../lib/activemq/destination_name';
import { BadDestination } from '../../../lib/activemq/errors';

describe('the name of a destination', () => {
  it('may hold what ActiveMQ lets it hold', () => {
    for (const name of ['exim.stats', 'we ird', 'a-b_c', 'größe', 'DLQ.>', "it's"]) checkDestination(name);
  });

  it('is refused when it would mean something else', () => {
    for (const name of ['', 'a,b', 'a?x=1', 'a\nb', 'a\0', '/queue/a', 'queue:a', 'x'.repeat(300)])
      expect(() => checkDestination(name), name).to.throw(BadDestination);
  });

  it('matches by parts', () => {
    const fits = (pattern: string, ...names: string[]): boolean[] =>
      names.map(name => matchesName(pattern, name));
    expect(fits('a.*', 'a.b', 'a', 'a.b.c', 'b.b')).to.deep.equal([true, false, false, false]);
    expect(fits('a.>', 'a.b', 'a.b.c', 'b')).to.deep.equal([true, true, false]);
    expect(fits('>', 'a', 'a.b')).to.deep.equal([true, true]);
    expect(fits('a.*.c', 'a.b.c', 'a.b.d')).to.deep.equal([true, false]);
    expect(fits('a', 'a', 'ab')).to.deep.equal([true, false]);
    expect([isWildcard('a.*'), isWildcard('a*'), isWildcard('>')]).to.deep.equal([true, false, true]);
  });
});
