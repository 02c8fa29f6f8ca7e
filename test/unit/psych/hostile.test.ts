// Whatever the bytes: a value or PsychError, never anything else.
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PsychError } from '../../../lib/psych/errors';
import { load } from '../../../lib/psych/reader';
import { dump } from '../../../lib/psych/writer';
import { rubyValue } from '../marshal/ruby_value_arbitrary';

const RUNS = { numRuns: 1000, seed: 20240502 };
const TOKENS = [
  ...'-?:,[]{}#&*!|>\'"%@`~<=/\\ \n\t\r',
  ...[
    '- ',
    ': ',
    '? ',
    ' #',
    '\n  ',
    '\n- ',
    '---',
    '...',
    '<<',
    '!ruby/regexp ',
    '!binary ',
    '! ',
    '!ruby/object:A',
  ],
  ...[
    '|-\n',
    '>+\n',
    '|2\n',
    '\\u',
    '\\x41',
    '1:30',
    '2020-01-01',
    '0x',
    '.5',
    'a',
    'é',
    '\u2028',
    ':a',
    '1_0',
    'yes',
  ],
];

function feed(bytes: Buffer): void {
  try {
    // What is read can be written.
    dump(load(bytes));
  } catch (error) {
    if (!(error instanceof PsychError)) throw error;
  }
}

describe('hostile YAML', () => {
  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => feed(Buffer.from(bytes))),
      RUNS,
    );
  });

  it('random tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }), tokens => {
        feed(Buffer.from(tokens.join(''), 'utf8'));
      }),
      { ...RUNS, numRuns: 5000 },
    );
  });

  it('good documents with tokens put in, or cut', () => {
    fc.assert(
      fc.property(rubyValue, fc.nat(), fc.constantFrom(...TOKENS), (value, at, token) => {
        const text = dump(value).toString('utf8');
        const place = at % (text.length + 1);
        feed(Buffer.from(text.slice(0, place), 'utf8'));
        feed(Buffer.from(text.slice(0, place) + token + text.slice(place), 'utf8'));
        feed(Buffer.from(text.slice(0, place) + token + text.slice(place + 1), 'utf8'));
      }),
      RUNS,
    );
  });
});
