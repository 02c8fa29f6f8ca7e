// When each node has its turn: spread evenly over an interval of the wall clock, and at the same moment of each. The order
// is that of a hash of the names, so that web1, web2, web3 … do not follow one another; a node that joins or leaves
// moves the others by less than one place.
import { createHash } from 'node:crypto';

/** Node → its moment after the beginning of an interval, ms. In the order of these moments. */
export function slotsOf(nodes: readonly string[], intervalMs: number): Map<string, number> {
  const hash = (name: string): string => createHash('sha256').update(name).digest('hex');
  const ordered = [...new Set(nodes)]
    .map((name): [string, string] => [hash(name), name])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(ordered.map(([, name], i) => [name, Math.floor((i * intervalMs) / ordered.length)]));
}

/** The last turn up to `now`, epoch ms; intervals begin with the epoch. */
export function lastTurn(offsetMs: number, intervalMs: number, now: number): number {
  return Math.floor((now - offsetMs) / intervalMs) * intervalMs + offsetMs;
}
