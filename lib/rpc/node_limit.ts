// Asking only some of the nodes that were found (MCollective 2.12, RPC::Client#pick_nodes_from_discovered).
import { randomInt } from 'node:crypto';
import { MersenneTwister } from '../util/mersenne_twister';
import { BadNodeCount } from './errors';

/** How many nodes: `3`, or a part of those there are: `10%`. */
export type NodeCount = number | `${number}%`;

export type LimitMethod = 'first' | 'random';

export interface LimitOptions {
  /** Ask no more nodes than this; a percentage is rounded down, but never to nobody. */
  readonly limit?: NodeCount;
  /** `first` come or listed, or any; default first. */
  readonly limitMethod?: LimitMethod;
  /** Makes `random` choose the same nodes of the same fleet every time: those mco chooses with that seed. */
  readonly limitSeed?: number | bigint;
}

// More digits than any fleet has nodes.
const COUNT = /^(\d{1,9})(%?)$/;

/** `what` is named in the error. Throws BadNodeCount for 0, for 0% and for what is no count. */
export function parseNodeCount(text: string, what: string): NodeCount {
  const [, digits = '', sign = ''] = COUNT.exec(text.trim()) ?? [];
  const number = Number(digits);
  if (number === 0) throw new BadNodeCount(what, text);
  return sign ? `${number}%` : number;
}

/** The nodes to ask, of `nodes` in the order in which they were found. */
export function chooseNodes(nodes: readonly string[], options: LimitOptions): readonly string[] {
  const { limit, limitMethod = 'first', limitSeed } = options;
  const count = limit === undefined ? nodes.length : limitOf(limit, nodes.length);
  if (nodes.length <= count) return nodes;
  if (limitMethod === 'first') return nodes.slice(0, count);
  if (limitSeed === undefined) return pick([...nodes], count, randomInt);
  // Whoever answers first must not change what a seed chooses.
  const twister = new MersenneTwister(BigInt(limitSeed));
  return pick([...nodes].sort(), count, size => twister.below(size));
}

/** Discovery may end at so many nodes, undefined when it has to find them all. */
export function enoughNodes({ limit, limitMethod = 'first' }: LimitOptions): number | undefined {
  return typeof limit === 'number' && limitMethod === 'first' ? limit : undefined;
}

/** How many nodes a batch has: here a percentage is rounded up. */
export function batchSizeOf(size: NodeCount, nodes: number): number {
  const checked = parseNodeCount(String(size), 'the size of a batch');
  return typeof checked === 'number' ? checked : Math.ceil((nodes / 100) * percentOf(checked));
}

// In Ruby's order of multiplication: 29% of 100 are 28 there.
function limitOf(limit: NodeCount, nodes: number): number {
  const checked = parseNodeCount(String(limit), 'a limit');
  if (typeof checked === 'number') return checked;
  return Math.max(1, Math.trunc(nodes * (percentOf(checked) / 100)));
}

function percentOf(text: string): number {
  return Number(text.slice(0, -1));
}

function pick(from: string[], count: number, below: (size: number) => number): string[] {
  return Array.from({ length: count }, () => from.splice(below(from.length), 1)[0]!);
}
