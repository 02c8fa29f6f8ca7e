// Data plugin `fact`: one value of structured facts by its path, `os.release.major` or `disks.0`
// (MCollective 2.12, Data::Fact_data).
import { fact as ddl } from '../../ddl/data/fact';
import { parseRubyInteger } from '../../mcollective/ruby_number';
import type { FactTree, FactTreeValue } from '../agent';
import { DataQueryFailed } from '../errors';
import type { DataOutputs, DataPlugin } from './data_plugin';

const ABSENT: DataOutputs = { exists: false, value: false, value_encoding: false };

export const fact: DataPlugin = {
  ddl,
  query: async (path, node) => factAt(await node.factTree(), path),
};

/** Data cannot be structured, so arrays and hashes are given as JSON. */
function factAt(facts: FactTree, path: string): DataOutputs {
  // As Ruby's split: what is empty at the end does not count, so `.` means all facts.
  const found = walk(facts, path.replace(/\.+$/, ''));
  if (found === undefined) return ABSENT;
  if (typeof found === 'string') return { exists: true, value: found, value_encoding: 'text/plain' };
  return { exists: true, value: jsonOf(found), value_encoding: 'application/json' };
}

function walk(facts: FactTree, path: string): FactTreeValue | undefined {
  let value: FactTreeValue | undefined = facts;
  for (const level of path === '' ? [] : path.split('.')) {
    if (Array.isArray(value)) value = element(value, level);
    else value = value instanceof Map ? value.get(level) : undefined;
  }
  return value;
}

// Ruby counts negative places from the end, and stumbles over what is no place at all.
function element(list: readonly FactTreeValue[], level: string): FactTreeValue | undefined {
  const place = parseRubyInteger(level);
  if (place === undefined) {
    throw new DataQueryFailed(`invalid value for Integer(): ${JSON.stringify(level)}`);
  }
  if (place >= list.length) return undefined;
  const found = list.at(Number(place));
  if (found !== undefined) return found;
  throw new DataQueryFailed(
    'Can only store String, Integer, Float or Boolean data but got NilClass for key value',
  );
}

// In the order of the YAML, which an object would not keep.
function jsonOf(value: FactTreeValue): string {
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  if (!(value instanceof Map)) return JSON.stringify(value);
  return `{${[...value].map(([key, item]) => `${JSON.stringify(key)}:${jsonOf(item)}`).join(',')}}`;
}
