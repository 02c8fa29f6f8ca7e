// Sends what waits in a queue, the oldest first, until there is no more. Only who has the queue's token may do that.

import type { DeliveryRun } from './delivery_run';
import { ResultRefused } from './errors';
import type { PassiveResult } from './passive_result';
import type { PassiveQueue } from './queue/passive_queue';
import type { Receiver } from './receiver';

interface Entry {
  readonly name: string;
  readonly result: PassiveResult;
}

/** Ends early when the run's time is up. Throws what the receiver throws, but for a result it refused, and QueueUnusable. */
export async function drain(queue: PassiveQueue, receiver: Receiver, run: DeliveryRun): Promise<void> {
  for (;;) {
    const names = await queue.waiting();
    if (names.length === 0) return;
    for (let at = 0; at < names.length; at += receiver.batch) {
      if (run.over) return;
      await sendEntries(
        await readEntries(names.slice(at, at + receiver.batch), queue, run),
        queue,
        receiver,
        run,
      );
    }
  }
}

async function readEntries(
  names: readonly string[],
  queue: PassiveQueue,
  { notices }: DeliveryRun,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of names) {
    const result = await queue.read(name);
    if (result === 'damaged') notices.push(`a damaged result was set aside: ${queue.folder}/damaged/${name}`);
    else if (result !== 'gone') entries.push({ name, result });
  }
  return entries;
}

async function sendEntries(
  entries: readonly Entry[],
  queue: PassiveQueue,
  receiver: Receiver,
  run: DeliveryRun,
): Promise<void> {
  if (entries.length === 0) return;
  try {
    await receiver.send(
      entries.map(({ result }) => result),
      run.signal,
    );
  } catch (error) {
    if (!(error instanceof ResultRefused)) throw error;
    await findRefused(entries, error, queue, receiver, run);
    return;
  }
  for (const { name } of entries) await queue.remove(name);
  run.delivered += entries.length;
}

// One of several: each alone tells which.
async function findRefused(
  entries: readonly Entry[],
  fault: ResultRefused,
  queue: PassiveQueue,
  receiver: Receiver,
  run: DeliveryRun,
): Promise<void> {
  if (entries.length > 1) {
    for (const entry of entries) await sendEntries([entry], queue, receiver, run);
    return;
  }
  const [{ name }] = entries as [Entry];
  await queue.refuse(name);
  run.refused.set(name, `${fault.message}; it is kept in ${queue.folder}/refused, ${fault.remedy}`);
}
