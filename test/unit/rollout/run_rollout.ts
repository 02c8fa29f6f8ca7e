// A roll-out over toy nodes, run to its end on a clock that moves as fast as it can.
import { Rollout, type RolloutEnd, type RolloutPlan } from '../../../lib/rollout/rollout';
import type { RolloutEvent } from '../../../lib/rollout/rollout_event';
import { RolloutRecord } from '../../../lib/rollout/rollout_record';
import type { ToyPuppets } from './toy_puppets';

export interface Rolled {
  readonly end: RolloutEnd;
  readonly events: readonly RolloutEvent[];
  readonly record: RolloutRecord;
  /** Records as they were kept, the last one last. */
  readonly kept: readonly Record<string, unknown>[];
  /** Virtual seconds it took. */
  readonly seconds: number;
}

export const PLAN: RolloutPlan = {
  concurrency: 4,
  pollMs: 1000,
  canaries: 0,
  patienceMs: 60_000,
  runTimeoutMs: 600_000,
};

export interface RollOptions extends Partial<RolloutPlan> {
  readonly record?: RolloutRecord;
  readonly signal?: AbortSignal;
  /** Told of each event. */
  readonly on?: (event: RolloutEvent) => void;
}

const LONGEST_S = 20_000;

export async function roll(toys: ToyPuppets, options: RollOptions = {}): Promise<Rolled> {
  const { record = new RolloutRecord(toys.nodes.keys()), signal, on, ...plan } = options;
  const { clock } = toys;
  const events: RolloutEvent[] = [];
  const kept: Record<string, unknown>[] = [];
  const rollout = new Rollout(
    record,
    { ...PLAN, ...plan },
    {
      port: toys,
      clock,
      signal: signal ?? new AbortController().signal,
      tell: event => {
        events.push(event);
        on?.(event);
      },
      keep: now => kept.push(now.toJSON()),
    },
  );
  let over = false;
  const began = clock.monotonic();
  const running = rollout.run().finally(() => {
    over = true;
  });
  running.catch(() => {});
  while (!over) {
    if (clock.monotonic() - began > LONGEST_S * 1000) throw new Error('the roll-out goes on for ever');
    await clock.advance(500);
  }
  return { end: await running, events, record, kept, seconds: (clock.monotonic() - began) / 1000 };
}

export const named = (events: readonly RolloutEvent[], name: RolloutEvent['event']): string[] =>
  events.flatMap(event => (event.event === name && 'host' in event ? [event.host] : []));
