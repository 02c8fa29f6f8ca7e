// Plain values of replies as JSON and back: what JSON has no word for is an object with one key that begins with `$`.
import type { Plain } from '../marshal/plain';

export type TaggedJson = string | number | boolean | null | TaggedJson[] | { [key: string]: TaggedJson };

const MARK = '$';

export function toTagged(value: Plain | undefined): TaggedJson {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return { $int: value.toString() };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $float: String(value) };
  if (Buffer.isBuffer(value)) return { $bytes: value.toString('base64') };
  if (value instanceof Date) return { $time: Number.isNaN(value.getTime()) ? null : value.getTime() };
  if (Array.isArray(value)) return value.map(toTagged);
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, item]) => [escaped(key), toTagged(item)] as const);
    return Object.fromEntries(entries);
  }
  return value;
}

/** What is tagged wrongly stays as it is. */
export function fromTagged(value: TaggedJson): Plain {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(fromTagged);
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only!.startsWith(MARK) && !only!.startsWith('$$'))
    return untagged(only!, value[only!]!);
  const object: { [key: string]: Plain } = Object.create(null);
  for (const [key, item] of Object.entries(value)) object[unescaped(key)] = fromTagged(item);
  return object;
}

function untagged(tag: string, value: TaggedJson): Plain {
  if (tag === '$int' && typeof value === 'string' && /^-?\d{1,400}$/.test(value)) return BigInt(value);
  if (tag === '$float') return Number(value);
  if (tag === '$bytes' && typeof value === 'string') return Buffer.from(value, 'base64');
  if (tag === '$time') return new Date(typeof value === 'number' ? value : Number.NaN);
  return { [tag]: fromTagged(value) };
}

const escaped = (key: string): string => (key.startsWith(MARK) ? `$${key}` : key);
const unescaped = (key: string): string => (key.startsWith('$$') ? key.slice(1) : key);
