// The single values inside an answer, each by its path, and the answer with one of them changed. Elements of lists have
// one path in common: `pslist[].rss`.
import type { TaggedJson } from '../tagged_json';

export type Leaf = string | number | boolean | null;

/** Undefined: gone. */
export type Change = (value: Leaf) => Leaf | undefined;

const MOST_PATHS = 60;

/** Paths of all values, and of lists, which may be emptied. */
export function leafPaths(value: TaggedJson): string[] {
  const paths = new Set<string>();
  collect(value, '', paths);
  return [...paths].slice(0, MOST_PATHS);
}

function collect(value: TaggedJson, path: string, paths: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, `${path}[]`, paths);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value))
      collect(item, path === '' ? key : `${path}.${key}`, paths);
  } else if (path !== '') paths.add(path);
}

/** The first value at the path. */
export function leafAt(value: TaggedJson, path: string): Leaf | undefined {
  let found: Leaf | undefined;
  changed(value, '', path, leaf => {
    found ??= leaf;
    return leaf;
  });
  return found;
}

/** A copy in which every value at the path is changed. */
export function withLeaf(value: TaggedJson, path: string, change: Change): TaggedJson {
  return changed(value, '', path, change) ?? null;
}

function changed(value: TaggedJson, at: string, path: string, change: Change): TaggedJson | undefined {
  if (Array.isArray(value)) {
    const items = value.map(item => changed(item, `${at}[]`, path, change));
    return items.filter((item): item is TaggedJson => item !== undefined);
  }
  if (value === null || typeof value !== 'object') return at === path ? change(value) : value;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, changed(item, at === '' ? key : `${at}.${key}`, path, change)] as const,
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, TaggedJson] => entry[1] !== undefined));
}
