// What the build puts in the place of regexp-match-indices answers as that does.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { matchIndices } from '../../../../lib/runner/in_bundle/match_indices';

// The package's types are of no use: it is found through Cucumber's expressions.
const packaged: (regexp: RegExp, text: string) => RegExpExecArray | null = require('regexp-match-indices');

const TRIED: readonly [RegExp, string][] = [
  [/^(\d+) (a)?(b)?$/, '12 b'],
  [/^(?:x|(y))(z(z))$/, 'yzz'],
  [/(?<word>\w+) (?<rest>.*)/, 'one two'],
  [/a(?=(b))/, 'ab'],
  [/nothing/, 'else'],
  [/(é)(.)/u, 'é😀'],
];

const told = (match: RegExpExecArray | null) =>
  match && { all: [...match], indices: [...match.indices!], index: match.index };

describe('the indices of a match', () => {
  for (const [regexp, text] of TRIED)
    it(`are told of ${regexp} as the package tells them`, () => {
      expect(told(matchIndices(regexp, text))).to.deep.equal(told(packaged(regexp, text)));
    });

  it('go on where a global regex was left', () => {
    const mine = /\d/g;
    expect([
      matchIndices(mine, '1 2')![0],
      matchIndices(mine, '1 2')![0],
      matchIndices(mine, '1 2'),
    ]).to.deep.equal(['1', '2', null]);
    expect(mine.lastIndex).to.equal(0);
  });
});
