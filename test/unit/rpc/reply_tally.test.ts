// Who was expected, who answered, who is missing.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ReplyTally } from '../../../lib/rpc/reply_tally';

describe('reply tally', () => {
  it('tells expected, unexpected and repeated senders apart', () => {
    const tally = new ReplyTally(['a', 'b']);
    expect(['a', 'x', 'a', 'x'].map(name => tally.add(name))).to.deep.equal([
      'expected',
      'unexpected',
      'duplicate',
      'duplicate',
    ]);
  });

  it('is complete when everyone expected has answered, strangers or not', () => {
    const tally = new ReplyTally(['a', 'b']);
    tally.add('a');
    tally.add('x');
    expect(tally.complete).to.equal(false);
    tally.add('b');
    expect(tally.complete).to.equal(true);
  });

  it('names who is missing, sorted', () => {
    const tally = new ReplyTally(['c', 'a', 'b']);
    tally.add('b');
    expect(tally.missing()).to.deep.equal(['a', 'c']);
  });

  it('welcomes everyone and misses nobody when nobody was expected', () => {
    const tally = new ReplyTally();
    expect(tally.add('a')).to.equal('expected');
    expect(tally.complete).to.equal(false);
    expect(tally.missing()).to.deep.equal([]);
  });
});
