// Expressions whose pattern is made late answer as Cucumber's own do.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { fixedWords, LazyExpression } from '../../../lib/runner/lazy_expression';
import { loadSupportLibrary } from '../../../lib/runner/support_library';
import { CucumberExpression, type SupportLibrary } from '../../../support/cucumber';

const PROJECT = resolve(__dirname, '../../..');

// Sources that end before, at and behind what is loose, and sentences for and against them.
const TRIED: readonly [source: string, sentences: readonly string[]][] = [
  [
    'I have {int} cucumber(s) in my belly/stomach',
    ['I have 1 cucumber in my belly', 'I have 2 cucumbers in my stomach', 'I have 2 in my belly'],
  ],
  ['{int}a/b ends', ['1a ends', '1b ends', '1 ends']],
  ['w(a b)c/d', ['wa bc', 'wc', 'd', 'w']],
  ['(a b)c/d e', ['a bc e', 'c e', 'd e', 'e']],
  ['x (very) y', ['x very y', 'x  y', 'x y']],
  ['x\\/y \\(z) \\{q}', ['x/y (z) {q}', 'x/y', 'x']],
  ['{word}', ['one', 'two words']],
  ['a {word} a', ['a b a', 'a a', 'a b']],
];

const texts = (matched: ReturnType<LazyExpression['match']>) => matched?.map(({ group }) => group.value);

describe('a lazy expression', () => {
  let library: SupportLibrary;
  let sentences: readonly string[];

  before(async () => {
    library = await loadSupportLibrary(PROJECT);
    sentences = readdirSync(join(PROJECT, 'features'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.feature'))
      .flatMap(file => readFileSync(join(PROJECT, 'features', file), 'utf8').split('\n'))
      .map(line => /^\s+(?:Given|When|Then|And|But|\*) (.+)$/.exec(line)?.[1] ?? '')
      .filter(sentence => sentence !== '');
  });

  it('is what all of our steps are given as', () => {
    for (const { expression } of library.stepDefinitions) expect(expression).to.be.instanceOf(LazyExpression);
  });

  it('has a pattern that can be made, for each of our steps', () => {
    for (const { pattern, expression } of library.stepDefinitions)
      expect((expression as unknown as LazyExpression).regexp, String(pattern)).to.be.instanceOf(RegExp);
  });

  it('takes the sentences that the whole expression takes, and the same words out of them', () => {
    expect(sentences.length).to.be.greaterThan(150);
    let taken = 0;
    for (const { pattern, expression } of library.stepDefinitions) {
      const whole = new CucumberExpression(String(pattern), library.parameterTypeRegistry);
      for (const sentence of sentences) {
        const matched = expression.match(sentence) as ReturnType<LazyExpression['match']>;
        if (matched) taken++;
        expect(texts(matched), `${pattern}: ${sentence}`).to.deep.equal(texts(whole.match(sentence)));
      }
    }
    expect(taken).to.be.greaterThan(150);
  });

  for (const [source, said] of TRIED)
    it(`takes of "${source}" what the whole expression takes`, () => {
      const whole = new CucumberExpression(source, library.parameterTypeRegistry);
      const lazy = new LazyExpression(source, library.parameterTypeRegistry);
      for (const text of said) expect(texts(lazy.match(text)), text).to.deep.equal(texts(whole.match(text)));
    });

  it('makes no pattern for a sentence without its fixed words', () => {
    const lazy = new LazyExpression('{claim} have {nonsense} left', library.parameterTypeRegistry);
    expect(lazy.match('every host should be up')).to.equal(null);
    expect(() => lazy.match('every host should have nothing left')).to.throw(/nonsense/);
  });

  it('knows fixed words of each of our steps', () => {
    const without = library.stepDefinitions.filter(({ pattern }) => fixedWords(String(pattern)).length === 0);
    expect(without.map(({ pattern }) => pattern)).to.deep.equal([]);
  });
});
