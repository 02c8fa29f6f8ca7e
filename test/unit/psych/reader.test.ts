// What the YAML reader takes beyond what Psych writes, what it refuses and why, and its limits.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { RubyFloat, RubySymbol, RubyTime, type RubyValue, sym } from '../../../lib/marshal/values';
import { PsychError, type PsychReason } from '../../../lib/psych/errors';
import { load, type PsychLimits } from '../../../lib/psych/reader';

const read = (text: string): RubyValue => load(Buffer.from(text, 'utf8'));

function refusal(text: string | Buffer, limits?: Partial<PsychLimits>): PsychReason | 'taken' {
  try {
    load(Buffer.from(text), limits);
    return 'taken';
  } catch (error) {
    if (error instanceof PsychError) return error.reason;
    throw error;
  }
}

describe('psych reader: documents', () => {
  const TAKEN: readonly [name: string, text: string, value: RubyValue][] = [
    ['nothing', '', null],
    ['comments only', '# a\n\n  # b\n', null],
    [
      'no mark before it',
      'a: 1\nb:\n- 2\n',
      new Map<RubyValue, RubyValue>([
        ['a', 1],
        ['b', [2]],
      ]),
    ],
    ['a scalar behind the mark', '--- ping\n', 'ping'],
    ['the end of the document', '--- ping\n...\n\n', 'ping'],
    ['a mark, and then nothing', '---\n', null],
    [
      'CR LF',
      '---\r\na: b\r\nc: |\r\n  d\r\n  e\r\n',
      new Map([
        ['a', 'b'],
        ['c', 'd\ne\n'],
      ]),
    ],
    ['no newline at the end', '--- |-\n  a', 'a'],
    ['a byte order mark', '\ufeffa: b\n', new Map([['a', 'b']])],
    ['no mark behind a byte order mark', '\ufeff--- a\n', '--- a'],
    ['byte order marks before lines', '---\n\ufeff- a\n\ufeff\n', ['a']],
    ['a byte order mark in text', '--- a\ufeffb\n', 'a\ufeffb'],
    ['comments between', '- a # b\n# c\n- d#e\n', ['a', 'd#e']],
    ['an indented Array', 'a:\n  - 1\n', new Map([['a', [1]]])],
    [
      'brackets',
      '[a, "b, c", [], {}, {d: [1], "e":2, f}, :g]',
      [
        'a',
        'b, c',
        [],
        new Map(),
        new Map<RubyValue, RubyValue>([
          ['d', [1]],
          ['e', 2],
          ['f', null],
        ]),
        sym('g'),
      ],
    ],
    ['brackets over lines', '- [a,\n  # b\n\tc,\n]\n', [['a', 'c']]],
    ['repeated keys: the last counts', 'a: 1\na: 2\n', new Map([['a', 2]])],
    ['quoted Symbols', '- :"a b"\n- :"a"b\n- :\'\'\n', [sym('a b'), sym('"a"b'), sym('')]],
    ['old tags of Symbols', '- !ruby/sym a b\n- !ruby/symbol c\n', [sym('a b'), sym('c')]],
    ['Strings with a tag', '- !str 1\n- !!str 2\n- ! 3\n- ! "4"\n', ['1', '2', 3, 4]],
    ['a folded block', '>\n  a\n  b\n\n  c\n   d\n  e\n', 'a b\nc\n d\ne\n'],
    ['a kept block', '- |+\n  a\n\n\n- b\n', ['a\n\n\n', 'b']],
    ['an empty block', '- |\n- |-\n- |+\n\n- a\n', ['', '', '\n', 'a']],
    ['a block that begins with blank lines', '|\n\n\n  a\n', '\n\na\n'],
    ['a base64 key in ASCII', '!binary "YQ==": 1\n', new Map([['a', 1]])],
    ['an escaped line break', '"a\\\n   b \\\n c"', 'ab c'],
    [
      'escapes',
      '"\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\"\\\'\\/\\\\\\N\\_\\L\\P\\x41\\u00e9\\U0001f600"',
      '\0\x07\b\t\n\v\f\r\x1b "\'/\\\x85\xa0\u2028\u2029Aé😀',
    ],
  ];
  for (const [name, text, value] of TAKEN) {
    it(name, () => {
      expect(read(text)).to.deep.equal(value);
    });
  }

  it('a hex request id of digits and one e stays a String', () => {
    const id = '1234567890123456789012345678e901';
    expect(read(`:requestid: ${id}\n`)).to.deep.equal(new Map([[sym('requestid'), id]]));
  });

  it('Floats stay Floats, large Integers exact', () => {
    expect(read('[1.0, 1.5, 9007199254740993, -0.0]')).to.deep.equal([
      new RubyFloat(1),
      1.5,
      9007199254740993n,
      new RubyFloat(-0),
    ]);
  });

  it('Times are read, days are text', () => {
    const [time, day] = read('- 2023-11-14 22:13:20.250000000 Z\n- 2023-11-14\n') as RubyValue[];
    expect(time).to.deep.equal(new RubyTime(1700000000, 250_000_000, 0, 'UTC', true));
    expect(day).to.equal('2023-11-14');
  });

  it('symbols of one message are one object each', () => {
    const [a, b] = read('[:never_seen_before, :never_seen_before]') as RubySymbol[];
    expect(a).to.be.instanceOf(RubySymbol);
    expect(a).to.equal(b);
  });
});

