// How requests and replies travel: destinations and headers of one kind of broker.

export interface Outgoing {
  readonly destination: string;
  readonly headers: Record<string, string>;
}

export interface Incoming {
  readonly destination: string;
  readonly headers: Record<string, string>;
}

export interface Connector {
  /** A fresh reply queue name for the next request of this process. */
  nextReplyTo(collective: string): string;
  broadcast(collective: string, agent: string, replyTo: string, ttlSeconds: number): Outgoing;
  direct(collective: string, identity: string, replyTo: string, ttlSeconds: number): Outgoing;
  reply(replyTo: string, ttlSeconds: number): Outgoing;
  /** What a node subscribes to for requests addressed to it alone. */
  directSubscription(collective: string): Incoming;
  /** What a node subscribes to for broadcasts to an agent. */
  agentSubscription(collective: string, agent: string): Incoming;
  /** Payload bytes as they go on the wire (base64 when configured). */
  encodePayload(payload: Buffer): Buffer;
  decodePayload(wire: Buffer): Buffer;
}
