// Memory and swap space of hosts, asked of fleetspecd's agent `host`.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import { askAgent } from '../assertion/readings';
import { BadSentence } from '../errors';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison } from '../language/comparison';
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
  const comparison = parseComparison(limit);
  if (comparison.kind !== 'percent' && comparison.kind !== 'bytes')
    throw new BadSentence(
      `${kind} cannot be "${limit}": it is measured in bytes or percent`,
      'add a unit: % or MiB',
    );
  const inPercent = comparison.kind === 'percent';
  const ask = askAgent({
    agent: 'host',
    action: 'memory',
    read: reply => amountOf(roomOf(reply, kind), portion, inPercent),
    vague: `the answer does not tell how much ${kind} there is`,
  });
  await expectOfHosts(
    claim,
    ask,
    {
      subject: `${kind} ${portion}`,
      expected: comparison.text,
      holds: comparison.holds,
      show: value => (inPercent ? showPercent(value) : showBytes(value)),
      measure: measureHosts(`${kind}_${portion}`, comparison, scene.run, comparison.kind),
    },
    scene,
  );
}

function roomOf({ data }: Reply, kind: MemoryKind): Room | undefined {
  const [total, free] =
    kind === 'memory'
      ? [numberIn(data.total), numberIn(data.available)]
      : [numberIn(data.swap_total), numberIn(data.swap_free)];
  if (total === undefined || free === undefined || total < 0 || free < 0 || free > total) return undefined;
  return { total, free };
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
