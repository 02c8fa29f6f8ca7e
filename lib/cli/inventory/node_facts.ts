// What a node's `rpcutil inventory` says, as far as it says it in the right shape.
import { isPlainHash } from '../../marshal/plain';
import type { Plain, Reply } from '../../rpc/reply';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';

export interface NodeFacts {
  readonly identity: string;
  readonly version: string;
  readonly mainCollective: string;
  readonly collectives: readonly string[];
  readonly agents: readonly string[];
  readonly dataPlugins: readonly string[];
  readonly classes: readonly string[];
  /** In the order of their names. */
  readonly facts: ReadonlyMap<string, string>;
}

export function nodeFacts({ sender, data }: Reply): NodeFacts {
  return {
    identity: sender,
    version: shown(data.version),
    mainCollective: shown(data.main_collective),
    collectives: names(data.collectives),
    agents: names(data.agents),
    dataPlugins: names(data.data_plugins).map(name => name.replace(/_data$/, '')),
    classes: names(data.classes),
    facts: factsIn(data.facts),
  };
}

/** A value on one line; nothing for what is not there. */
export function shown(value: Plain | undefined): string {
  return value === undefined || value === null ? '' : printableLine(lineOfValue(value));
}

function names(value: Plain | undefined): string[] {
  return Array.isArray(value) ? value.map(shown).sort() : [];
}

function factsIn(value: Plain | undefined): ReadonlyMap<string, string> {
  if (!isPlainHash(value)) return new Map();
  const entries = Object.entries(value).map(([name, fact]): [string, string] => [
    printableLine(name),
    shown(fact),
  ]);
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
