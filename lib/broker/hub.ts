// What all sessions of a broker share: destinations, users, limits, counts, and the way of a message.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { Address, DestinationKind } from './address';
import type { Destination } from './destination';
import { Destinations } from './destinations';
import type { BrokerLimits } from './limits';
import type { Users } from './login';
import { type Message, mapMessage } from './message';
import { answerStatistics, type Measured, type StatisticsMap } from './statistics';
import { type BrokerStats, Tally } from './tally';

export interface HubOptions {
  readonly name: string;
  readonly users: Users | undefined;
  readonly limits: BrokerLimits;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Hub implements Measured {
  readonly destinations: Destinations;
  readonly tally = new Tally();
  readonly id: string;
  uris = { stomp: '', 'stomp+ssl': '' };
  // Ids of messages and sessions must not repeat after a restart.
  private readonly boot = randomBytes(6).toString('hex');
  private sessions = 0;
  private answers = 0;

  constructor(readonly options: HubOptions) {
    this.destinations = new Destinations(options.limits, options.clock);
    // As ActiveMQ's, which tells when it was started.
    this.id = `ID:${options.name}-${this.boot}-${options.clock.now()}-0:1`;
  }

  get name(): string {
    return this.options.name;
  }

  get limits(): BrokerLimits {
    return this.options.limits;
  }

  get totals(): Destinations['totals'] {
    return this.destinations.totals;
  }

  matching(kind: DestinationKind, pattern: string): Destination[] {
    return this.destinations.matching(kind, pattern);
  }

  nextSessionId(): string {
    return `ID:${this.name}-${this.boot}:${++this.sessions}`;
  }

  /** To the statistics if it asks for them, to its destination otherwise. Throws FrameRefused. */
  send(message: Message): void {
    const maps = answerStatistics(message, this);
    if (maps) this.answer(message, message.replyTo!, maps);
    else this.destinations.at(message.to).send(message);
  }

  stats(): BrokerStats {
    const { enqueued, dispatched, dequeued, expired, stored, storedBytes, consumers } = this.totals;
    const counted = { enqueued, dispatched, dequeued, expired, stored, storedBytes, consumers };
    const { size, dropped } = this.destinations;
    return { ...this.tally, ...counted, destinations: size, dropped };
  }

  private answer(query: Message, to: Address, maps: readonly StatisticsMap[]): void {
    const correlation = query.headers['correlation-id'];
    const headers = {
      type: 'Advisory',
      ...(correlation === undefined ? {} : { 'correlation-id': correlation }),
    };
    for (const map of maps) {
      const id = `${this.id}:${++this.answers}`;
      const now = this.options.clock.now();
      this.destinations.at(to).send(mapMessage({ id, to, replyTo: undefined, now }, headers, map));
    }
  }
}
