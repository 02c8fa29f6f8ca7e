// Whether somebody empties a queue: empty now, or getting shorter between two looks.
import type { BrokerScene, Told } from './ask_statistics';
import { askQueues, expectOfQueues, type QueueSentence } from './queues';
import { numberOf } from './told_measure';

const BETWEEN_LOOKS_MS = 2_000;

interface Drain {
  readonly before: number;
  readonly now: number;
  /** Messages that were taken in between. */
  readonly taken: number;
}

/** Empty. Throws as expectQueueNumber does. */
export async function expectDrained(sentence: QueueSentence, scene: BrokerScene): Promise<void> {
  await expectOfQueues(sentence, scene, told => numberOf(told, 'size'), {
    subject: 'queue',
    expected: 'drained',
    holds: size => size === 0,
    show: messages,
  });
}

/**
 * It is empty, or between two looks it got shorter, or as many were taken as were in it: new ones may come as fast as
 * others go. Throws likewise.
 */
export async function expectDraining(sentence: QueueSentence, scene: BrokerScene): Promise<void> {
  let earlier: ReadonlyMap<string, Told> = new Map();
  const lookTwice = async (): Promise<readonly Told[]> => {
    const first = await askQueues(sentence.destination, scene);
    earlier = new Map(first.map(told => [told.name, told]));
    await scene.run.sleep(BETWEEN_LOOKS_MS);
    return askQueues(sentence.destination, scene);
  };
  const read = (told: Told): Drain | undefined => drainOf(earlier.get(told.name) ?? told, told);
  await expectOfQueues(
    sentence,
    scene,
    read,
    { subject: 'queue', expected: 'draining', holds: isDraining, show: drainText },
    lookTwice,
  );
}

function drainOf(earlier: Told, later: Told): Drain | undefined {
  const [before, now] = [numberOf(earlier, 'size'), numberOf(later, 'size')];
  const [from, to] = [numberOf(earlier, 'dequeueCount'), numberOf(later, 'dequeueCount')];
  if (before === undefined || now === undefined || from === undefined || to === undefined) return undefined;
  return { before, now, taken: to - from };
}

// Taken less than before: the broker was started anew in between, and counts from 0.
const isDraining = ({ before, now, taken }: Drain): boolean =>
  now === 0 || now < before || (taken > 0 && taken >= before);

const messages = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

function drainText({ before, now, taken }: Drain): string {
  const seconds = BETWEEN_LOOKS_MS / 1000;
  return `${messages(before)}, ${seconds} s later ${now}, with ${Math.max(0, taken)} taken`;
}
