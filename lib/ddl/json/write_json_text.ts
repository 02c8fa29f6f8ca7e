// Writes JSON in lines, with Ruby's values as they are: a Float keeps its point.
import { RubyFloat, RubySymbol, type RubyValue } from '../../marshal/values';

/** Fields that are undefined are left out. */
export type Writable = RubyValue | undefined | { readonly [key: string]: Writable } | readonly Writable[];

export function writeJsonText(value: Writable, indent = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof RubyFloat) return floatText(value.value);
  if (value instanceof RubySymbol) return JSON.stringify(value.name);
  if (Array.isArray(value))
    return wrapped(
      '[',
      ']',
      value.map(item => writeJsonText(item, `${indent}  `)),
      indent,
    );
  const entries: [string, Writable][] =
    value instanceof Map ? [...value].map(([key, item]) => [keyText(key), item]) : Object.entries(value);
  const fields = entries
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}: ${writeJsonText(item, `${indent}  `)}`);
  return wrapped('{', '}', fields, indent);
}

function wrapped(open: string, close: string, items: readonly string[], indent: string): string {
  if (items.length === 0) return open + close;
  return `${open}\n${items.map(item => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

function keyText(key: RubyValue): string {
  return key instanceof RubySymbol ? key.name : String(key);
}

function floatText(value: number): string {
  const text = Number.isFinite(value) ? String(value) : 'null';
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
