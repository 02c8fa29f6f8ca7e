// The node daemon: connected for ever, subscribed for its agents, answering requests until it is stopped.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import { describeError } from '../errors';
import type { Exec } from '../exec/exec';
import type { HostCalls } from '../exec/host_calls';
import type { HostPaths } from '../exec/host_paths';
import type { Connector, Incoming } from '../mcollective/connector';
import { makeConnector } from '../mcollective/make_connector';
import { makeSecurity } from '../mcollective/security/make_security';
import type { SecurityProvider } from '../mcollective/security/security_provider';
import type { StompConnection, Subscription } from '../stomp/connection';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import type { Agent, DropReason, NodeStats } from './agent';
import { availableAgents } from './available_agents';
import { connectPatiently } from './connect_patiently';
import { Dispatcher } from './dispatcher';
import { loadAgents } from './load_agents';
import { LiveNode } from './node_context';
import { NodePolicies, requirePlugins } from './node_policies';
import { OneAtATime } from './one_at_a_time';
import { RegistrationSender } from './registration/registration_sender';
import type { RequestQueue } from './request_queue';

export interface NodeDaemonOptions {
  readonly environment: Environment;
  readonly exec: Exec;
  readonly paths: HostPaths;
  /** Default those of this machine. */
  readonly calls?: HostCalls;
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
/** For the broker to confirm the last replies, also when the grace time is over, ms. */
const FLUSH_MS = 1000;

export class NodeDaemon {
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #dispatcher: Dispatcher;
  readonly #failed: Promise<Error>;
  readonly #reloads = new OneAtATime();
  #registration: RegistrationSender | undefined;
  #stopped: Promise<void> | undefined;

  /**
   * Resolves once subscribed; keeps trying while no broker can be reached. Rejects for what trying again cannot mend:
   * a refused login, a missing key, an agent that does not exist.
   */
  static async start(config: Config, options: NodeDaemonOptions): Promise<NodeDaemon> {
    const { environment, clock, logger } = options;
    requirePlugins(config);
    const security = makeSecurity(config, 'server', environment);
    const connector = makeConnector(config, environment, clock);
    const node = new LiveNode({ config, ...options });
    // Before connecting: a wrong name of an agent should not have to wait for a broker.
    await activate(node, config, options);
    const policies = new NodePolicies(config, node, options);
    await policies.look();
    const connection = options.connection ?? (await connectPatiently(config.broker, options));
    const dispatcher = new Dispatcher({
      ...{ connection, connector, security, node, policies, clock, logger },
      stats: node.stats,
      drops: node.drops,
      replyTtl: config.rpc.ttl,
      maxReplyBytes: config.broker.maxFrameBytes,
      ...(options.queue ? { queue: options.queue } : {}),
    });
    const daemon = new NodeDaemon(config, options, node, connection, connector, policies, dispatcher);
    daemon.#subscribe();
    daemon.#register(security);
    return daemon;
  }

  private constructor(
    private readonly config: Config,
    private readonly options: NodeDaemonOptions,
    private readonly node: LiveNode,
    private readonly connection: StompConnection,
    private readonly connector: Connector,
    private readonly policies: NodePolicies,
    dispatcher: Dispatcher,
  ) {
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
    return this.node.dropped;
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
  reload(): Promise<void> {
    return this.#reloads.run(async () => {
      this.node.forgetFacts();
      await activate(this.node, this.config, this.options, this.config.node.agents);
      await this.policies.reload();
      if (!this.#stopped) this.#subscribe();
    });
  }

  /**
   * Takes no more requests, lets running ones finish within the grace time, waits until the broker has their replies,
   * disconnects. Never rejects.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  /** Ends running requests without replies, for a process that exits now: they are audited, their programs told to end. */
  abandon(): void {
    this.#dispatcher.abandon();
  }

  async #end(): Promise<void> {
    const { clock } = this.options;
    const deadline = clock.monotonic() + this.config.node.graceMs;
    this.#registration?.stop();
    for (const subscription of this.#subscriptions.values()) subscription.unsubscribe();
    this.#subscriptions.clear();
    await this.#finish();
    this.policies.close();
    await this.#flush(Math.max(FLUSH_MS, deadline - clock.monotonic()));
    await this.connection.close();
  }

  // Closing gives the broker a second; large replies over slow lines need more.
  async #flush(ms: number): Promise<void> {
    if (this.connection.broker === undefined) return;
    try {
      await this.connection.flush(ms);
    } catch (error) {
      this.options.logger.warn(`the broker has not confirmed the last replies: ${describeError(error)}`);
    }
  }

  #register(security: SecurityProvider): void {
    const { config, node, connection, connector } = this;
    const { clock, logger } = this.options;
    if (!config.node.registration) return;
    const parts = { node, connection, connector, security, clock, logger, ttl: config.rpc.ttl };
    this.#registration = new RegistrationSender(config.node.registration, parts);
    this.#registration.start();
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

// `excused`: agents that need not be there, because they were once.
async function activate(
  node: LiveNode,
  config: Config,
  options: NodeDaemonOptions,
  excused: readonly string[] = [],
): Promise<void> {
  const { logger } = options;
  const { agents, problems } = await availableAgents(config, options);
  const broken = problems.flatMap(({ name }) => name ?? []);
  const { active, inactive } = await loadAgents(agents, config.node.agents, node, [...broken, ...excused]);
  node.agents.clear();
  for (const [name, agent] of active) node.agents.set(name, agent);
  for (const [name, why] of inactive) logger.info(`agent ${name} is not active: ${why}`);
  for (const { sentence } of problems) logger.error(sentence);
  logger.info(`agents: ${[...active.keys()].join(', ')}`, { identity: config.identity });
}
