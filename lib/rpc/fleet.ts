// A connection to a fleet: discovers nodes and hands out clients for their agents.
import { setMaxListeners } from 'node:events';
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Filter } from '../mcollective/filter';
import { makeConnector } from '../mcollective/make_connector';
import { makeSecurity } from '../mcollective/security/make_security';
import type { SecurityProvider } from '../mcollective/security/security_provider';
import type { StompConnection } from '../stomp/connection';
import type { ConnectSocket } from '../stomp/sockets/byte_socket';
import { type Clock, systemClock } from '../util/clock';
import { type Logger, silentLogger } from '../util/logger';
import { AgentClient } from './agent_client';
import { findAudience, startDiscovery } from './audience';
import type { DataDdls } from './data_time';
import type { DiscoverOptions, Discovery } from './discovery';
import { DiscoveryMemory } from './discovery_memory';
import { UnknownCollective } from './errors';
import { LateReplies } from './late_replies';
import type { DiscoveryResult } from './reply';
import { type ReplyCollector, ReplyInbox } from './reply_inbox';
import { checkReplyTo } from './reply_to';
import type { RpcContext } from './rpc_context';

export type { DiscoverOptions } from './discovery';

export interface FleetOptions {
  readonly environment: Environment;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** An open connection to use instead of a new one; `close` closes it too. */
  readonly connection?: StompConnection;
  /** Collective to address, default the main one; one of the configured. */
  readonly collective?: string;
  /** What is known of data plugins, for filters with data functions. */
  readonly ddls?: DataDdls;
  /** Gives up connecting. */
  readonly signal?: AbortSignal;
  /** Looks at everything that goes through. */
  readonly trace?: FleetTrace;
}

/** What is put around the parts of a fleet connection to look at what goes through them. */
export interface FleetTrace {
  /** Around the sockets; not used with an open connection. */
  readonly connectSocket: ConnectSocket;
  connection(connection: StompConnection): StompConnection;
  security(provider: SecurityProvider): SecurityProvider;
}

export class Fleet {
  readonly #closing = new AbortController();
  readonly #context: RpcContext;

  private constructor(context: Omit<RpcContext, 'closing'>) {
    // Every request under way listens; Node would warn of the eleventh on stderr.
    setMaxListeners(0, this.#closing.signal);
    this.#context = { ...context, closing: this.#closing.signal };
  }

  /** Connects to the first usable broker of the pool; throws the errors of lib/stomp, or UnknownCollective. */
  static async connect(config: Config, options: FleetOptions): Promise<Fleet> {
    const { environment, clock = systemClock, logger = silentLogger, trace } = options;
    const { collective = config.mainCollective } = options;
    if (!config.collectives.includes(collective)) throw new UnknownCollective(collective, config.collectives);
    const plain = makeSecurity(config, 'client', environment);
    const security = trace ? trace.security(plain) : plain;
    const connector = makeConnector(config, environment, clock);
    const opened = options.connection ?? (await openConnection(config, options));
    const connection = trace ? trace.connection(opened) : opened;
    const late = new LateReplies(clock);
    const memory = new DiscoveryMemory();
    const ddls = options.ddls;
    const shared = { config, connection, connector, security, clock, logger, collective };
    return new Fleet({ ...shared, environment, ddls, late, memory });
  }

  /** Name of the connected broker, undefined while down. */
  get broker(): string | undefined {
    return this.#context.connection.broker;
  }

  /** A client for one agent, without filter as yet. */
  agent(name: string): AgentClient {
    return new AgentClient(this.#context, name);
  }

  /** Which nodes match, of `list` if there is one; asked by broadcast unless the nodes are named and that is all. */
  async discover(
    filter: Filter,
    options: DiscoverOptions = {},
    list?: readonly string[],
  ): Promise<DiscoveryResult> {
    const { discovery } = await findAudience(this.#context, filter, options, list);
    return discovery;
  }

  /** Asks who is there, of `list` if there is one, and tells each answer as it comes. */
  ping(filter: Filter, options: DiscoverOptions = {}, list?: readonly string[]): Discovery {
    return startDiscovery(this.#context, filter, options, list);
  }

  /** Reads the replies to calls with `replyTo`; whoever else reads there takes some of a queue's. */
  collectReplies(destination: string, collector: ReplyCollector): ReplyInbox {
    checkReplyTo(this.#context, destination);
    return new ReplyInbox(this.#context, destination, collector);
  }

  /** Gives up what is under way and disconnects; never throws. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#context.late.close();
    await this.#context.connection.close();
  }
}

// Sockets are loaded only by those who need one.
async function openConnection(config: Config, options: FleetOptions): Promise<StompConnection> {
  const { StompSession } = await import('../stomp/session');
  const { clock, logger, signal, trace } = options;
  return StompSession.connect({
    ...config.broker,
    ...(clock && { clock }),
    ...(logger && { logger }),
    ...(signal && { signal }),
    ...(trace && { connectSocket: trace.connectSocket }),
  });
}
