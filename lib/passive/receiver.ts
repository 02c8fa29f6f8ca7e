// What every way to a monitoring system looks like from here.
import type { PassiveResult } from './passive_result';

export interface Receiver {
  /** Name of the target in the configuration. */
  readonly name: string;
  /** Most results that `send` takes. */
  readonly batch: number;
  /**
   * Resolves when the receiver has all of them, as far as it says so. Throws ReceiverUnavailable for what time may heal,
   * ReceiverRefused for what somebody has to correct, ResultRefused when a single result cannot be taken.
   */
  send(results: readonly PassiveResult[], signal: AbortSignal): Promise<void>;
}
