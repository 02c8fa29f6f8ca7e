// The linear-time matcher of Ruby regexps: agrees with JavaScript where both mean the same, and is never slow.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import { RubyRegex, StepBudget } from '../../../lib/regex/program';
import { RegexRefused } from '../../../lib/regex/regex_refused';

const hit = (pattern: string, text: string, options = 0): boolean =>
  RubyRegex.compile(pattern, options).test(text);

describe('RubyRegex', () => {
  it('knows the options of a Regexp object', () => {
    expect(hit('AB', 'xabx')).to.equal(false);
    expect(hit('AB', 'xabx', 1)).to.equal(true);
    expect(hit('a b # c', 'ab', 2)).to.equal(true);
    expect(hit('a.b', 'a\nb')).to.equal(false);
    expect(hit('a.b', 'a\nb', 4)).to.equal(true);
  });

  it('anchors ^ and $ at lines, \\A and \\z at the text', () => {
    expect(hit('^b$', 'a\nb\nc')).to.equal(true);
    expect(hit('\\Ab', 'a\nb')).to.equal(false);
    expect(hit('b\\z', 'b\n')).to.equal(false);
    expect(hit('b\\Z', 'b\n')).to.equal(true);
  });

  it('takes characters outside the basic plane for one', () => {
    expect(hit('^.$', '😀')).to.equal(true);
    expect(hit('[😀-😃]', '😁')).to.equal(true);
  });

  it('reads escapes of both lengths', () => {
    expect(hit('\\x41f', 'Af')).to.equal(true);
    expect(hit('\\x9', '\t')).to.equal(true);
  });

  // Patterns of the common subset, as JavaScript understands them too.
  const atom = fc.constantFrom(
    'a',
    'b',
    'c',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '\\w',
    '\\.',
    '(?:ab)',
    '(a|bc)',
    '^',
    '$',
    '\\b',
  );
  const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?', '+?');
  const pieces = fc
    .array(fc.tuple(atom, quantifier), { maxLength: 6 })
    .map(parts => parts.map(([one, many]) => (/^[\^$]$|\\b/.test(one) ? one : one + many)).join(''));
  const pattern = fc.array(pieces, { minLength: 1, maxLength: 3 }).map(options => options.join('|'));
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '\n', ' '), maxLength: 8 });

  it('agrees with JavaScript', () => {
    fc.assert(
      fc.property(pattern, fc.array(subject, { minLength: 1, maxLength: 5 }), (source, subjects) => {
        const ours = RubyRegex.compile(source);
        const theirs = new RegExp(source, 'm');
        for (const text of subjects) {
          // After a newline at the very end Ruby sees no line to start.
          if (text.endsWith('\n')) continue;
          expect(ours.test(text), JSON.stringify(text)).to.equal(theirs.test(text));
        }
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('refuses or runs any pattern, and nothing else happens', () => {
    const anyPattern = fc.string({
      unit: fc.constantFrom(...'ab\\()[]{}|*+?^$.-,:<>=!#&xdwsAzZpPuk01 \n'),
      maxLength: 20,
    });
    fc.assert(
      fc.property(anyPattern, fc.string({ maxLength: 10 }), (source, text) => {
        try {
          expect(RubyRegex.compile(source).test(text)).to.be.a('boolean');
        } catch (error) {
          if (!(error instanceof RegexRefused)) throw error;
        }
      }),
      { numRuns: 3000, seed: 8 },
    );
  });

  // Each of these takes a backtracking matcher for ever.
  for (const source of [
    '(a*)*b',
    '(a|a)*b',
    '(a+)+$b',
    '(.*)*x',
    '(a?){40}a{40}b',
    '.*.*.*.*.*=',
    '([a-z]+)*\\d',
  ]) {
    it(`takes linear time for ${source}`, () => {
      const text = 'a'.repeat(2000);
      expect(RubyRegex.compile(source).test(text, new StepBudget(2000 * 200))).to.equal(false);
    });
  }

  it('refuses programs that grow too large', () => {
    for (const source of [
      '(a{1000}){1000}',
      '((((){1000}){1000}){1000})',
      '(((a{0,99}){0,99}){0,99})',
      'a{1001}',
    ]) {
      expect(() => RubyRegex.compile(source), source).to.throw(RegexRefused, 'too large');
    }
    expect(() => RubyRegex.compile('('.repeat(60) + ')'.repeat(60))).to.throw(RegexRefused, 'deeply');
    expect(() => RubyRegex.compile('['.repeat(60) + ']'.repeat(60))).to.throw(RegexRefused, 'deeply');
    expect(() => RubyRegex.compile('a'.repeat(1001))).to.throw(RegexRefused, 'too long');
  });

  // Folded once more at every bracket, each character would cost 3 to the power of 40 looks.
  it('does not mind how deep brackets are nested, whatever their case', () => {
    const nested = RubyRegex.compile(`${'['.repeat(40)}a${']'.repeat(40)}`, 1);
    expect(nested.test('xA')).to.equal(true);
    expect(nested.test('x'.repeat(2000), new StepBudget(2000 * 20))).to.equal(false);
    const negated = RubyRegex.compile('[[[^a]]]', 1);
    expect(['a', 'A', 'b'].map(text => negated.test(text))).to.deep.equal([false, false, true]);
  });

  it('counts what sets cost that consist of many', () => {
    const large = RubyRegex.compile(`[${'a-c'.repeat(300)}]`);
    expect(() => large.test('x'.repeat(1000), new StepBudget(20_000))).to.throw(RegexRefused, 'too long');
    expect(RubyRegex.compile('[a-c]').test('x'.repeat(1000), new StepBudget(20_000))).to.equal(false);
  });

  it('stops when the budget is used up', () => {
    expect(() => RubyRegex.compile('a*b').test('a'.repeat(100), new StepBudget(50))).to.throw(
      RegexRefused,
      'took too long',
    );
  });
});
