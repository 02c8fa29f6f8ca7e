// Wildcards in destination names.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { isPattern, nameMatcher } from '../../../lib/broker/name_pattern';

const CASES: ReadonlyArray<[pattern: string, matching: string[], other: string[]]> = [
  ['a.b', ['a.b'], ['a', 'a.b.c', 'A.b']],
  ['a.*', ['a.b', 'a.*'], ['a', 'a.b.c', 'b.b']],
  ['*.b', ['a.b'], ['b', 'a.b.c']],
  ['a.>', ['a', 'a.b', 'a.b.c'], ['b', 'ab', 'ab.c']],
  ['>', ['a', 'a.b'], []],
  ['*.reply.>', ['c.reply', 'c.reply.node_1.2'], ['reply.x', 'c.d.reply.x']],
  ['a.*.c.>', ['a.b.c', 'a.b.c.d'], ['a.c', 'a.b.d']],
];

describe('wildcards', () => {
  for (const [pattern, matching, other] of CASES) {
    it(`${pattern} matches as ActiveMQ has it`, () => {
      for (const name of matching) expect(nameMatcher(pattern)(name), name).to.equal(true);
      for (const name of other) expect(nameMatcher(pattern)(name), name).to.equal(false);
    });
  }

  it('are whole parts only', () => {
    expect(['a.*', '*', 'a.>'].map(isPattern)).to.deep.equal([true, true, true]);
    expect(['a', 'a*', 'a.b>', '*a.b'].map(isPattern)).to.deep.equal([false, false, false, false]);
  });
});
