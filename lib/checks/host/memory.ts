// Memory and swap space of hosts, asked of fleetspecd's agent `host`.
import type { Reply } from '../../rpc/reply';
import { amountIn } from '../assertion/amount_in';
import { expectNumberOfHosts } from '../assertion/expect_number_of_hosts';
import type { Scene } from '../assertion/expect_of_hosts';
import { askAgent } from '../assertion/readings';
import { BadSentence } from '../errors';
import type { ClaimText } from '../language/claim';
import { type Comparison, type ComparisonText, parseComparison } from '../language/comparison';
import { showBytes } from '../show_bytes';

export type MemoryKind = 'memory' | 'swap';
export type Portion = 'used' | 'free';

interface Room {
  readonly total: number;
  readonly free: number;
}

/** Of memory, what programs could get counts as free. Throws as expectOfHosts does, and BadSentence. */
export async function expectMemory(
  claim: ClaimText,
  kind: MemoryKind,
  portion: Portion,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireRoom(parseComparison(limit), kind);
  const inPercent = comparison.kind === 'percent';
  const ask = askAgent({
    agent: 'host',
    action: 'memory',
    read: reply => amountOf(roomOf(reply, kind), portion, inPercent),
    vague: `the answer does not tell how much ${kind} there is`,
  });
  const show = inPercent ? showPercent : showBytes;
  const amount = {
    subject: `${kind} ${portion}`,
    label: `${kind}_${portion}`,
    kind: comparison.kind,
    ask,
    show,
  };
  await expectNumberOfHosts(claim, amount, comparison, scene);
}

/** `subject` is measured in bytes or percent. Throws BadSentence for any other limit. */
export function requireRoom(comparison: Comparison, subject: string): Comparison {
  for (const one of [comparison, comparison.ideal])
    if (one && one.kind !== 'percent' && one.kind !== 'bytes')
      throw new BadSentence(
        `${subject} cannot be "${one.text}": it is measured in bytes or percent`,
        'add a unit: % or GiB',
      );
  return comparison;
}

function roomOf({ data }: Reply, kind: MemoryKind): Room | undefined {
  const [total, free] =
    kind === 'memory'
      ? [amountIn(data.total), amountIn(data.available)]
      : [amountIn(data.swap_total), amountIn(data.swap_free)];
  if (total === undefined || free === undefined || free > total) return undefined;
  // There are hosts without swap space, but none without memory.
  return total === 0 && kind === 'memory' ? undefined : { total, free };
}

// A host without swap space uses none of it, and has none free.
function amountOf(room: Room | undefined, portion: Portion, inPercent: boolean): number | undefined {
  if (!room) return undefined;
  const bytes = portion === 'free' ? room.free : room.total - room.free;
  if (!inPercent) return bytes;
  return room.total === 0 ? 0 : (bytes / room.total) * 100;
}

/** With one decimal. */
export function showPercent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}
