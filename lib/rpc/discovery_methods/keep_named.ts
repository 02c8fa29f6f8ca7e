// The `-I` of methods that know names and nothing else: names, and regexes as nodes read them.
import { FilterSyntax } from '../../mcollective/errors';
import { type Filter, makeFilter } from '../../mcollective/filter';
import { matches } from '../../mcollective/filter_match';

/** Those of `nodes` that one of the identities means; all when there are none. Throws FilterSyntax for a bad regex. */
export function keepNamed(nodes: readonly string[], { identity }: Filter): readonly string[] {
  if (identity.length === 0) return nodes;
  const filter = makeFilter({ identity });
  return nodes.filter(name =>
    matches(filter, { identity: name, agents: [], classes: [], facts: {} }, problem => {
      throw new FilterSyntax(identity.join(' or '), problem, 'write a name, or a regex between slashes');
    }),
  );
}
