// The form of what the YAML writer makes; that Ruby reads it so is shown in test/lab/psych_ruby.test.ts.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  RubyFloat,
  RubyRegexp,
  RubyString,
  RubyTime,
  type RubyValue,
  sym,
  symbolHash,
} from '../../../lib/marshal/values';
import { PsychError } from '../../../lib/psych/errors';
import { load } from '../../../lib/psych/reader';
import { dump } from '../../../lib/psych/writer';
import { notationOf } from '../../conformance/marshal/notation';
import { rubyValue } from '../marshal/ruby_value_arbitrary';
import { asYaml } from './as_yaml';

const written = (value: RubyValue): string => dump(value).toString('utf8');

describe('psych writer', () => {
  const FORMS: readonly [name: string, value: RubyValue, text: string][] = [
    ['nil', null, '--- null\n'],
    ['text', 'ping', '--- "ping"\n'],
    ['what would be another type', ['yes', '1', ':a', '~', ''], '---\n- "yes"\n- "1"\n- ":a"\n- "~"\n- ""\n'],
    [
      'escapes',
      '"\\\n\t\0\x7f\x85\u2028\ufeffé😀',
      '--- "\\"\\\\\\n\\t\\u0000\\u007f\\u0085\\u2028\\ufeffé😀"\n',
    ],
    ['half a character', '\ud83d', '--- "\ufffd"\n'],
    ['Symbols', [sym('a_1'), sym('a b'), sym('')], '---\n- :a_1\n- !ruby/symbol "a b"\n- !ruby/symbol ""\n'],
    [
      'numbers',
      [1, -5, 2n ** 64n, 1.5, new RubyFloat(100), 1e21, 1e-7, new RubyFloat(-0)],
      '---\n- 1\n- -5\n- 18446744073709551616\n- 1.5\n- 100.0\n- 1.0e+21\n- 1.0e-7\n- -0.0\n',
    ],
    ['no numbers', [Number.NaN, 1 / 0, -1 / 0], '---\n- .nan\n- .inf\n- -.inf\n'],
    ['empty', [[], new Map()], '---\n- []\n- {}\n'],
    [
      'nested',
      symbolHash({ a: [[1, 2], symbolHash({ b: symbolHash({ c: true }) })] }),
      '---\n:a:\n  - - 1\n    - 2\n  - :b:\n      :c: true\n',
    ],
    ['a collection as a key', new Map<RubyValue, RubyValue>([[[1], [2]]]), '---\n? - 1\n: - 2\n'],
    ['a long key', new Map([['k'.repeat(200), 1]]), `---\n? "${'k'.repeat(200)}"\n: 1\n`],
    ['what Ruby would merge', new Map([['<<', 1]]), '---\n!!str "<<": 1\n'],
    ['binary', Buffer.from([255, 0]), '--- !binary "/wA="\n'],
    ['an encoding that is text', new RubyString(Buffer.from('abc'), 'US-ASCII'), '--- "abc"\n'],
    ['an encoding that is not', new RubyString(Buffer.from([0xe9]), 'ISO-8859-1'), '--- !binary "6Q=="\n'],
    ['a Regexp', new RubyRegexp('^a/"b\\d', 5), '--- !ruby/regexp "/^a/\\"b\\\\d/mi"\n'],
    [
      'a Time, as text',
      new RubyTime(1700000000, 250_000_000, 3600, 'CET', false),
      '--- "2023-11-14 23:13:20.250000000 +01:00"\n',
    ],
  ];
  for (const [name, value, text] of FORMS) {
    it(name, () => {
      expect(written(value)).to.equal(text);
    });
  }

  it('what it writes is read as the same', () => {
    fc.assert(
      fc.property(rubyValue, value => {
        expect(notationOf(load(dump(value)))).to.deep.equal(notationOf(asYaml(value)));
      }),
      { numRuns: 500, seed: 20240501 },
    );
  });

  it('refuses what has no Ruby form, is too large, or holds itself', () => {
    const loop: RubyValue[] = [];
    loop.push(loop);
    const refusals: readonly [RubyValue, Parameters<typeof dump>[1], string][] = [
      [loop, {}, 'depth'],
      [[1, 2, 3], { maxElements: 3 }, 'elements'],
      ['x'.repeat(10), { maxBytes: 10 }, 'bytes'],
      ['é'.repeat(10), { maxBytes: 20 }, 'bytes'],
      [undefined as unknown as RubyValue, {}, 'value'],
      [new RubyTime(1e300, 0, 0, null, true), {}, 'value'],
    ];
    for (const [value, limits, reason] of refusals) {
      expect(() => dump(value, limits))
        .to.throw(PsychError)
        .with.property('reason', reason);
    }
  });
});
