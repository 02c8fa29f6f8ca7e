// The readings of the run before, kept in a state file per check: rates and growth are told from two.
import { createHash } from 'node:crypto';
import type { PluginRun } from '../nagios/plugin';
import { StateFile } from '../nagios/state_file';
import { type KeptReading, keep, type QueueReading } from './queue_reading';

// Names of queues come and go.
const MAX_QUEUES = 10_000;
const MAX_AGE_MS = 7 * 24 * 3600 * 1000;

export class QueueHistory {
  readonly #file: StateFile;
  #before = new Map<string, KeptReading>();

  /** `subject` tells checks apart that use the usual place. */
  constructor({ values, environment }: PluginRun, subject: string) {
    const digest = createHash('sha256').update(subject).digest('hex').slice(0, 16);
    const usual = `/var/tmp/fleetspec-${environment.uid}/check_activemq_queue-${digest}.json`;
    this.#file = new StateFile((values['state-file'] as string | undefined) ?? usual, environment.uid);
  }

  /** Throws StateUnusable. */
  async load(): Promise<void> {
    const kept = await this.#file.read();
    const queues = (kept as { queues?: unknown } | undefined)?.queues;
    const entries = typeof queues === 'object' && queues !== null ? Object.entries(queues) : [];
    this.#before = new Map(entries.filter((entry): entry is [string, KeptReading] => isReading(entry[1])));
  }

  before(name: string): KeptReading | undefined {
    return this.#before.get(name);
  }

  /** Throws StateUnusable. */
  async save(readings: readonly QueueReading[]): Promise<void> {
    const newest = Math.max(0, ...readings.map(reading => reading.time));
    const queues = new Map([...this.#before].filter(([, { time }]) => newest - time < MAX_AGE_MS));
    for (const reading of readings) {
      const kept = keep(reading);
      if (kept) queues.set(reading.name, kept);
    }
    await this.#file.write({ queues: Object.fromEntries([...queues].slice(-MAX_QUEUES)) });
  }
}

function isReading(value: unknown): value is KeptReading {
  const fields = (value ?? {}) as Record<string, unknown>;
  return ['time', 'size', 'enqueued', 'dequeued'].every(name => Number.isFinite(fields[name]));
}