describe('psych reader: refusals', () => {
  const REFUSED: readonly [name: string, text: string, reason: PsychReason][] = [
    ['objects', '--- !ruby/object:OpenStruct\na: 1\n', 'tag'],
    ['classes', '- !ruby/class String\n', 'tag'],
    ['hashes with a class', '--- !ruby/hash:Foo {}\n', 'tag'],
    ['strings with a class', '--- !ruby/string:Foo a\n', 'tag'],
    ['an anchor', '- &a b\n- *a\n', 'alias'],
    ['an alias', '- *a\n', 'alias'],
    ['a merge', '<<: {a: 1}\n', 'alias'],
    ['a quoted merge, which Ruby merges too', '"<<": {a: 1}\n', 'alias'],
    ['a second document', '--- a\n--- b\n', 'syntax'],
    ['text after the document', '--- a\n...\nb\n', 'syntax'],
    ['directives', '%YAML 1.1\n--- a\n', 'syntax'],
    ['a Hash in the line of the mark', '--- a: b\n', 'syntax'],
    ['a Hash in the line of a key', 'a: b: c\n', 'syntax'],
    ['an Array in the line of a key', 'a: - b\n', 'syntax'],
    ['a key without colon', 'a: 1\nb\n', 'syntax'],
    ['a key of two lines', '"a\n b": 1\n', 'syntax'],
    ['too deep', 'a: 1\n  b: 2\n', 'syntax'],
    ['a key deeper than its Hash', 'a:\n  b: 1\n   c: 2\n', 'syntax'],
    ['between two columns', 'a:\n    b: 1\n  c: 2\n', 'indent'],
    ['a tab for indentation', 'a:\n\tb: 1\n', 'indent'],
    ['text after a quoted scalar', '"a" b\n', 'syntax'],
    ['an open quote', '"abc', 'syntax'],
    ['an open apostrophe', "'abc", 'syntax'],
    ['a mark in a quoted text', '"abc\n--- d"', 'syntax'],
    ['an open bracket', '[a, b', 'syntax'],
    ['a missing comma', '["a" "b"]', 'syntax'],
    ['a wrong bracket', '[a}', 'syntax'],
    ['an unknown escape', '"\\q"', 'syntax'],
    ['an escape cut short', '"\\u12"', 'syntax'],
    ['half a character', '"\\ud83d\\ude00"', 'text'],
    ['beyond Unicode', '"\\U00110000"', 'text'],
    ['control characters', 'a\x01b', 'text'],
    ['bad base64', '!binary "a*b="', 'text'],
    ['a Regexp without slashes', '!ruby/regexp a', 'syntax'],
    ['a Regexp with unknown flags', '!ruby/regexp /a/q', 'syntax'],
    ['an Integer of 20 000 digits', '1'.repeat(20_000), 'number'],
    ['reserved characters', '@a', 'syntax'],
    ['a percent sign', '- %a', 'syntax'],
  ];
  for (const [name, text, reason] of REFUSED) {
    it(name, () => {
      expect(refusal(text)).to.equal(reason);
    });
  }

  it('bytes that are no UTF-8', () => {
    expect(refusal(Buffer.from('a: \xe9', 'latin1'))).to.equal('text');
  });

  it('names the line, and never the content', () => {
    expect(() => read('a: 1\nb: 2\n"secret": &x 3\n')).to.throw(
      PsychError,
      /^YAML data refused in line 3: anchors and aliases are not accepted$/,
    );
  });
});

