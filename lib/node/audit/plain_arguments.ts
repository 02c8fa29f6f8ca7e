// Inputs of a request as JSON may hold them: secrets hidden, long texts cut, large ones counted instead of shown.
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
import { HIDDEN, isSecretName } from '../../util/secret_name';

export type PlainArgument =
  | null
  | boolean
  | number
  | string
  | PlainArgument[]
  | { [name: string]: PlainArgument };

const MAX_TEXT = 500;
const MAX_ITEMS = 50;
const MAX_DEPTH = 5;

/** Names become texts; of two names alike the last one stays. */
export function plainArgument(value: RubyValue, depth = 0): PlainArgument {
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return plainArray(value, depth);
  if (value instanceof Map) return plainHash(value, depth);
  return plainScalar(value);
}

function plainArray(items: readonly RubyValue[], depth: number): PlainArgument {
  if (depth >= MAX_DEPTH) return `(${items.length} items)`;
  const shown = items.slice(0, MAX_ITEMS).map(item => plainArgument(item, depth + 1));
  return items.length > MAX_ITEMS ? [...shown, `(${items.length - MAX_ITEMS} more)`] : shown;
}

function plainHash(hash: RubyHash, depth: number): PlainArgument {
  if (depth >= MAX_DEPTH) return `(${hash.size} entries)`;
  const plain: { [name: string]: PlainArgument } = Object.create(null);
  for (const [key, value] of [...hash].slice(0, MAX_ITEMS)) {
    const name = String(plainArgument(key, MAX_DEPTH));
    plain[name] = isSecretName(name) ? HIDDEN : plainArgument(value, depth + 1);
  }
  if (hash.size > MAX_ITEMS) plain['(more)'] = hash.size - MAX_ITEMS;
  return plain;
}

type Scalar = Exclude<RubyValue, null | boolean | RubyValue[] | RubyHash>;

function plainScalar(value: Scalar): PlainArgument {
  if (typeof value === 'string') return cut(value);
  if (typeof value === 'bigint') return cut(`${value}`);
  if (typeof value === 'number') return Number.isFinite(value) ? value : `${value}`;
  if (value instanceof RubyFloat) return plainScalar(value.value);
  if (value instanceof RubySymbol) return cut(value.name);
  if (value instanceof RubyRegexp) return cut(`/${value.source}/`);
  if (value instanceof RubyTime) return timeText(value);
  const bytes = value instanceof RubyString ? value.bytes : value;
  return isUtf8(bytes) ? cut(bytes.toString('utf8')) : `(${bytes.length} bytes)`;
}

function timeText(time: RubyTime): string {
  const date = time.toDate();
  return Number.isNaN(date.getTime()) ? '(time)' : date.toISOString();
}

function cut(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length} characters)`;
}
