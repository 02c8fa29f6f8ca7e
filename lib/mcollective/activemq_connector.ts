// Destinations and headers on ActiveMQ, as MCollective 2.12's connector `activemq` has them.
import { randomBytes } from 'node:crypto';
import type { BrokerConfig } from '../config/config';
import type { Clock } from '../util/clock';
import { systemClock } from '../util/clock';
import { decodeBase64, encodeBase64 } from './base64';
import type { Connector, Incoming, Outgoing } from './connector';

/** The broker may drop a message this long after its ttl: room for slow networks. */
const EXPIRY_SLACK_SECONDS = 10;
const REPLY_TO = /^\/(queue|topic|temp-queue|temp-topic|remote-temp-queue|remote-temp-topic)\/./;

export type ConnectorSettings = Pick<BrokerConfig, 'base64' | 'agentsMultiplex' | 'priority'>;

export class ActiveMqConnector implements Connector {
  #sequence = 0;
  // Two containers may share identity and pid: without this part they would read each other's replies.
  readonly #token = randomBytes(3).toString('hex');

  constructor(
    private readonly settings: ConnectorSettings,
    private readonly identity: string,
    private readonly pid: number,
    private readonly clock: Clock = systemClock,
  ) {}

  nextReplyTo(collective: string): string {
    this.#sequence++;
    return `/queue/${collective}.reply.${this.identity}_${this.pid}_${this.#token}.${this.#sequence}`;
  }

  // Every queue has a name of its own; the broker forgets it once it is idle.
  releaseReplyTo(): void {}

  replySubscription(replyTo: string): Incoming {
    return { destination: replyTo, headers: {} };
  }

  isReplyTo(destination: string): boolean {
    return REPLY_TO.test(destination);
  }

  broadcast(collective: string, agent: string, replyTo: string, ttlSeconds: number): Outgoing {
    return {
      destination: this.#agentTopic(collective, agent),
      headers: this.#headers(ttlSeconds, { 'reply-to': replyTo }),
    };
  }

  direct(collective: string, identity: string, replyTo: string, ttlSeconds: number): Outgoing {
    return {
      destination: `/queue/${collective}.nodes`,
      headers: this.#headers(ttlSeconds, { 'reply-to': replyTo, mc_identity: identity }),
    };
  }

  reply(replyTo: string, ttlSeconds: number): Outgoing {
    return { destination: replyTo, headers: this.#headers(ttlSeconds, {}) };
  }

  directSubscription(collective: string): Incoming {
    return {
      destination: `/queue/${collective}.nodes`,
      headers: { selector: `mc_identity = '${this.identity}'` },
    };
  }

  agentSubscription(collective: string, agent: string): Incoming {
    return { destination: this.#agentTopic(collective, agent), headers: {} };
  }

  encodePayload(payload: Buffer): Buffer {
    return this.settings.base64 ? encodeBase64(payload) : payload;
  }

  /** Throws MessageRefused when the wire bytes are not the base64 that is configured. */
  decodePayload(wire: Buffer): Buffer {
    return this.settings.base64 ? decodeBase64(wire) : wire;
  }

  #agentTopic(collective: string, agent: string): string {
    return this.settings.agentsMultiplex
      ? `/topic/${collective}.agents`
      : `/topic/${collective}.${agent}.agent`;
  }

  // In the order the Ruby connector emits them.
  #headers(ttlSeconds: number, own: Record<string, string>): Record<string, string> {
    const now = Math.floor(this.clock.now() / 1000);
    return {
      ...(this.settings.priority > 0 ? { priority: String(this.settings.priority) } : {}),
      timestamp: String(now * 1000),
      expires: String((now + ttlSeconds + EXPIRY_SLACK_SECONDS) * 1000),
      ...own,
      mc_sender: this.identity,
    };
  }
}
