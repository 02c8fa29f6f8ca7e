// Regexes of others, which a node runs.
import { RubyRegex } from '../../../lib/regex/program';
import { RegexRefused } from '../../../lib/regex/regex_refused';
import { golden } from '../../conformance/mcollective/golden_file';
import { type FuzzCodec, refusedOrTaken } from '../fuzz_codec';

const SUBJECTS = [
  '',
  'a',
  'web01.example.net',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
  'é\n日本',
  'x'.repeat(2000),
];

export const regex: FuzzCodec = {
  name: 'regex',
  corpus: golden<{ pattern: string }[]>('regexes')
    .map(({ pattern }) => Buffer.from(pattern))
    .filter(bytes => refusedOrTaken(() => RubyRegex.compile(bytes.toString()), RegexRefused)),
  dictionary: [
    '(',
    ')',
    '(?:',
    '(?=',
    '(?<a>',
    '[',
    ']',
    '[^',
    '[[:alpha:]]',
    '{2,3}',
    '{1000}',
    '*',
    '+?',
    '|',
    '\\d',
    '\\1',
    '\\p{L}',
    '\\u{1f600}',
    '^',
    '$',
    '\\A',
    '\\z',
    '(a*)*',
    '(a|a)+',
    '.*.*.*',
  ],
  feed(input, random) {
    return refusedOrTaken(() => {
      const compiled = RubyRegex.compile(input.toString('utf8'), random.below(8));
      compiled.test(random.pick(SUBJECTS));
    }, RegexRefused);
  },
};
