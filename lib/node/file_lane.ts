// Files that requests name are looked at one at a time: a file system that hangs (NFS) takes a thread of the process per
// call, and there are few. A node risks one of them.
import type { NodeContext } from './agent';
import { DataQueryFailed } from './errors';
import { OneAtATime } from './one_at_a_time';

const MAX_WAITING = 64;

const lanes = new WeakMap<NodeContext, { readonly queue: OneAtATime; waiting: number }>();

/** Rejects as `task` does, and with DataQueryFailed when too many wait already. */
export async function inFileLane<Result>(
  node: NodeContext,
  signal: AbortSignal,
  task: () => Promise<Result>,
): Promise<Result> {
  const lane = lanes.get(node) ?? { queue: new OneAtATime(), waiting: 0 };
  lanes.set(node, lane);
  if (lane.waiting >= MAX_WAITING) throw new DataQueryFailed('too many files are asked for at once');
  lane.waiting++;
  try {
    return await lane.queue.run(() => {
      // Nobody waits for it any more.
      signal.throwIfAborted();
      return task();
    });
  } finally {
    lane.waiting--;
  }
}
