// Base64 as `plugin.activemq.base64 = true` puts payloads on the wire: lines of 60, each ending in newline (RFC 2045).
import { MessageRefused } from './errors';

// 45 bytes make the 60 characters of one line.
const LINE_BYTES = 45;
const WHITESPACE = /[ \t\r\n\f\v]+/g;
const STRICT = /^[A-Za-z0-9+/]*={0,2}$/;

/** Every line of 60 characters at most ends in a newline, the last one too. */
export function encodeBase64(bytes: Buffer): Buffer {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    lines.push(`${bytes.toString('base64', at, at + LINE_BYTES)}\n`);
  }
  return Buffer.from(lines.join(''), 'latin1');
}

/** Takes the alphabet, its padding and whitespace; throws MessageRefused for all else. */
export function decodeBase64(wire: Buffer): Buffer {
  const text = wire.toString('latin1').replace(WHITESPACE, '');
  if (text.length === 0 || text.length % 4 !== 0 || !STRICT.test(text)) {
    throw new MessageRefused('malformed', 'payload is not base64');
  }
  return Buffer.from(text, 'base64');
}
