// Groups of hosts that sentences speak of by name, and the hosts of any phrase, found once for a scenario.
import { isEmpty, makeFilter, parseWith } from '../mcollective/filter';
import type { ChosenHosts } from './assertion/readings';
import type { CheckContext } from './check_context';
import { StepMissing, UnknownGroup } from './errors';
import { HostSelection } from './host_selection';
import { type HostPhrase, PUPPET_MASTER, parseHostPhrase } from './language/host_phrase';

/** The agent that every node has, to ask who is there. */
const EVERYBODY = 'rpcutil';

export class HostGroups {
  readonly #phrases = new Map<string, string>();
  readonly #found = new Map<string, Promise<ChosenHosts>>();

  /** `known` are groups of the configuration: name → phrase such as `hosts with class role::web`. */
  constructor(known: Readonly<Record<string, string>> = {}) {
    for (const [name, phrase] of Object.entries(known)) this.#phrases.set(normal(name), phrase);
  }

  /** `phrase` as a step would say it: `hosts with class role::web`. */
  define(name: string, phrase: string): void {
    this.#phrases.set(normal(name), phrase);
    this.#found.clear();
  }

  /** `chosen` are the hosts the scenario has chosen by other steps. Throws UnknownGroup, NobodyDiscovered, NoHostsChosen. */
  choose(who: HostPhrase, chosen: HostSelection, context: CheckContext): Promise<ChosenHosts> {
    if (who.kind === 'chosen') return chosen.hosts(EVERYBODY, context);
    const key = JSON.stringify(who);
    const known = this.#found.get(key);
    if (known) return known;
    const found = this.#find(who, chosen, context);
    this.#found.set(key, found);
    // Who was not found may be found at the next try.
    found.catch(() => this.#found.delete(key));
    return found;
  }

  #find(who: HostPhrase, chosen: HostSelection, context: CheckContext): Promise<ChosenHosts> {
    if (who.kind === 'group') return this.choose(this.#phraseOf(who.name), chosen, context);
    const selection = new HostSelection();
    for (const { by, value } of who.kind === 'filter' ? who.conditions : []) addTo(selection, by, value);
    return selection.hosts(EVERYBODY, context);
  }

  #phraseOf(name: string): HostPhrase {
    const phrase = this.#phrases.get(normal(name));
    if (phrase !== undefined) {
      const parsed = parseHostPhrase(phrase);
      // A group of a group could be itself.
      if (parsed.kind !== 'filter') throw new UnknownGroup(name, this.#phrases.keys());
      return parsed;
    }
    throw new UnknownGroup(name, this.#phrases.keys());
  }

  /** The Puppet master, unless a step has named it: facts and classes as `-W` takes them; may be empty. */
  usePuppetMaster(tokens: string): void {
    if (this.#phrases.has(normal(PUPPET_MASTER))) return;
    const { fact, cf_class } = parseWith(tokens);
    if (isEmpty(makeFilter({ fact, cf_class })))
      throw new StepMissing('the Puppet master', 'the Puppet Master is NAME');
    const conditions = tokens
      .split(' ')
      .filter(Boolean)
      .map(token => `${cf_class.includes(token) ? 'class' : 'fact'} ${token}`);
    this.#phrases.set(normal(PUPPET_MASTER), `hosts with ${conditions.join(' and ')}`);
  }
}

function addTo(selection: HostSelection, by: string, value: string): void {
  if (by === 'class') selection.withClass(value);
  else if (by === 'fact') selection.withFact(value);
  else if (by === 'agent') selection.withAgent(value);
  else if (by === 'compound') selection.withCompound(value);
  else selection.withNames(value);
}

const normal = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();
