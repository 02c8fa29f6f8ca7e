// A length of time as people read it: `3 hours 20 minutes`.
const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** The two largest units; below a minute seconds, below a second milliseconds. */
export function showSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1e5) / 100} ms`;
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  if (first === -1) return counted(Math.round(seconds), 'second');
  const [name, length] = UNITS[first]!;
  const [next, part] = UNITS[first + 1] ?? ['second', 1];
  const rest = Math.floor((seconds % length) / part);
  const main = counted(Math.floor(seconds / length), name);
  return rest === 0 ? main : `${main} ${counted(rest, next)}`;
}

const counted = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
