// The node daemon: connected for ever, subscribed for its agents, answering requests until it is stopped.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Exec } from '../exec/exec';
import type { HostPaths } from '../exec/host_paths';
import type { Connector, Incoming } from '../mcollective/connector';
import { makeConnector } from '../mcollective/make_connector';
import { makeSecurity } from '../mcollective/security/make_security';
import type { StompConnection, Subscription } from '../stomp/connection';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { Agent, DropReason, NodeStats } from './agent';
import { AGENTS } from './agents';
import { connectPatiently } from './connect_patiently';
import { Dispatcher } from './dispatcher';
import { DropLog } from './drop_log';
import { AuthorizationMissing } from './errors';
import { loadAgents } from './load_agents';
import { LiveNode } from './node_context';
import type { RequestQueue } from './request_queue';

export interface NodeDaemonOptions {
  readonly environment: Environment;
  readonly exec: Exec;
  readonly paths: HostPaths;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Instead of connecting to the configured brokers; closed by `stop`. */
  readonly connection?: StompConnection;
  /** Ends `start` while it still waits for a broker. */
  readonly signal?: AbortSignal;
  /** Instead of the product's own. */
  readonly agents?: Readonly<Record<string, Agent>>;
  readonly queue?: RequestQueue;
}

/** For requests that were told to end, ms. */
const ABORT_MS = 500;

export class NodeDaemon {
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #drops: DropLog;
  readonly #dispatcher: Dispatcher;
  readonly #failed: Promise<Error>;
  #stopped: Promise<void> | undefined;

  /**
   * Resolves once subscribed; keeps trying while no broker can be reached. Rejects for what trying again cannot mend:
   * a refused login, a missing key, an agent that does not exist.
   */
  static async start(config: Config, options: NodeDaemonOptions): Promise<NodeDaemon> {
    const { environment, clock, logger } = options;
    if (config.node.authorization) throw new AuthorizationMissing(config.file);
    const security = makeSecurity(config, 'server', environment);
    const connector = makeConnector(config, environment, clock);
    const node = new LiveNode({ config, ...options });
    // Before connecting: a wrong name of an agent should not have to wait for a broker.
    await activate(node, config, options);
    const connection = options.connection ?? (await connectPatiently(config.broker, options));
    const drops = new DropLog(clock, logger);
    const dispatcher = new Dispatcher({
      ...{ connection, connector, security, node, drops, clock, logger },
      stats: node.stats,
      replyTtl: config.rpc.ttl,
      maxReplyBytes: config.broker.maxFrameBytes,
      ...(options.queue ? { queue: options.queue } : {}),
    });
    const daemon = new NodeDaemon(config, options, node, connection, connector, drops, dispatcher);
    daemon.#subscribe();
    return daemon;
  }

  private constructor(
    private readonly config: Config,
    private readonly options: NodeDaemonOptions,
    private readonly node: LiveNode,
    private readonly connection: StompConnection,
    private readonly connector: Connector,
    drops: DropLog,
    dispatcher: Dispatcher,
  ) {
    this.#drops = drops;
    this.#dispatcher = dispatcher;
    this.#failed = new Promise(resolve => {
      connection.onState(state => {
        if (state.state === 'failed') resolve(state.error);
      });
    });
  }

  get stats(): Readonly<NodeStats> {
    return this.node.stats;
  }

  /** Requests not acted on, by reason. */
  get drops(): Readonly<Record<DropReason, number>> {
    return this.#drops.counts;
  }

  /** Names of the loaded agents, in the order they were loaded. */
  get agents(): readonly string[] {
    return [...this.node.agents.keys()];
  }

  /** Resolves when the connection was given up for good; never rejects. */
  get failed(): Promise<Error> {
    return this.#failed;
  }

  /** Facts are read again, agents that can work now are added, those that cannot any more are taken away. */
  async reload(): Promise<void> {
    this.node.forgetFacts();
    await activate(this.node, this.config, this.options);
    if (!this.#stopped) this.#subscribe();
  }

  /** Takes no more requests, lets running ones finish within the grace time, disconnects. Never rejects. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    for (const subscription of this.#subscriptions.values()) subscription.unsubscribe();
    this.#subscriptions.clear();
    await this.#finish();
    await this.connection.close();
  }

  async #finish(): Promise<void> {
    const { clock, logger } = this.options;
    const idle = this.#dispatcher.idle();
    if ((await within(clock, this.config.node.graceMs, idle)) === 'over') {
      logger.warn('requests still running at the end of the grace time are given up');
      this.#dispatcher.abort();
      await within(clock, ABORT_MS, idle);
    }
  }

  // Own queue first, then each agent in each collective, in MCollective's order; what is there already stays.
  #subscribe(): void {
    const wanted = new Map(this.#destinations().map(incoming => [incoming.destination, incoming]));
    for (const [destination, subscription] of this.#subscriptions) {
      if (wanted.has(destination)) continue;
      subscription.unsubscribe();
      this.#subscriptions.delete(destination);
    }
    for (const { destination, headers } of wanted.values()) {
      if (this.#subscriptions.has(destination)) continue;
      const onMessage = this.#dispatcher.receive.bind(this.#dispatcher);
      this.#subscriptions.set(destination, this.connection.subscribe(destination, onMessage, headers));
    }
  }

  #destinations(): Incoming[] {
    const { config, connector } = this;
    const { collectives } = config;
    const direct = config.rpc.directAddressing
      ? collectives.map(name => connector.directSubscription(name))
      : [];
    const broadcast = this.agents.flatMap(agent =>
      collectives.map(collective => connector.agentSubscription(collective, agent)),
    );
    return [...direct, ...broadcast];
  }
}

function within(clock: Clock, ms: number, done: Promise<void>): Promise<'done' | 'over'> {
  return new Promise(resolve => {
    const timer = clock.after(ms, () => resolve('over'));
    void done.then(() => {
      timer.cancel();
      resolve('done');
    });
  });
}

async function activate(node: LiveNode, config: Config, options: NodeDaemonOptions): Promise<void> {
  const { active, inactive } = await loadAgents(options.agents ?? AGENTS, config.node.agents, node);
  node.agents.clear();
  for (const [name, agent] of active) node.agents.set(name, agent);
  for (const [name, why] of inactive) options.logger.info(`agent ${name} is not active: ${why}`);
  options.logger.info(`agents: ${[...active.keys()].join(', ')}`, { identity: config.identity });
}
