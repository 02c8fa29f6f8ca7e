// Ctrl-C while nodes are being asked: what is under way is given up, not the report on it.
import type { Environment } from '../environment';
import type { CommandIo } from './command';

/** What a shell reports for a program that SIGINT ended. */
export const INTERRUPTED = 130;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Ctrl-C ends the program again, as it does before and after. */
  release(): void;
}

/** The first Ctrl-C aborts the signal, the second one ends the program at once. */
export function interruption({ onSignal }: Pick<Environment, 'onSignal'>): Interruption {
  const controller = new AbortController();
  const release = onSignal('SIGINT', () => {
    release();
    controller.abort();
  });
  return { signal: controller.signal, release };
}

/** Looks for nodes; undefined after Ctrl-C, which ends programs that look for them, too. */
export async function unlessInterrupted<Result>(
  { environment, display }: Pick<CommandIo, 'environment' | 'display'>,
  look: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | undefined> {
  const { signal, release } = interruption(environment);
  try {
    return await look(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    display.notice('fleetspec: given up while nodes were looked for');
    return undefined;
  } finally {
    release();
  }
}
