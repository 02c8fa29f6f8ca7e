import { describe, it } from 'node:test';
import { expect } from 'chai';
import { leafAt, leafPaths, withLeaf } from '../../../lib/recording/drill/leaves';

const ANSWER = {
  load1: 2,
  deep: { ok: true },
  pslist: [{ rss: 1, cmd: 'a' }, { rss: 2 }],
  plain: ['x', 'y'],
  none: null,
};

describe('leaves of an answer', () => {
  it('have one path for all elements of a list', () => {
    expect(leafPaths(ANSWER)).to.deep.equal([
      'load1',
      'deep.ok',
      'pslist[].rss',
      'pslist[].cmd',
      'plain[]',
      'none',
    ]);
    expect(leafAt(ANSWER, 'pslist[].rss')).to.equal(1);
    expect(leafAt(ANSWER, 'nothing')).to.equal(undefined);
  });

  it('change alone, in a copy', () => {
    const before = JSON.stringify(ANSWER);
    expect(withLeaf(ANSWER, 'pslist[].rss', leaf => Number(leaf) + 10)).to.deep.equal({
      ...ANSWER,
      pslist: [{ rss: 11, cmd: 'a' }, { rss: 12 }],
    });
    expect(withLeaf(ANSWER, 'deep.ok', () => undefined)).to.deep.equal({ ...ANSWER, deep: {} });
    expect(withLeaf(ANSWER, 'plain[]', () => undefined)).to.deep.equal({ ...ANSWER, plain: [] });
    expect(JSON.stringify(ANSWER)).to.equal(before);
  });

  it('are bounded, whatever a host sends', () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`key${i}`, i]));
    expect(leafPaths(wide)).to.have.length(60);
  });
});
