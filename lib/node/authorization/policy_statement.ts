// One statement of a policy, a class or a fact test: `role::web`, `/^role/`, `country=uk`, `memory>=2048`, `os=/deb/`.
import { parseFact } from '../../mcollective/filter';
import { type FilterContext, hasClass, hasFact } from '../../mcollective/filter_terms';

/** True for `/regex/` of a class, and for what has no operator. */
export function isClassStatement(text: string): boolean {
  return text.startsWith('/') || !/[=<>]/.test(text);
}

/** Of a statement that was read before. Throws RegexRefused. */
export function matchesPolicyStatement(text: string, context: FilterContext): boolean {
  if (isClassStatement(text)) return hasClass(text, context);
  const test = parseFact(text);
  if (test.operator !== '!=') return hasFact(test, context);
  // The fact is there, and none of its values is the one; `-F` would take an array with any other.
  const exists = hasFact({ ...test, operator: '=~', value: '/^/' }, context);
  return exists && !hasFact({ ...test, operator: '==' }, context);
}
