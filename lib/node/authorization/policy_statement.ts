// One statement of a policy, a class or a fact test: `role::web`, `/^role/`, `country=uk`, `memory>=2048`, `os=/deb/`.
import { parseFact } from '../../mcollective/filter';
import { type FilterContext, hasClass, hasFact } from '../../mcollective/filter_terms';
import type { NodeContext } from '../agent';

/** True for `/regex/` of a class, and for what has no operator. */
export function isClassStatement(text: string): boolean {
  return text.startsWith('/') || !/[=<>]/.test(text);
}

/**
 * Why the statement cannot be told true from false: it asks for what no file told so far, and a file could not be read.
 * Only the fact that is asked for must be known.
 */
export function unreadProblem(
  text: string,
  facts: Readonly<Record<string, unknown>>,
  { unread }: Pick<NodeContext, 'unread'>,
): string | undefined {
  if (isClassStatement(text)) return unread.classes;
  return Object.hasOwn(facts, parseFact(text).fact) ? undefined : unread.facts;
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
