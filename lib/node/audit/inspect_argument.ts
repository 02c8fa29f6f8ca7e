// Inputs of a request as Ruby's `inspect` writes them, on one line, as in MCollective's audit log. Secrets hidden.
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
import { inspectBytes, inspectFloat, inspectText, inspectTime } from '../../util/ruby_inspect';
import { HIDDEN, isSecretName } from '../../util/secret_name';

const MAX_DEPTH = 10;

export function inspectArgument(value: RubyValue, depth = 0): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return inspectText(value);
  if (Array.isArray(value)) {
    return depth >= MAX_DEPTH
      ? '[...]'
      : `[${value.map(item => inspectArgument(item, depth + 1)).join(', ')}]`;
  }
  if (value instanceof Map) return depth >= MAX_DEPTH ? '{...}' : inspectHash(value, depth);
  if (value instanceof RubySymbol) return inspectSymbol(value.name);
  if (value instanceof RubyRegexp) return `/${value.source}/`;
  if (value instanceof RubyTime) return inspectTime(value.toDate());
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
    const shown = isSecretName(name) ? inspectText(HIDDEN) : inspectArgument(value, depth + 1);
    return `${inspectArgument(key, depth + 1)}=>${shown}`;
  });
  return `{${pairs.join(', ')}}`;
}

function inspectSymbol(name: string): string {
  return /^[A-Za-z_]\w*[?!=]?$/.test(name) ? `:${name}` : `:${inspectText(name)}`;
}
