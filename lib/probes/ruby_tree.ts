// YAML files written by Ruby programs (facts, Puppet's summaries) as trees: text keys, Ruby's scalars, bounded.
import { BrokenYaml, parseRubyYaml } from '../util/yaml';
import { type RubyScalar, readRubyScalar, rubyText } from './ruby_scalar';

export type YamlValue = RubyScalar | YamlValue[] | YamlMap;
export type YamlMap = Map<string, YamlValue>;

const MAX_DEPTH = 32;
// Aliases can make a small text a tree without end.
const MAX_NODES = 200_000;

/** The hash the text holds, empty when the text is empty. Throws BrokenYaml. */
export function parseRubyTree(text: string): YamlMap {
  const document = parseRubyYaml(text, readRubyScalar);
  if (document === undefined || document === null) return new Map();
  if (!(document instanceof Map)) throw new BrokenYaml('the document is not a hash', undefined);
  return new TreeReader().read(document, 0) as YamlMap;
}

/** Text of a scalar as Ruby's `to_s` gives it; empty for arrays, hashes and nothing. */
export function scalarText(value: YamlValue | undefined): string {
  if (value === undefined || Array.isArray(value) || value instanceof Map) return '';
  return rubyText(value);
}

class TreeReader {
  #nodes = 0;

  read(value: unknown, depth: number): YamlValue {
    if (depth > MAX_DEPTH) throw new BrokenYaml(`it is nested deeper than ${MAX_DEPTH} levels`, undefined);
    if (++this.#nodes > MAX_NODES) throw new BrokenYaml(`it has more than ${MAX_NODES} values`, undefined);
    if (Array.isArray(value)) return value.map(item => this.read(item, depth + 1));
    if (!(value instanceof Map)) return value as RubyScalar;
    return new Map([...value].map(([key, item]) => [scalarText(key), this.read(item, depth + 1)]));
  }
}
