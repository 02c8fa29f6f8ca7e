// The neutral notation of scripts/golden/marshal_vectors.rb for values of ours, to compare with what Ruby says.
import {
  RubyFloat,
  type RubyHash,
  RubyRegexp,
  RubyString,
  RubySymbol,
  RubyTime,
  type RubyValue,
} from '../../../lib/marshal/values';

export type Notation = null | boolean | string | number | Notation[];

export function notationOf(value: RubyValue): Notation {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return ['int', String(value)];
  if (typeof value === 'string') return ['str', value];
  if (typeof value === 'number') return Number.isSafeInteger(value) ? ['int', String(value)] : float(value);
  if (Array.isArray(value)) return ['arr', ...value.map(notationOf)];
  if (value instanceof Map) return hash(value);
  return objectNotation(value);
}

function objectNotation(
  value: Buffer | RubyFloat | RubyString | RubySymbol | RubyRegexp | RubyTime,
): Notation {
  if (value instanceof RubySymbol) return ['sym', value.name];
  if (value instanceof RubyFloat) return float(value.value);
  if (value instanceof RubyString) return ['enc', value.encoding, value.bytes.toString('hex')];
  if (value instanceof RubyRegexp) return ['re', value.source, value.options];
  if (value instanceof RubyTime) {
    const { epochSeconds, nanoseconds, offset, zone, utc } = value;
    return ['time', epochSeconds, nanoseconds, offset, zone, utc];
  }
  return ['bin', value.toString('hex')];
}

function hash(value: RubyHash): Notation {
  return ['hash', ...[...value].map(([key, item]) => [notationOf(key), notationOf(item)])];
}

function float(value: number): Notation {
  if (Number.isNaN(value)) return ['float', 'nan'];
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return ['float', bytes.toString('hex')];
}
