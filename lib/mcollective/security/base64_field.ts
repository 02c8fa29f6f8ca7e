// Fields of envelopes that hold bytes in base64.
import type { RubyHash, RubyString } from '../../marshal/values';
import { decodeBase64, encodeBase64 } from '../base64';
import { MessageRefused } from '../errors';
import { bytesField, malformed } from '../wire_fields';
import { asciiString } from './envelope';

/** What goes into such a field. */
export function base64String(bytes: Buffer): RubyString {
  return asciiString(encodeBase64(bytes).toString('latin1'));
}

/** The bytes under Symbol `name`. Throws MessageRefused. */
export function base64Field(envelope: RubyHash, name: string): Buffer {
  const text = bytesField(envelope, name);
  try {
    return decodeBase64(text);
  } catch (error) {
    if (error instanceof MessageRefused) throw malformed(`:${name} is not base64`);
    throw error;
  }
}
