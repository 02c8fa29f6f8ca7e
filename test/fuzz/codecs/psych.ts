// YAML as Psych writes it: reader and writer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PsychError } from '../../../lib/psych/errors';
import { load } from '../../../lib/psych/reader';
import { dump } from '../../../lib/psych/writer';
import { type FuzzCodec, mustBe, refusedOrTaken } from '../fuzz_codec';

const GOLDEN = join(__dirname, '../../conformance/psych/golden/written.json');
const written = JSON.parse(readFileSync(GOLDEN, 'utf8')) as { yaml: string }[];

export const psych: FuzzCodec = {
  name: 'psych',
  corpus: written
    .map(({ yaml }) => Buffer.from(yaml))
    .filter(bytes => refusedOrTaken(() => load(bytes), PsychError)),
  dictionary: [
    '---',
    '- ',
    ': ',
    '? ',
    '| \n',
    '>-\n',
    '|+2\n',
    "''",
    '""',
    '!ruby/sym ',
    '!binary |',
    '!ruby/object:Object',
    '&a',
    '*a',
    '<<: ',
    '{a: [',
    ']}',
    '# ',
    '...\n',
    '\n  ',
    '\\x41',
    '\\u00e9',
    ':a: ',
    '.inf',
    '0x1f',
    '1_000',
    '2001-01-01',
  ],
  feed(input) {
    let bytes: Buffer | undefined;
    const taken = refusedOrTaken(() => {
      bytes = dump(load(input, { maxBytes: input.length }));
    }, PsychError);
    if (bytes) mustBe(dump(load(bytes)).equals(bytes), 'what was written is read as the same');
    return taken;
  },
};
