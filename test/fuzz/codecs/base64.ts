// Base64 as it goes over the wire.
import { decodeBase64, encodeBase64 } from '../../../lib/mcollective/base64';
import { MessageRefused } from '../../../lib/mcollective/errors';
import { type FuzzCodec, mustBe, refusedOrTaken } from '../fuzz_codec';

export const base64: FuzzCodec = {
  name: 'base64',
  corpus: [1, 2, 3, 44, 45, 46, 300].map(length => encodeBase64(Buffer.alloc(length, 0xe9))),
  dictionary: ['=', '==', '====', '\n', '\r\n', '-', '_', '\0', 'YWJj'],
  feed(input) {
    let bytes: Buffer | undefined;
    const taken = refusedOrTaken(() => {
      bytes = decodeBase64(input);
    }, MessageRefused);
    if (bytes)
      mustBe(decodeBase64(encodeBase64(bytes)).equals(bytes), 'what was written is read as the same');
    mustBe(
      decodeBase64(encodeBase64(Buffer.concat([input, Buffer.from('x')]))).length === input.length + 1,
      'any bytes can be written',
    );
    return taken;
  },
};
