// What queues and topics have in common, and what they need of a consumer.
import type { Address } from './address';
import type { Counters } from './counters';
import type { Message } from './message';
import type { Selector } from './selector';

/** One subscription as queues and topics see it. */
export interface Consumer {
  readonly selector: Selector | undefined;
  /** False while its client reads too slowly, owes too many acknowledgements, or is gone. */
  readonly hasRoom: boolean;
  /** Writes the message to the client; calls `settle` of `from` at once or when the client acknowledges. */
  deliver(message: Message, from: Destination, how: Delivery): void;
}

export interface Delivery {
  readonly redelivered: boolean;
  /** Of a fan-out: frames already encoded, for consumers to whom the same bytes go. */
  readonly encoded?: Map<string, Buffer>;
}

export interface Destination {
  readonly address: Address;
  readonly counters: Counters;
  /** Monotonic ms of the last send or subscription. */
  readonly lastUsed: number;
  /** Throws FrameRefused when it cannot be kept. */
  send(message: Message): void;
  add(consumer: Consumer): void;
  remove(consumer: Consumer): void;
  /** Gives a consumer what waits for it, as far as it has room. */
  serve(consumer: Consumer): void;
  /** A delivered message is done with. */
  settle(message: Message): void;
  /** Delivered messages come back in the order given, to be delivered again. */
  giveBack(messages: readonly Message[]): void;
  /** When the oldest held message arrived, ms since the epoch. */
  readonly firstArrival: number | undefined;
  /** Drops what expired. */
  expire(now: number): void;
  /** It is being removed: whatever it holds is no longer counted, and what comes back is dropped. */
  discard(): void;
}
