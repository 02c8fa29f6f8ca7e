// Binary strings of Ruby as text: programs' output is marked binary there and is text nearly always.
import { isUtf8 } from 'node:buffer';

/** The text, or undefined when the bytes are none. */
export function textOfBytes(bytes: Buffer): string | undefined {
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}
