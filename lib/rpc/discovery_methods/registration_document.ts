// One node's document: what registration-monitor writes (YAML with symbols for keys) and what fleetspecd writes (JSON).
import type { FilterFact, FilterSubject } from '../../mcollective/filter_terms';
import { parseRubyYaml } from '../../util/yaml';

export interface RegistrationDocument extends FilterSubject {
  /** Undefined when it does not say. */
  readonly collectives: readonly string[] | undefined;
  /** Epoch seconds; undefined when it does not say: then the file's time counts. */
  readonly lastseen: number | undefined;
}

const MAX_DEPTH = 20;

/** `identity` is the name of the file: who sent it, whatever is in it. Throws an Error with the reason. */
export function parseRegistration(text: string, identity: string): RegistrationDocument {
  const told = /^\s*[[{]/.test(text) ? JSON.parse(text) : parseRubyYaml(text, plain => plain);
  // The plugin agentlist sends nothing else.
  if (Array.isArray(told)) return documentOf({ agentlist: told }, identity);
  if (typeof told !== 'object' || told === null) throw new Error('it is neither a hash nor a list');
  return documentOf(plainKeys(told), identity);
}

function documentOf(fields: Readonly<Record<string, unknown>>, identity: string): RegistrationDocument {
  const { agentlist, classes, collectives, facts, lastseen } = fields;
  const seconds = Number(lastseen ?? Number.NaN);
  return {
    identity,
    agents: texts(agentlist),
    classes: texts(classes),
    facts: factsOf(facts),
    collectives: Array.isArray(collectives) ? texts(collectives) : undefined,
    lastseen: Number.isFinite(seconds) ? seconds : undefined,
  };
}

// Hashes of YAML are Maps, symbols keep their colon.
function plainKeys(hash: object): Record<string, unknown> {
  const entries = hash instanceof Map ? [...hash] : Object.entries(hash);
  return Object.fromEntries(entries.map(([key, value]) => [String(key).replace(/^:/, ''), value]));
}

function texts(list: unknown): string[] {
  return Array.isArray(list)
    ? list.filter(item => typeof item === 'string').map(text => text.replace(/^:/, ''))
    : [];
}

function factsOf(facts: unknown): Record<string, FilterFact> {
  const found: Record<string, FilterFact> = Object.create(null);
  if (typeof facts !== 'object' || facts === null) return found;
  for (const [name, value] of facts instanceof Map ? facts : Object.entries(facts)) {
    const fact = factOf(value, 0);
    if (fact !== undefined) found[String(name).replace(/^:/, '')] = fact;
  }
  return found;
}

// As nodes have them for filters: texts, lists and hashes of texts. Null is no fact.
function factOf(value: unknown, depth: number): FilterFact | undefined {
  if (value === null || value === undefined || depth > MAX_DEPTH) return undefined;
  if (typeof value !== 'object') return String(value);
  const inner = (item: unknown): FilterFact => factOf(item, depth + 1) ?? '';
  if (Array.isArray(value)) return value.map(inner);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), inner(item)]));
}
