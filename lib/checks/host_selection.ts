// The hosts a scenario is about: facts, classes and names gathered step by step, then discovered once.

import type { RubyValue } from '../marshal/values';
import { parseCompound } from '../mcollective/compound';
import { type FactFilter, type Filter, isEmpty, isRegex, makeFilter, parseFact } from '../mcollective/filter';
import { RubyRegex } from '../regex/program';
import { describeFilter } from '../rpc/describe_filter';
import type { DiscoveryResult } from '../rpc/reply';
import type { CheckContext } from './check_context';
import { discoveryDoubt } from './discovery_doubt';
import { BadSelection, NobodyDiscovered, NoHostsChosen } from './errors';
import type { AgentPort } from './fleet_port';
import type { RecentHosts } from './host_memory';

/** Exactly the chosen hosts, for one agent. */
export interface Hosts {
  readonly client: AgentPort;
  /** The same hosts, sorted. */
  readonly nodes: readonly string[];
  /** Nodes that turned out to match after they could be chosen. */
  late(): readonly string[];
}

/** Who matches now, and who did before in this run and does not answer any more. */
export interface Census {
  readonly present: readonly string[];
  readonly missing: readonly string[];
  /** The filter in words. */
  readonly who: string;
}

interface Found extends DiscoveryResult {
  late(): readonly string[];
}

export class HostSelection {
  readonly #facts: FactFilter[] = [];
  readonly #classes: string[] = [];
  readonly #identities: string[] = [];
  readonly #agents: string[] = [];
  readonly #compounds: RubyValue[] = [];
  #found: RecentHosts | undefined;

  /** `country=de`, also with the other operators; throws FilterSyntax. */
  withFact(expression: string): void {
    this.#changed().#facts.push(parseFact(expression));
  }

  /** A class, or a regex in slashes. */
  withClass(nameOrRegex: string): void {
    this.#changed().#classes.push(checkRegex(nameOrRegex));
  }

  /** `web1`, `web1, web2 and web3`, or a regex in slashes. Plain names need no discovery: these must answer. */
  withNames(list: string): void {
    this.#changed();
    if (list.startsWith('/')) this.#identities.push(checkRegex(list));
    else this.#identities.push(...list.split(/\s*,\s*|\s+and\s+/).filter(Boolean));
  }

  /** Only nodes that have this agent. */
  withAgent(name: string): void {
    this.#changed().#agents.push(name);
  }

  /** Classes, facts and data functions joined by and, or, not; throws FilterSyntax. */
  withCompound(expression: string): void {
    this.#changed().#compounds.push(parseCompound(expression));
  }

  /**
   * Finds the hosts. Those that match but lack `agent` belong to them, so that they are missed rather than
   * forgotten; only where nothing else restricts the choice, having the agent does. Throws NobodyDiscovered and the
   * doubts of discovery.
   */
  async discover(agent: string, context: CheckContext): Promise<readonly string[]> {
    const filter = this.#filter(agent);
    this.#found = context.hosts.recent(filter, context.now()) ?? (await this.#ask(filter, context));
    return this.#found.nodes;
  }

  // Discovers, and remembers.
  async #ask(filter: Filter, context: CheckContext): Promise<RecentHosts> {
    const found = await this.#find(filter, context);
    const nodes = context.hosts.join(filter, found.nodes);
    if (nodes.length === 0) throw new NobodyDiscovered(`for ${describeFilter(filter)}`, found.refused);
    const doubt = discoveryDoubt(found);
    if (doubt) throw doubt;
    context.hosts.found(filter, found.late, context.now());
    return { nodes, late: found.late };
  }

  /** How many hosts match now, none included; throws NobodyDiscovered when nobody at all answers. */
  async census(agent: string, context: CheckContext): Promise<Census> {
    const filter = this.#filter(agent);
    const before = context.hosts.join(filter, []);
    const found = await askWhoIsThere(filter, context);
    if (found.nodes.length === 0) await requireAnybody(agent, context);
    context.hosts.join(filter, found.nodes);
    const doubt = discoveryDoubt(found);
    if (doubt) throw doubt;
    return {
      present: found.nodes,
      missing: before.filter(node => !found.nodes.includes(node)),
      who: describeFilter(filter),
    };
  }

  /** These hosts and no others; discovers them unless that was done. */
  async hosts(agent: string, context: CheckContext): Promise<Hosts> {
    if (!this.#found && !this.#restricted) throw new NoHostsChosen();
    const nodes = this.#found?.nodes ?? (await this.discover(agent, context));
    const client = (await context.fleet()).agent(agent).on(nodes);
    return { client, nodes, late: () => this.#found?.late() ?? [] };
  }

  async #find(filter: Filter, context: CheckContext): Promise<Found> {
    if (!this.#namesOnly) return askWhoIsThere(filter, context);
    return { ...(await (await context.fleet()).discover(filter)), late: () => [] };
  }

  // Then nobody is asked who is there.
  get #namesOnly(): boolean {
    const others = this.#facts.length + this.#classes.length + this.#agents.length + this.#compounds.length;
    return others === 0 && this.#identities.length > 0 && !this.#identities.some(isRegex);
  }

  get #restricted(): boolean {
    return !isEmpty(this.#filter(undefined));
  }

  #filter(fallbackAgent: string | undefined): Filter {
    const chosen = makeFilter({
      fact: this.#facts,
      cf_class: this.#classes,
      identity: this.#identities,
      agent: this.#agents,
      compound: this.#compounds,
    });
    return fallbackAgent && isEmpty(chosen) ? makeFilter({ agent: [fallbackAgent] }) : chosen;
  }

  // Another filter, other nodes.
  #changed(): this {
    this.#found = undefined;
    return this;
  }
}

async function askWhoIsThere(filter: Filter, context: CheckContext): Promise<Found> {
  const discovery = (await context.fleet()).ping(filter, context.discoverOptions());
  return { ...(await discovery.result()), late: () => discovery.late };
}

// Nobody with a class among a fleet that answers is a finding; nobody at all is none.
async function requireAnybody(agent: string, context: CheckContext): Promise<void> {
  const everybody = makeFilter({ agent: [agent] });
  const { nodes, refused } = await askWhoIsThere(everybody, context);
  if (nodes.length === 0) throw new NobodyDiscovered(`for ${describeFilter(everybody)}`, refused);
}

// A regex that no node can read would look like a filter that matches nobody.
function checkRegex(text: string): string {
  if (!text.startsWith('/')) return text;
  const remedy = 'write it as /regex/';
  if (!isRegex(text))
    throw new BadSelection(`"${text}" begins as a regex and does not end as one`, { remedy });
  if (!isReadable(text.slice(1, -1))) throw new BadSelection(`"${text}" is no regex`, { remedy });
  return text;
}

// Nodes in Ruby read what ours do not, such as look-ahead: what either syntax knows is let through.
function isReadable(source: string): boolean {
  for (const read of [RubyRegex.compile, (text: string) => new RegExp(text)]) {
    try {
      read(source);
      return true;
    } catch {
      // The other may.
    }
  }
  return false;
}
