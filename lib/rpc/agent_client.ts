// One agent of a fleet and the filter its calls use: an immutable builder.
import type { RubyValue } from '../marshal/values';
import { parseCompound } from '../mcollective/compound';
import { EMPTY_FILTER, type Filter, makeFilter, parseFact, parseWith } from '../mcollective/filter';
import { type Audience, findAudience } from './audience';
import { Call, type CallOptions, waitsForAnswers } from './call';
import type { DiscoverOptions } from './discovery';
import { checkNodeName, checkWord, isRegex } from './names';
import type { DiscoveryResult } from './reply';
import type { RpcContext } from './rpc_context';

export class AgentClient {
  // What `discover` found; calls use it from then on.
  #audience: Promise<Audience> | undefined;

  /** Made by `Fleet.agent`. */
  constructor(
    private readonly context: RpcContext,
    readonly name: string,
    private readonly conditions: Filter = EMPTY_FILTER,
    private readonly list?: readonly string[],
  ) {
    checkWord('agent', name);
  }

  /** The filter as it is sent: the conditions, and the agent itself. */
  get filter(): Filter {
    const { agent } = this.conditions;
    return { ...this.conditions, agent: agent.includes(this.name) ? agent : [...agent, this.name] };
  }

  /** `fact=value`, `fact>=value`, `fact=/regex/` …; throws FilterSyntax. */
  withFact(expression: string): AgentClient {
    return this.#and({ fact: [parseFact(expression)] });
  }

  withClass(nameOrRegex: string): AgentClient {
    return this.#and({ cf_class: [nameOrRegex] });
  }

  /** Several are alternatives. */
  withIdentity(nameOrRegex: string): AgentClient {
    if (!isRegex(nameOrRegex)) checkNodeName(nameOrRegex);
    return this.#and({ identity: [nameOrRegex] });
  }

  /** Nodes that have this other agent too. */
  withAgent(name: string): AgentClient {
    return this.#and({ agent: [name] });
  }

  /** Space-separated facts and classes, as `-W` takes them. */
  with(tokens: string): AgentClient {
    return this.#and(parseWith(tokens));
  }

  /** `country=uk and fstat('/etc/hosts').md5=/baa/`, answered by the nodes; throws FilterSyntax. */
  withCompound(expression: string): AgentClient {
    return this.#and({ compound: [parseCompound(expression)] });
  }

  /** Every condition of a filter made elsewhere. */
  withFilter(filter: Partial<Filter>): AgentClient {
    return this.#and(filter);
  }

  /** Exactly these nodes, addressed one by one; with other conditions, those of them that match. */
  on(nodes: Iterable<string>): AgentClient {
    const list = [...new Set(nodes)].map(checkNodeName);
    return new AgentClient(this.context, this.name, this.conditions, list);
  }

  /** Finds the nodes and remembers them: every later call of this object addresses them, until discovered again. */
  async discover(options: DiscoverOptions = {}): Promise<DiscoveryResult> {
    const audience = this.#find(options);
    this.#audience = audience;
    // A discovery that failed is not what the next call should find.
    audience.catch(() => {
      if (this.#audience === audience) this.#audience = undefined;
    });
    return (await audience).discovery;
  }

  /**
   * Starts at once; discovers first if that was not done before. Remote failures are replies, never thrown. Throws for
   * options that no call can have: CannotBatch, BadReplyTo.
   */
  call(action: string, args: Record<string, RubyValue> = {}, options: CallOptions = {}): Call {
    checkWord('action', action);
    const { context, name: agent, filter } = this;
    return new Call(context, { agent, action, args, filter, options, audience: () => this.#whom(options) });
  }

  async #whom(options: CallOptions): Promise<Audience | undefined> {
    if (this.#audience) return this.#audience;
    const named = this.list !== undefined || this.conditions.identity.length > 0;
    if (!waitsForAnswers(options) && !named) return undefined;
    return this.#find(options.signal ? { signal: options.signal } : {});
  }

  #find(options: DiscoverOptions): Promise<Audience> {
    return findAudience(this.context, this.filter, options, this.list, this.name);
  }

  #and(more: Partial<Filter>): AgentClient {
    const { fact, cf_class, agent, identity, compound } = this.conditions;
    const conditions = makeFilter({
      fact: [...fact, ...(more.fact ?? [])],
      cf_class: [...cf_class, ...(more.cf_class ?? [])],
      agent: [...agent, ...(more.agent ?? [])],
      // Nodes refuse a filter that names them twice.
      identity: [...new Set([...identity, ...(more.identity ?? [])])],
      compound: [...compound, ...(more.compound ?? [])],
    });
    return new AgentClient(this.context, this.name, conditions, this.list);
  }
}
