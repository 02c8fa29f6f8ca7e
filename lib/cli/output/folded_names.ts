// Many host names in few words, as cluster tools fold them: `web[1-40,42].example.net`.

/** A name taken apart at its numbers: texts and digits in turn, a text first and last. */
type Parts = readonly string[];

// What cannot be a host's name stands as it is: brackets and commas of its own would be read as ours.
const NAME = /^[\w.-]+$/;
// Longer numbers are exact no more.
const MOST_DIGITS = 15;

/** Folded names, sorted; a list with commas when joined. */
export function foldNames(names: Iterable<string>): string[] {
  const shapes = new Map<string, Parts[]>();
  const single: string[] = [];
  for (const name of new Set(names)) {
    const parts = name.split(/(\d+)/);
    if (!NAME.test(name) || parts.length === 1) single.push(name);
    else add(shapes, shapeOf(parts), parts);
  }
  return [...single, ...[...shapes.values()].flatMap(foldShape)].sort();
}

/** Names that differ in nothing but their numbers. */
const shapeOf = (parts: Parts): string => JSON.stringify(parts.filter((_, i) => i % 2 === 0));

// Of several numbers in the names one is folded: that which leaves the fewest words, the first of equals.
function foldShape(names: readonly Parts[]): string[] {
  if (names.length === 1) return [names[0]!.join('')];
  let best: Map<string, Parts[]> | undefined;
  let place = 1;
  for (let i = 1; i < names[0]!.length; i += 2) {
    const groups = groupsAt(names, i);
    if (best && groups.size >= best.size) continue;
    best = groups;
    place = i;
  }
  return [...best!.values()].map(group => folded(group, place));
}

function groupsAt(names: readonly Parts[], place: number): Map<string, Parts[]> {
  const padded = new Set(
    names
      .map(parts => parts[place]!)
      .filter(isPadded)
      .map(digits => digits.length),
  );
  const groups = new Map<string, Parts[]>();
  for (const parts of names) {
    const digits = parts[place]!;
    const rest = parts.map((part, i) => (i === place ? '' : part));
    // With leading zeros they belong together only when they are of one width.
    const width = padded.has(digits.length) ? digits.length : 0;
    add(groups, JSON.stringify([width, digits.length > MOST_DIGITS ? digits : '', rest]), parts);
  }
  return groups;
}

const isPadded = (digits: string): boolean => digits.startsWith('0') && digits.length > 1;

function folded(group: readonly Parts[], place: number): string {
  const first = group[0]!;
  if (group.length === 1) return first.join('');
  const numbers = group.map(parts => Number(parts[place])).sort((a, b) => a - b);
  const width = group.some(parts => isPadded(parts[place]!)) ? first[place]!.length : 0;
  return `${first.slice(0, place).join('')}[${ranges(numbers, width)}]${first.slice(place + 1).join('')}`;
}

function ranges(numbers: readonly number[], width: number): string {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  const text = (number: number): string => String(number).padStart(width, '0');
  return spans.map(([from, to]) => (from === to ? text(from) : `${text(from)}-${text(to)}`)).join(',');
}

function add<Item>(groups: Map<string, Item[]>, key: string, item: Item): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}
