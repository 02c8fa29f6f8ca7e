// `aggregate summary(:status, :format => "…")`: which function sums up which output, and how it is shown.
import { RubySymbol, type RubyValue } from '../../marshal/values';
import type { AggregateDdl } from '../ddl';
import type { WordCall } from './interpreter';
import { nameFrom, Properties } from './properties';
import type { RubySource } from './ruby_source';
import { AggregateCall, type Hash, kindOf, type Value } from './value';

export function aggregateFrom({ args, line }: WordCall, source: RubySource): AggregateDdl {
  const [summed, outer, ...more] = args;
  if (!(summed instanceof AggregateCall) || more.length > 0)
    return source.fail(line, '`aggregate` needs one function, such as `summary(:status)`', 'correct it');
  const { name, args: given } = summed;
  const output = nameFrom(given[0], `the output of \`aggregate ${name}\``, source, line);
  const what = `\`aggregate ${name}(:${output})\``;
  if (given.length > 2) source.fail(line, `${what} gets ${given.length} arguments, which it does not take`);
  const own = argsFrom(given[1], what, source, line);
  // MCollective takes a format from either place and heeds only that of the function.
  const format = own.get('format') ?? argsFrom(outer, what, source, line).get('format');
  own.delete('format');
  return {
    name,
    output,
    args: Object.fromEntries(own),
    ...(format === undefined || format === null ? {} : { format: textOfFormat(format, what, source, line) }),
  };
}

function argsFrom(
  value: Value | undefined,
  what: string,
  source: RubySource,
  line: number,
): Map<string, RubyValue> {
  if (value === undefined || value === null) return new Map();
  if (!(value instanceof Map)) return source.fail(line, `${what} has ${kindOf(value)} where a Hash must be`);
  const properties = new Properties(source, line, what, withSymbols(value));
  return new Map(properties.names.map(name => [name, properties.plain(properties.get(name), name)]));
}

// Keys of either kind count: `{"true" => "yes"}`, `{:true => "yes"}`, `{true => "yes"}`.
function withSymbols(hash: Hash): Hash {
  return new Map(
    [...hash].map(([key, value]) => [
      typeof key === 'string' || typeof key === 'boolean' ? new RubySymbol(String(key)) : key,
      value,
    ]),
  );
}

function textOfFormat(format: RubyValue, what: string, source: RubySource, line: number): string {
  return typeof format === 'string' ? format : source.fail(line, `${what} has no text as its format`);
}
