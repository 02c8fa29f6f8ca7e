// Groups of hosts that sentences speak of by name, and the hosts of any phrase, found once for a scenario.
import { isEmpty, makeFilter, parseWith } from '../mcollective/filter';
import type { ChosenHosts } from './assertion/readings';
import type { CheckContext } from './check_context';
import { BadSentence, StepMissing, UnknownGroup } from './errors';
import { type Census, HostSelection } from './host_selection';
import { type HostPhrase, isHostPhrase, PUPPET_MASTER, parseHostPhrase } from './language/host_phrase';

/** The agent that every node has, to ask who is there. */
const EVERYBODY = 'rpcutil';

export class HostGroups {
  /** By name in small letters: the name as it was given, and the phrase. */
  readonly #groups = new Map<string, { readonly name: string; readonly phrase: string }>();
  readonly #found = new Map<string, Promise<ChosenHosts>>();

  /**
   * `known` are groups of the configuration: name → phrase such as `hosts with class role::web`. `puppetMaster` finds
   * the Puppet master unless a step has named it.
   */
  constructor(
    known: Readonly<Record<string, string>> = {},
    private readonly puppetMaster = '',
  ) {
    for (const [name, phrase] of Object.entries(known)) this.#groups.set(normal(name), { name, phrase });
  }

  /** `phrase` as a step would say it: `hosts with class role::web`. */
  define(name: string, phrase: string): void {
    this.#groups.set(normal(name), { name, phrase });
    this.#found.clear();
  }

  /**
   * `chosen` are the hosts the scenario has chosen by other steps. Throws UnknownGroup, BadSentence, NobodyDiscovered,
   * NoHostsChosen.
   */
  async choose(who: HostPhrase, chosen: HostSelection, context: CheckContext): Promise<ChosenHosts> {
    if (who.kind === 'chosen') return chosen.hosts(EVERYBODY, context);
    const key = JSON.stringify(who);
    const known = await this.#found.get(key);
    // Who came too late for one look is asked at the next.
    if (known && known.late().length === 0) return known;
    const found = this.#selectionOf(who, chosen).hosts(EVERYBODY, context);
    this.#found.set(key, found);
    // Who was not found may be found at the next try.
    found.catch(() => this.#found.delete(key));
    return found;
  }

  /** Who matches now, maybe nobody. Throws UnknownGroup, BadSentence, and NobodyDiscovered when no node at all answers. */
  async census(who: HostPhrase, chosen: HostSelection, context: CheckContext): Promise<Census> {
    return this.#selectionOf(who, chosen).census(EVERYBODY, context);
  }

  #selectionOf(who: HostPhrase, chosen: HostSelection): HostSelection {
    if (who.kind === 'chosen') return chosen;
    const selection = new HostSelection();
    this.narrow(selection, who);
    return selection;
  }

  /** Adds to a choice what the phrase says. Throws UnknownGroup and BadSentence. */
  narrow(selection: HostSelection, who: HostPhrase | 'everybody'): void {
    if (who === 'everybody') {
      selection.withAgent(EVERYBODY);
      return;
    }
    if (who.kind === 'chosen')
      throw new BadSentence('"the hosts" says nothing', 'write it like: the hosts with class role::web');
    const { conditions } = who.kind === 'group' ? this.#meaningOf(who.name) : who;
    for (const { by, value } of conditions) addTo(selection, by, value);
  }

  /** `through` are the groups that led here: one that leads to itself has no hosts. */
  #meaningOf(name: string, through: readonly string[] = []): HostPhrase & { readonly kind: 'filter' } {
    const group = this.#groupOf(name);
    const remedy = 'write it like: hosts with class role::web';
    if (!isHostPhrase(group.phrase))
      throw new BadSentence(`the group "${name}" is "${group.phrase}", which names no hosts`, remedy);
    const meaning = parseHostPhrase(group.phrase);
    if (meaning.kind === 'filter') return meaning;
    if (meaning.kind === 'chosen' || through.includes(normal(meaning.name)))
      throw new BadSentence(`the group "${name}" is "${group.phrase}", which says nothing`, remedy);
    return this.#meaningOf(meaning.name, [...through, normal(name), normal(meaning.name)]);
  }

  /** The hosts that `the Puppet Master` means: facts and classes as `-W` takes them. Throws StepMissing for none. */
  findPuppetMasterBy(tokens: string): void {
    const { fact, cf_class } = parseWith(tokens);
    if (isEmpty(makeFilter({ fact, cf_class })))
      throw new StepMissing('the Puppet master', 'the Puppet Master is NAME');
    const conditions = tokens
      .split(' ')
      .filter(Boolean)
      .map(token => `${cf_class.includes(token) ? 'class' : 'fact'} ${token}`);
    this.define(PUPPET_MASTER, `hosts with ${conditions.join(' and ')}`);
  }

  #groupOf(name: string) {
    const isMaster = normal(name) === normal(PUPPET_MASTER);
    if (isMaster && !this.#groups.has(normal(name))) this.findPuppetMasterBy(this.puppetMaster);
    const group = this.#groups.get(normal(name));
    if (group) return group;
    const known = [...this.#groups.values()].map(other => other.name);
    throw new UnknownGroup(name, known);
  }
}

/** `rows`: the columns name and hosts, below their titles. Throws BadSentence. */
export function defineGroups(groups: HostGroups, rows: readonly (readonly string[])[]): void {
  const [head = [], ...body] = rows;
  if (head.join() !== 'name,hosts' || body.length === 0)
    throw new BadSentence('a table of groups must have the columns name and hosts', 'write | name | hosts |');
  for (const [name = '', phrase = ''] of body) groups.define(name, phrase);
}

function addTo(selection: HostSelection, by: string, value: string): void {
  if (by === 'class') selection.withClass(value);
  else if (by === 'fact') selection.withFact(value);
  else if (by === 'agent') selection.withAgent(value);
  else if (by === 'compound') selection.withCompound(value);
  else selection.withNames(value);
}

const normal = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();
