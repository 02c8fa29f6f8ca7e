// Pings without pause, to see when an address was out of reach and when it was not.

import type { Lab } from './lab';
import { type LabHost, onHost } from './namespaces';
import { waitFor } from './wait_for';

const INTERVAL_SECONDS = '0.002';

export interface ContinuousPing {
  /** Waits for one more answer, ends pinging and tells for each ping in order whether it was answered. */
  stop(): Promise<boolean[]>;
}

/** Starts pinging and waits for the first answers. */
export async function startPinging(lab: Lab, from: LabHost, address: string): Promise<ContinuousPing> {
  const args = ['-n', '-i', INTERVAL_SECONDS, '-W', '1', address];
  const child = lab.start(`ping-${address}`, ...onHost(from, 'stdbuf', ['-oL', 'ping', ...args]));
  const answered = (): number[] =>
    [...child.output().matchAll(/bytes from .* icmp_seq=(\d+) /g)].map(([, sequence]) => Number(sequence));
  await waitFor('the first answers', () => answered().length >= 5);
  return {
    async stop() {
      const before = answered().length;
      await waitFor('an answer at the end', () => answered().length > before);
      await child.stop();
      const sequences = new Set(answered());
      const last = Math.max(...sequences);
      return Array.from({ length: last }, (_, index) => sequences.has(index + 1));
    },
  };
}

/** Lengths of the stretches without an answer. */
export function gaps(answers: readonly boolean[]): number[] {
  const text = answers.map(answer => (answer ? '.' : 'x')).join('');
  return [...text.matchAll(/x+/g)].map(([stretch]) => stretch.length);
}
