// Asking nodes some at a time (MCollective 2.12, RPC::Client#call_agent_batched).
import type { RpcConfig } from '../config/config';
import { CannotBatch } from './errors';
import { batchSizeOf, type NodeCount } from './node_limit';

export interface BatchOptions {
  /** Nodes asked at once, or a part of them (`10%`), rounded up. */
  readonly size: NodeCount;
  /** Pause between two batches in ms, default rpc.batchSleepMs. */
  readonly sleepMs?: number;
  /** No batch begins later than this after the first one did, ms; the nodes left over are `notAsked`. */
  readonly deadlineMs?: number;
}

/** The nodes in parts that are asked one after the other; all in one part without batches. Throws BadNodeCount. */
export function partsOf(
  nodes: readonly string[],
  batch: BatchOptions | undefined,
): readonly (readonly string[])[] {
  if (!batch) return [nodes];
  const size = batchSizeOf(batch.size, nodes.length);
  return Array.from({ length: Math.ceil(nodes.length / size) }, (_, i) =>
    nodes.slice(i * size, (i + 1) * size),
  );
}

/** Throws CannotBatch: a broadcast reaches everybody at once, and nobody knows when those who stay silent are done. */
export function checkBatches(waits: boolean, { directAddressing }: RpcConfig): void {
  if (!waits)
    throw new CannotBatch('nobody waits for their answers', 'wait for answers, or ask all nodes at once');
  if (!directAddressing)
    throw new CannotBatch(
      'direct addressing is off',
      'set direct_addressing to true, or ask all nodes at once',
    );
}
