// Filters in words.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { EMPTY_FILTER, makeFilter, parseFact } from '../../../lib/mcollective/filter';
import { describeFilter } from '../../../lib/rpc/describe_filter';
import { NoNodesDiscovered } from '../../../lib/rpc/errors';

describe('describeFilter', () => {
  it('names every condition', () => {
    const filter = makeFilter({
      agent: ['iptables'],
      fact: [parseFact('country=uk'), parseFact('cpus>=4'), parseFact('os=/deb/'), parseFact('os=~deb')],
      cf_class: ['/web/'],
      identity: ['a', '/b/'],
      compound: ['x'],
    });
    expect(describeFilter(filter)).to.equal(
      'agent iptables, fact country=uk, fact cpus>=4, fact os=/deb/, fact os=~deb, class /web/, identity a or /b/, the -S expression',
    );
  });

  it('says who an empty filter is', () => {
    expect(describeFilter(EMPTY_FILTER)).to.equal('every node');
  });

  it('shortens long lists', () => {
    const identity = Array.from({ length: 9 }, (_, i) => `n${i}`);
    expect(describeFilter(makeFilter({ identity }))).to.equal(
      'identity n0 or n1 or n2 or n3 or n4 or 4 more',
    );
  });

  it('is what the fault says', () => {
    expect(new NoNodesDiscovered('agent x').sentence).to.match(/^no nodes discovered.* agent x; check/);
  });
});
