// One statement of a policy exactly as MCollective's actionpolicy plugin takes it, for `node.authorization.strict`.
//
// The last `<`, `=` or `>` splits a fact test, so `x>=1` asks for a fact `x>`; values are compared as text, a missing
// fact as the empty one; `/…/` is no regex there. (The plugin has Ruby evaluate fact and value; here nothing is.)
import { type FilterContext, hasClass } from '../../mcollective/filter_terms';

/** Throws RegexRefused. */
export function matchesStrictStatement(text: string, context: FilterContext): boolean {
  const test = /^(.+)([<>=])(.+)$/s.exec(text);
  if (!test) return hasClass(text, context);
  const [, name = '', sign, wanted = ''] = test;
  const { facts } = context.subject;
  const fact = Object.hasOwn(facts, name) ? facts[name]! : '';
  // Ruby compares what `to_s` makes of nested facts; nobody wrote a policy for that.
  if (typeof fact !== 'string') return false;
  const order = Buffer.compare(Buffer.from(fact), Buffer.from(wanted));
  if (sign === '=') return order === 0;
  return sign === '<' ? order < 0 : order > 0;
}
