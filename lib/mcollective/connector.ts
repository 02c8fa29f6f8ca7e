// How requests and replies travel: destinations and headers of one kind of broker.

export interface Outgoing {
  readonly destination: string;
  readonly headers: Record<string, string>;
}

export interface Incoming {
  readonly destination: string;
  readonly headers: Record<string, string>;
  /** The broker delivers without being asked: nothing is subscribed, it would refuse that. */
  readonly unasked?: true;
}

export interface Connector {
  /** A reply queue name for the next request of this process; no other request has it until it is released. */
  nextReplyTo(collective: string): string;
  /** Nobody listens there any more; where names are scarce, it may be used again. */
  releaseReplyTo(replyTo: string): void;
  /** How the replies to a request with that reply-to are received. */
  replySubscription(replyTo: string): Incoming;
  /** True for what a request's reply-to may be on this kind of broker: it comes from the network. */
  isReplyTo(destination: string): boolean;
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
