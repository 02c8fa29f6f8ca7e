// Values as Ruby's `inspect` writes them, on one line: what MCollective's audit log holds. Secrets hidden.
import { isUtf8 } from 'node:buffer';
import {
  RubyFloat,
  type RubyHash,
  RubyRegexp,
  RubyString,
  RubySymbol,
  RubyTime,
  type RubyValue,
} from '../../marshal/values';
import { textOf } from '../../mcollective/wire_fields';
import { HIDDEN, isSecretInput } from './secret_input';

const MAX_DEPTH = 10;

export function rubyInspect(value: RubyValue, depth = 0): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return inspectText(value);
  if (Array.isArray(value)) {
    return depth >= MAX_DEPTH ? '[...]' : `[${value.map(item => rubyInspect(item, depth + 1)).join(', ')}]`;
  }
  if (value instanceof Map) return depth >= MAX_DEPTH ? '{...}' : inspectHash(value, depth);
  if (value instanceof RubySymbol) return inspectSymbol(value.name);
  if (value instanceof RubyRegexp) return `/${value.source}/`;
  if (value instanceof RubyTime) return inspectTime(value);
  if (value instanceof RubyString) return inspectBytes(value.bytes);
  if (Buffer.isBuffer(value)) return inspectBytes(value);
  if (value instanceof RubyFloat || (typeof value === 'number' && !Number.isInteger(value))) {
    return inspectFloat(value instanceof RubyFloat ? value.value : value);
  }
  return String(value);
}

function inspectHash(hash: RubyHash, depth: number): string {
  const pairs = [...hash].map(([key, value]) => {
    const name = key instanceof RubySymbol ? key.name : (textOf(key) ?? '');
    const shown = isSecretInput(name) ? inspectText(HIDDEN) : rubyInspect(value, depth + 1);
    return `${rubyInspect(key, depth + 1)}=>${shown}`;
  });
  return `{${pairs.join(', ')}}`;
}

function inspectSymbol(name: string): string {
  return /^[A-Za-z_]\w*[?!=]?$/.test(name) ? `:${name}` : `:${inspectText(name)}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\f': '\\f',
  '\v': '\\v',
  '\b': '\\b',
  '\x07': '\\a',
  '\x1b': '\\e',
};

function inspectText(text: string): string {
  const escaped = text
    .replace(/["\\]|#(?=[{$@])/g, '\\$&')
    .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, character => ESCAPES[character] ?? hexEscape(character));
  return `"${escaped}"`;
}

function hexEscape(character: string): string {
  const code = character.codePointAt(0)!;
  return code < 0x80
    ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    : `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function inspectBytes(bytes: Buffer): string {
  if (isUtf8(bytes)) return inspectText(bytes.toString('utf8'));
  const text = [...bytes].map(byte =>
    byte < 0x80
      ? inspectText(String.fromCharCode(byte)).slice(1, -1)
      : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  );
  return `"${text.join('')}"`;
}

// Ruby shows that it is no Integer.
function inspectFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity';
  const size = Math.abs(value);
  if (size === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-4 && size < 1e15) return Number.isInteger(value) ? `${value}.0` : String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const [sign, power] = [exponent.slice(0, 1), exponent.slice(1).padStart(2, '0')];
  return `${digits.includes('.') ? digits : `${digits}.0`}e${sign}${power}`;
}

function inspectTime(time: RubyTime): string {
  const date = time.toDate();
  return Number.isNaN(date.getTime())
    ? 'invalid time'
    : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
