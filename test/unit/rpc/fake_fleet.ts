// A broker and its nodes in memory: real payloads, a clock that stands still, and nodes that do as they are told.
import type { Config } from '../../../lib/config/config';
import type { Environment } from '../../../lib/environment';
import type { RubyValue } from '../../../lib/marshal/values';
import type { RequestMessage } from '../../../lib/mcollective/message';
import { makeRpcReply, parseRpcRequest } from '../../../lib/mcollective/rpc_body';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import { Fleet } from '../../../lib/rpc/fleet';
import type {
  ConnectionState,
  StompConnection,
  StompMessage,
  Subscription,
} from '../../../lib/stomp/connection';
import { BrokerLost } from '../../../lib/stomp/errors';
import { makeHeaders } from '../../../lib/stomp/frame';
import { defaultConfig } from '../config/default_config';
import { FakeClock } from './fake_clock';

export const PSK = 'test-key';

export interface Sent {
  readonly destination: string;
  readonly headers: Record<string, string>;
  readonly request: RequestMessage;
}

export interface FakeReply {
  readonly code: number;
  readonly message: string;
  readonly data: Record<string, RubyValue>;
}

/** In ms after a request arrives; undefined: silent. */
export interface FakeNode {
  readonly discoveryMs?: number | undefined;
  readonly replyMs?: number | undefined;
  readonly reply?: FakeReply;
  /** Instead of it, by `agent action`. */
  readonly replies?: Readonly<Record<string, FakeReply>>;
  /** Agents it has; undefined: whichever is asked for. */
  readonly agents?: readonly string[];
  readonly psk?: string;
  /** Answers that many times. */
  readonly times?: number;
  readonly skew?: number;
}

export class FakeFleet implements StompConnection {
  readonly clock = new FakeClock();
  readonly sent: Sent[] = [];
  /** Destinations subscribed now. */
  readonly subscriptions = new Map<string, (message: StompMessage) => void>();
  readonly everSubscribed: string[] = [];
  readonly nodes = new Map<string, FakeNode>();
  flushes = 0;
  flushFault: Error | undefined;
  closed = false;
  broker: string | undefined = 'broker.example.net:61613';
  readonly #security = new PskSecurity(PSK, 'uid=0');
  readonly #listeners = new Set<(state: ConnectionState) => void>();

  connect(overrides: Partial<Config['rpc']> = {}): Promise<Fleet> {
    const config = makeConfig(overrides);
    return Fleet.connect(config, { environment: fakeEnvironment(), clock: this.clock, connection: this });
  }

  subscribe(destination: string, onMessage: (message: StompMessage) => void): Subscription {
    this.subscriptions.set(destination, onMessage);
    this.everSubscribed.push(destination);
    return { unsubscribe: () => void this.subscriptions.delete(destination) };
  }

  send(destination: string, headers: Record<string, string>, body: Buffer): void {
    if (!this.broker) throw new BrokerLost('broker.example.net:61613', 'not connected');
    const request = this.#security.decodeRequest(body);
    const sent = { destination, headers, request };
    this.sent.push(sent);
    // On ActiveMQ, or on RabbitMQ.
    const direct = headers.mc_identity ?? /_directed\/(.+)$/.exec(destination)?.[1];
    for (const [name, node] of this.nodes) {
      if (direct === undefined || direct === name) this.#schedule(name, node, sent);
    }
  }

  async flush(): Promise<void> {
    this.flushes += 1;
    if (this.flushFault) throw this.flushFault;
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  lose(): void {
    const broker = this.broker ?? '';
    this.broker = undefined;
    const error = new BrokerLost(broker, 'connection reset');
    for (const listener of [...this.#listeners]) listener({ state: 'disconnected', broker, error });
  }

  add(names: readonly string[], node: FakeNode = {}): void {
    for (const name of names) this.nodes.set(name, { discoveryMs: 10, replyMs: 20, ...node });
  }

  /** A payload on a reply queue, as the broker would deliver it. */
  deliver(destination: string, body: Buffer): void {
    this.subscriptions.get(destination)?.({ headers: makeHeaders(), body });
  }

  /** Answers a request in the name of `sender`. */
  answer(
    sent: Sent,
    sender: string,
    body: RubyValue,
    fields: { psk?: string; skew?: number; requestid?: string } = {},
  ): void {
    const security = new PskSecurity(fields.psk ?? PSK, 'uid=0');
    const reply = {
      senderid: sender,
      senderagent: sent.request.agent,
      requestid: fields.requestid ?? sent.request.requestid,
      msgtime: Math.floor(this.clock.now() / 1000) + (fields.skew ?? 0),
      body,
    };
    this.deliver(sent.headers['reply-to']!, security.encodeReply(reply, sent.request.callerid));
  }

  #schedule(name: string, node: FakeNode, sent: Sent): void {
    const discovery = sent.request.agent === 'discovery';
    const delay = discovery ? node.discoveryMs : node.replyMs;
    if (delay === undefined || !hasAgents(node, sent.request)) return;
    if (!discovery && !parseRpcRequest(sent.request.body).processResults) return;
    const body = discovery ? 'pong' : replyOf(name, node, sent.request);
    for (let i = 0; i < (node.times ?? 1); i++) {
      this.clock.after(delay, () => this.answer(sent, name, body, node));
    }
  }
}

function hasAgents({ agents }: FakeNode, { agent, filter }: RequestMessage): boolean {
  if (!agents) return true;
  const wanted = agent === 'discovery' ? filter.agent : [agent];
  return wanted.every(name =>
    name.startsWith('/')
      ? agents.some(own => new RegExp(name.slice(1, -1)).test(own))
      : agents.includes(name),
  );
}

function replyOf(name: string, node: FakeNode, request: RequestMessage): RubyValue {
  const { agent, action } = parseRpcRequest(request.body);
  const standard = { code: 0, message: 'OK', data: { node: name } };
  const { code, message, data } = node.replies?.[`${agent} ${action}`] ?? node.reply ?? standard;
  return makeRpcReply(code, message, data);
}

export function makeConfig(rpc: Partial<Config['rpc']> = {}): Config {
  const standard = defaultConfig(PSK);
  return {
    ...standard,
    identity: 'client.example.net',
    collectives: ['mcollective', 'uk'],
    rpc: { ...standard.rpc, discoveryQuietMs: 200, ...rpc },
  };
}

export function fakeEnvironment(): Environment {
  return { pid: 4242, uid: 1000, gid: 1000, username: 'op', hostname: 'client.example.net' } as Environment;
}