describe('psych reader: limits', () => {
  it('bytes', () => {
    expect(refusal('abcde', { maxBytes: 4 })).to.equal('bytes');
    expect(refusal('abcd', { maxBytes: 4 })).to.equal('taken');
  });

  it('depth, of every kind of collection', () => {
    for (const nest of [
      (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`,
      (n: number) => `${'- '.repeat(n)}a`,
      (n: number) => `${'? '.repeat(n)}a`,
      (n: number) => Array.from({ length: n }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    ]) {
      expect(refusal(nest(10), { maxDepth: 10 })).to.equal('taken');
      expect(refusal(nest(11), { maxDepth: 10 })).to.equal('depth');
      expect(refusal(nest(2000))).to.equal('depth');
    }
  });

  it('elements, of every kind of collection', () => {
    const count = 100;
    for (const text of [`[${'a,'.repeat(count)}]`, '- a\n'.repeat(count), '- \n'.repeat(count)]) {
      expect(refusal(text, { maxElements: count + 1 })).to.equal('taken');
      expect(refusal(text, { maxElements: count })).to.equal('elements');
    }
    const pairs = Array.from({ length: count }, (_, i) => `a${i}: b\n`).join('');
    expect(refusal(pairs, { maxElements: 2 * count + 9 })).to.equal('taken');
    expect(refusal(pairs, { maxElements: 2 * count })).to.equal('elements');
  });

  it('numbers as keys are dear, for a sender can choose those that collide', () => {
    const keys = Array.from({ length: 20_000 }, (_, i) => `${BigInt(i) << 64n}: 1\n`).join('');
    expect(refusal(keys)).to.equal('elements');
  });

  it('megabytes of digits are no Integer, whatever stands between them', () => {
    const n = 12_000_000;
    expect(refusal('1'.repeat(n), { maxBytes: n })).to.equal('number');
    expect(refusal('1_'.repeat(n / 2), { maxBytes: n })).to.equal('taken');
  });

  it('large values of every form are read', () => {
    const n = 200_000;
    for (const text of [
      'a '.repeat(n),
      `"${'a '.repeat(n)}"`,
      `"${'\\n'.repeat(n)}"`,
      `'${"''".repeat(n)}'`,
      `|\n${'  a\n'.repeat(n)}`,
      `>\n${'  a\n'.repeat(n)}`,
      `a\n${'\n'.repeat(n)}`,
      `"a${'\n'.repeat(n)}"`,
      `- a\n${'  b\n'.repeat(n)}`,
      `${'# a\n'.repeat(n)}a`,
      `${' '.repeat(n)}a`,
      `- a${'\n'.repeat(n)}- b`,
      ':'.repeat(n),
      `${'1_'.repeat(n)}x`,
      `1.${'0'.repeat(n)}x`,
      `2020-01-01 ${' '.repeat(n)}x`,
      `/${'('.repeat(n)}/`,
    ]) {
      expect(refusal(text)).to.equal('taken');
    }
  });
});
