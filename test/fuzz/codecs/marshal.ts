// Ruby Marshal: reader, writer, and plain data of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MarshalError } from '../../../lib/marshal/errors';
import { toPlain } from '../../../lib/marshal/plain';
import { load } from '../../../lib/marshal/reader';
import { dump } from '../../../lib/marshal/writer';
import * as payloads from '../../conformance/marshal/mcollective_payloads';
import { type FuzzCodec, mustBe, refusedOrTaken } from '../fuzz_codec';

const GOLDEN = join(__dirname, '../../conformance/marshal/golden/vectors.json');
const vectors = JSON.parse(readFileSync(GOLDEN, 'utf8')) as { hex: string }[];

export const marshal: FuzzCodec = {
  name: 'marshal',
  corpus: [...vectors.map(({ hex }) => hex), ...Object.values(payloads)]
    .map(hex => Buffer.from(hex, 'hex'))
    .filter(bytes => refusedOrTaken(() => load(bytes), MarshalError)),
  dictionary: [
    '\x04\x08',
    '[\x06',
    '{\x06',
    'I"\x06a\x06:\x06ET',
    '@\x06',
    ';\x00',
    'l+\x07',
    'Iu:\tTime\r',
    '/\x06a\x00',
    'f\x08nan',
    'i\x04\xff\xff\xff\xff',
    '"\x04\xff\xff\xff?',
  ],
  feed(input) {
    let bytes: Buffer | undefined;
    const taken = refusedOrTaken(() => {
      const value = load(input, { maxBytes: input.length });
      toPlain(value);
      bytes = dump(value);
    }, MarshalError);
    if (bytes) mustBe(dump(load(bytes)).equals(bytes), 'what was written is read as the same');
    return taken;
  },
};
