// What earlier runs of a check saw, in a state file: rates and growth are told from two readings.
//
// One file may serve several checks; each has its own part, named after what it asks.
import type { PluginRun } from '../nagios/plugin';
import { StateFile } from '../nagios/state_file';
import { type BrokerIdentity, isSnapshot, momentIn, type Snapshot } from './snapshot';
import type { Moment, Past } from './trend';

// Rates over less say nothing.
const MIN_MS = 1_000;
const MAX_AGE_MS = 7 * 24 * 3_600_000;
// Of one check: how many snapshots cover the time it looks back.
const MAX_SNAPSHOTS = 16;
// Of all checks that share a file: entries of queues in snapshots.
const MAX_ENTRIES = 40_000;

type Checks = readonly (readonly [subject: string, snapshots: readonly Snapshot[]])[];

export class QueueHistory {
  readonly #file: StateFile;
  readonly #overMs: number;
  #others: Checks = [];
  // Oldest first.
  #snapshots: readonly Snapshot[] = [];

  /** `subject` tells checks apart. */
  constructor(
    { values, environment }: PluginRun,
    private readonly subject: string,
  ) {
    const named = values['state-file'] as string | undefined;
    const usual = `check_activemq_queue-${digest(subject)}`;
    this.#file = named ? new StateFile(named, environment.uid) : StateFile.usual(usual, environment.uid);
    this.#overMs = ((values.over as number | undefined) ?? 0) * 1000;
  }

  /** Throws StateUnusable. */
  load(): void {
    const checks = readChecks(this.#file.read());
    this.#others = checks.filter(([subject]) => subject !== this.subject);
    this.#snapshots = checks.find(([subject]) => subject === this.subject)?.[1] ?? [];
  }

  /** A queue earlier; `now` is how it is, on which broker. */
  past(key: string, now: Moment, { broker, id }: BrokerIdentity): Past {
    const earlier = this.#since(now.time);
    const moments = (comparable: (snapshot: Snapshot) => boolean): Moment[] =>
      earlier.filter(comparable).flatMap(snapshot => momentIn(snapshot, key) ?? []);
    const counters = moments(snapshot => snapshot.id === id).find(moment => goesOn(moment, now));
    return {
      sizes: moments(snapshot => snapshot.broker === broker)[0],
      counters,
      again: counters === undefined && this.#wasCountedAnew(key, now.time),
    };
  }

  /** Throws StateUnusable. */
  save(snapshot: Snapshot): void {
    const size = Object.keys(snapshot.queues).length + 1;
    const many = Math.max(1, Math.min(MAX_SNAPSHOTS, Math.floor(MAX_ENTRIES / 2 / size)));
    const spacing = Math.max(MIN_MS, this.#overMs / many);
    const kept = this.#needed(snapshot.time);
    const last = kept.at(-1);
    const snapshots = last && snapshot.time - last.time < spacing ? kept : [...kept, snapshot];
    this.#file.write({ checks: bounded([[this.subject, snapshots], ...this.#others]) });
  }

  // By the last run before, of which there must be one.
  #wasCountedAnew(key: string, time: number): boolean {
    const [last, before] = this.#snapshots.filter(snapshot => time - snapshot.time >= MIN_MS).toReversed();
    if (last === undefined) return false;
    const [then, earlier] = [momentIn(last, key), before && momentIn(before, key)];
    return !(then && earlier && before?.id === last.id && goesOn(earlier, then));
  }

  // Those to compare with, the best first: as old as was asked for, or the oldest there are, then younger ones.
  #since(time: number): readonly Snapshot[] {
    const earlier = this.#snapshots.filter(snapshot => time - snapshot.time >= MIN_MS);
    const old = earlier.filter(snapshot => time - snapshot.time >= this.#overMs).length;
    return earlier.slice(Math.max(0, old - 1));
  }

  // One that is old enough now stays until another is; what lies in the future was read by a clock that went wrong.
  #needed(time: number): readonly Snapshot[] {
    const valid = this.#snapshots.filter(
      snapshot => snapshot.time <= time && time - snapshot.time < MAX_AGE_MS + this.#overMs,
    );
    const old = valid.filter(snapshot => time - snapshot.time >= Math.max(MIN_MS, this.#overMs)).length;
    return valid.slice(Math.max(0, old - 1));
  }
}

// Counters begin again with the broker, and with a queue that was deleted.
function goesOn(before: Moment, now: Moment): boolean {
  return now.enqueued >= before.enqueued && now.dequeued >= before.dequeued;
}

function readChecks(kept: unknown): Checks {
  const checks = (kept as { checks?: unknown } | undefined)?.checks;
  if (!Array.isArray(checks)) return [];
  return checks.filter(
    (check): check is [string, Snapshot[]] =>
      Array.isArray(check) &&
      typeof check[0] === 'string' &&
      Array.isArray(check[1]) &&
      check[1].every(isSnapshot),
  );
}

// The last to be written are the first to stay.
function bounded(checks: Checks): Checks {
  let entries = 0;
  return checks.filter(([, snapshots], index) => {
    for (const { queues } of snapshots) entries += Object.keys(queues).length + 1;
    return index === 0 || entries <= MAX_ENTRIES;
  });
}

// FNV-1a. It names a file whose parts are named in full: no more is needed, and node:crypto takes long to load.
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
