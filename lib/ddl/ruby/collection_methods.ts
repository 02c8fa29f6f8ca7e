// Methods of Arrays and Hashes that DDLs use: loops over them, and looking into them.
import type { CallSite, Method } from './call_site';
import { equal, type Hash, isKey, kindOf, type Value } from './value';

/** Nothing a DDL lists is longer. */
const MAX_ITEMS = 20_000;
/** Characters that join may put between items. */
const MAX_SEPARATORS = 1024 * 1024;

function bounded(items: Value[], site: CallSite): Value[] {
  site.step(items.length);
  return items.length > MAX_ITEMS ? site.fail('makes a list that is too long') : items;
}

function array(site: CallSite): Value[] {
  const value = site.args[0] ?? null;
  return Array.isArray(value) ? value : site.fail(`needs an Array, not ${kindOf(value)}`);
}

const includes = (items: readonly Value[], wanted: Value, site: CallSite): boolean =>
  items.some(item => equal(item, wanted, () => site.step()));

function each(items: readonly Value[], site: CallSite): Value {
  for (const item of items) site.runBlock(item);
  return null;
}

function eachWithIndex(items: readonly Value[], site: CallSite): Value {
  items.forEach((item, i) => {
    site.runBlock(item, i);
  });
  return null;
}

function item(items: Value[], site: CallSite): Value {
  site.takes(1);
  return items.at(site.integer(0)) ?? null;
}

// Without a number: the first item or the last.
function end(i: number): Method<Value[]> {
  return (items, site) => {
    site.takes(0);
    return items.at(i) ?? null;
  };
}

function join(items: readonly Value[], site: CallSite): string {
  site.takes(0, 1);
  site.step(items.length);
  const separator = site.args.length === 0 ? '' : site.text(0);
  if (separator.length * items.length > MAX_SEPARATORS) site.fail('makes a text that is too long');
  return items.map(part => site.made(site.shown(part))).join(separator);
}

function unique(items: readonly Value[], site: CallSite): Value[] {
  const kept: Value[] = [];
  for (const value of items) if (!includes(kept, value, site)) kept.push(value);
  return kept;
}

function sort(items: readonly Value[], site: CallSite): Value[] {
  site.step(items.length);
  if (!items.every(value => typeof value === 'string')) return site.fail('sorts other things than Strings');
  return [...items].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

const self: Method<Value[]> = items => items;
const map: Method<Value[]> = (items, site) =>
  bounded(
    items.map(value => site.runBlock(value)),
    site,
  );
const size: Method<Value[]> = items => items.length;

export const ARRAY_METHODS: Readonly<Record<string, Method<Value[]>>> = {
  each,
  each_with_index: eachWithIndex,
  map,
  collect: map,
  '[]': item,
  first: end(0),
  last: end(-1),
  'include?': (items, site) => includes(items, site.args[0] ?? null, site),
  'empty?': items => items.length === 0,
  length: size,
  size,
  join,
  sort,
  uniq: unique,
  reverse: (items, site) => bounded([...items].reverse(), site),
  '+': (items, site) => bounded([...items, ...array(site)], site),
  '-': (items, site) => items.filter(value => !includes(array(site), value, site)),
  freeze: self,
  dup: self,
  to_a: self,
};

function hash(site: CallSite): Hash {
  const value = site.args[0] ?? null;
  return value instanceof Map ? value : site.fail(`needs a Hash, not ${kindOf(value)}`);
}

function get(self: Hash, site: CallSite): Value {
  site.takes(1);
  return self.get(site.args[0]!) ?? null;
}

function hasKey(self: Hash, site: CallSite): boolean {
  site.takes(1);
  return isKey(site.args[0]!) && self.has(site.args[0]!);
}

function merge(self: Hash, site: CallSite): Hash {
  site.takes(1);
  const other = hash(site);
  site.step(self.size + other.size);
  return new Map([...self, ...other]);
}

// The block gets key and value as two, or as one pair, as its parameters are.
function eachPair(self: Hash, site: CallSite): Value {
  for (const [key, value] of self) site.runBlock([key, value]);
  return null;
}

const pairs = (self: Hash): Value[] => [...self].map(([key, value]): Value => [key, value]);

export const HASH_METHODS: Readonly<Record<string, Method<Hash>>> = {
  each: eachPair,
  each_pair: eachPair,
  each_with_index: (self, site) => eachWithIndex(pairs(self), site),
  each_key: (self, site) => each([...self.keys()], site),
  each_value: (self, site) => each([...self.values()], site),
  map: (self, site) =>
    bounded(
      pairs(self).map(pair => site.runBlock(pair)),
      site,
    ),
  '[]': get,
  keys: (self, site) => bounded([...self.keys()], site),
  values: (self, site) => bounded([...self.values()], site),
  'key?': hasKey,
  'has_key?': hasKey,
  'include?': hasKey,
  'empty?': self => self.size === 0,
  length: self => self.size,
  size: self => self.size,
  merge,
  freeze: self => self,
  dup: self => self,
  to_h: self => self,
};
