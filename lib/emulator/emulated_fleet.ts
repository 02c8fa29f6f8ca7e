// A fleet in one process, for the demo and for tests: real node daemons on emulated hosts.
// It shows how fleetspec behaves; it proves nothing about real hosts, brokers or MCollective.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import { NodeDaemon } from '../node/node_daemon';
import { type Clock, systemClock } from '../util/clock';
import { type Logger, silentLogger } from '../util/logger';
import { CLASSES_FILE, EmulatedHost, FACTS_FILE, type HostDescription } from './emulated_host';

export interface EmulatedNode extends HostDescription {
  readonly identity: string;
  /** Agents to load; without it all that can work there. */
  readonly agents?: readonly string[];
  /** Settings of agents, by MCollective's names (`filemgr.writable`). */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface FleetDescription {
  /** Broker, security and collectives of every node. */
  readonly config: Config;
  readonly environment: Environment;
  readonly nodes: readonly EmulatedNode[];
  readonly clock?: Clock;
  readonly logger?: Logger;
}

interface Running {
  readonly host: EmulatedHost;
  readonly daemon: NodeDaemon;
}

export class EmulatedFleet {
  readonly #nodes = new Map<string, Running>();

  private constructor(private readonly folder: string) {}

  /** Resolves when every node has subscribed; rejects as NodeDaemon.start does, leaving nothing running. */
  static async start(description: FleetDescription): Promise<EmulatedFleet> {
    const fleet = new EmulatedFleet(mkdtempSync(join(tmpdir(), 'fleetspec-fleet-')));
    try {
      await Promise.all(description.nodes.map(node => fleet.#start(node, description)));
      return fleet;
    } catch (fault) {
      await fleet.stop();
      throw fault;
    }
  }

  async #start(node: EmulatedNode, { config, environment, clock, logger }: FleetDescription): Promise<void> {
    const host = new EmulatedHost(join(this.folder, node.identity), node);
    const daemon = await NodeDaemon.start(nodeConfig(config, node), {
      environment,
      exec: host.exec,
      paths: host.paths,
      calls: host.calls,
      clock: clock ?? systemClock,
      logger: logger ?? silentLogger,
    });
    this.#nodes.set(node.identity, { host, daemon });
  }

  get identities(): string[] {
    return [...this.#nodes.keys()];
  }

  /** Throws when there is no such node. */
  host(identity: string): EmulatedHost {
    return this.#running(identity).host;
  }

  daemon(identity: string): NodeDaemon {
    return this.#running(identity).daemon;
  }

  /** The node goes silent as if it were switched off. */
  async stopNode(identity: string): Promise<void> {
    await this.#running(identity).daemon.stop();
    this.#nodes.delete(identity);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#nodes.values()].map(({ daemon }) => daemon.stop()));
    this.#nodes.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #running(identity: string): Running {
    const running = this.#nodes.get(identity);
    if (!running) throw new Error(`there is no emulated node ${identity}`);
    return running;
  }
}

function nodeConfig(config: Config, { identity, agents, settings = {} }: EmulatedNode): Config {
  return {
    ...config,
    identity,
    node: {
      ...config.node,
      factFiles: [FACTS_FILE],
      factCacheMs: 0,
      classesFile: CLASSES_FILE,
      agents,
      plugins: settings,
    },
  };
}
