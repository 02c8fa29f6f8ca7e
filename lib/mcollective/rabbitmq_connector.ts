// Destinations and headers on RabbitMQ's STOMP adapter, as MCollective 2.12's connector `rabbitmq` has them.
//
// The exchanges COLLECTIVE_broadcast (topic) and COLLECTIVE_directed (direct) must be there. Replies come through a
// temporary queue, which the broker makes for a SEND with `reply-to:/temp-queue/NAME`, subscribes us to, and names
// `/reply-queue/…` towards the nodes; or, with use_reply_exchange, through the exchange mcollective_reply (direct).
import { randomBytes } from 'node:crypto';
import type { BrokerConfig } from '../config/config';
import { decodeBase64, encodeBase64 } from './base64';
import type { Connector, Incoming, Outgoing } from './connector';

/** The broker may drop a message this long after its ttl: room for slow networks. */
const EXPIRY_SLACK_SECONDS = 10;
const REPLY_EXCHANGE = '/exchange/mcollective_reply/';
// A node must not be made to publish to any exchange: requests, for one, travel through some.
const REPLY_TO = /^\/(?:(?:queue|topic|reply-queue)\/.|exchange\/mcollective_reply\/[^/])/;
// A temporary queue lives as long as the connection, so names are used again; not at once, because who answers the
// request before may still be late.
const RESTING_NAMES = 32;

export type RabbitMqSettings = Pick<BrokerConfig, 'base64' | 'agentsMultiplex' | 'useReplyExchange'>;

export class RabbitMqConnector implements Connector {
  #sequence = 0;
  /** Released, the longest free first. */
  readonly #free: string[] = [];
  // Two containers may share identity and pid: without this part they would read each other's replies.
  readonly #token = randomBytes(3).toString('hex');

  constructor(
    private readonly settings: RabbitMqSettings,
    private readonly identity: string,
    private readonly pid: number,
  ) {}

  nextReplyTo(): string {
    if (this.#free.length > RESTING_NAMES) return this.#free.shift()!;
    this.#sequence++;
    return this.settings.useReplyExchange
      ? `${REPLY_EXCHANGE}${this.identity}_${this.pid}_${this.#token}_${this.#sequence}`
      : `/temp-queue/mcollective_reply_${this.#sequence}`;
  }

  releaseReplyTo(replyTo: string): void {
    if (!this.settings.useReplyExchange) this.#free.push(replyTo);
  }

  /** Temporary queues are subscribed by the broker itself; it answers a SUBSCRIBE with an error. */
  replySubscription(replyTo: string): Incoming {
    const incoming = { destination: replyTo, headers: {} };
    return this.settings.useReplyExchange ? incoming : { ...incoming, unasked: true };
  }

  isReplyTo(destination: string): boolean {
    return REPLY_TO.test(destination);
  }

  broadcast(collective: string, agent: string, replyTo: string, ttlSeconds: number): Outgoing {
    return {
      destination: this.agentSubscription(collective, agent).destination,
      headers: this.#headers(ttlSeconds, { 'reply-to': replyTo }),
    };
  }

  direct(collective: string, identity: string, replyTo: string, ttlSeconds: number): Outgoing {
    return {
      destination: `/exchange/${collective}_directed/${identity}`,
      headers: this.#headers(ttlSeconds, { 'reply-to': replyTo }),
    };
  }

  reply(replyTo: string, ttlSeconds: number): Outgoing {
    return { destination: replyTo, headers: this.#headers(ttlSeconds, {}) };
  }

  directSubscription(collective: string): Incoming {
    return {
      destination: `/exchange/${collective}_directed/${this.identity}`,
      headers: { id: `${collective}_${this.identity}_directed_to_identity` },
    };
  }

  agentSubscription(collective: string, agent: string): Incoming {
    const exchange = `${collective}_broadcast`;
    return this.settings.agentsMultiplex
      ? { destination: `/exchange/${exchange}`, headers: { id: exchange } }
      : { destination: `/exchange/${exchange}/${agent}`, headers: { id: `${exchange}_${agent}` } };
  }

  encodePayload(payload: Buffer): Buffer {
    return this.settings.base64 ? encodeBase64(payload) : payload;
  }

  /** Throws MessageRefused when the wire bytes are not the base64 that is configured. */
  decodePayload(wire: Buffer): Buffer {
    return this.settings.base64 ? decodeBase64(wire) : wire;
  }

  // In the order the Ruby connector emits them; the broker takes `expiration` for milliseconds from now.
  #headers(ttlSeconds: number, own: Record<string, string>): Record<string, string> {
    return {
      ...own,
      expiration: String((ttlSeconds + EXPIRY_SLACK_SECONDS) * 1000),
      mc_sender: this.identity,
    };
  }
}
