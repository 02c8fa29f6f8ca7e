// What agents see of the node they run on, put together from configuration, facts and the host.
import type { Config } from '../config/config';
import type { Environment } from '../environment';
import type { Exec } from '../exec/exec';
import { type HostCalls, hostCalls } from '../exec/host_calls';
import type { HostPaths } from '../exec/host_paths';
import type { RubyValue } from '../marshal/values';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import { VERSION } from '../version';
import type { Agent, DropReason, Facts, FactTree, NodeContext, NodeStats } from './agent';
import type { Authorizer } from './authorization/authorizer';
import { configItem } from './config_items';
import { DropLog } from './drop_log';
import { ClassesFile } from './facts/classes_file';
import { YamlFacts } from './facts/yaml_facts';

export interface NodeParts {
  readonly config: Config;
  readonly environment: Pick<Environment, 'pid' | 'cpu'>;
  readonly exec: Exec;
  readonly paths: HostPaths;
  /** Default those of this machine. */
  readonly calls?: HostCalls;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class LiveNode implements NodeContext {
  readonly version = VERSION;
  readonly startTime: number;
  readonly stats: NodeStats = {
    total: 0,
    validated: 0,
    unvalidated: 0,
    passed: 0,
    filtered: 0,
    ttlexpired: 0,
    replies: 0,
  };
  readonly drops: DropLog;
  /** Filled by whoever loads agents. */
  readonly agents = new Map<string, Agent>();
  /** Set by whoever makes the policies. */
  authorizer: Authorizer | undefined;
  readonly #facts: YamlFacts;
  readonly #classes: ClassesFile;

  constructor(private readonly parts: NodeParts) {
    const { config, paths, clock, logger } = parts;
    this.startTime = Math.floor(clock.now() / 1000);
    this.drops = new DropLog(clock, logger);
    this.#facts = new YamlFacts(config.node.factFiles, config.node.factCacheMs, paths, clock, logger);
    this.#classes = new ClassesFile(config.node.classesFile, paths, logger);
  }

  get identity(): string {
    return this.parts.config.identity;
  }

  get dropped(): Readonly<Record<DropReason, number>> {
    return this.drops.counts;
  }

  get collectives(): readonly string[] {
    return this.parts.config.collectives;
  }

  get mainCollective(): string {
    return this.parts.config.mainCollective;
  }

  get configFile(): string {
    return this.parts.config.file ?? '';
  }

  get pid(): number {
    return this.parts.environment.pid;
  }

  get strictFilters(): boolean {
    return this.parts.config.node.strictFilters;
  }

  get clock(): Clock {
    return this.parts.clock;
  }

  get logger(): Logger {
    return this.parts.logger;
  }

  get exec(): Exec {
    return this.parts.exec;
  }

  get paths(): HostPaths {
    return this.parts.paths;
  }

  get calls(): HostCalls {
    return this.parts.calls ?? hostCalls;
  }

  setting(name: string): string | undefined {
    const { plugins } = this.parts.config.node;
    return Object.hasOwn(plugins, name) ? plugins[name] : undefined;
  }

  configItem(name: string): RubyValue | undefined {
    return configItem(this.parts.config, name);
  }

  facts(): Promise<Facts> {
    return this.#facts.get();
  }

  factTree(): Promise<FactTree> {
    return this.#facts.tree();
  }

  /** Facts are read again at the next request. */
  forgetFacts(): void {
    this.#facts.forget();
  }

  classes(): Promise<readonly string[]> {
    return this.#classes.get();
  }

  get unread(): { facts: string | undefined; classes: string | undefined } {
    return { facts: this.#facts.problem, classes: this.#classes.problem };
  }

  cpu(): { user: number; system: number } {
    return this.parts.environment.cpu();
  }
}
