// A filter in words, for messages: who was asked.
import type { FactFilter, Filter } from '../mcollective/filter';

/** `agent iptables, fact country=uk, class /web/, identity a or b`; `every node` for the empty filter. */
export function describeFilter(filter: Filter): string {
  const parts = [
    ...filter.agent.map(name => `agent ${name}`),
    ...filter.fact.map(fact => `fact ${describeFact(fact)}`),
    ...filter.cf_class.map(name => `class ${name}`),
    ...(filter.identity.length > 0 ? [`identity ${describeIdentities(filter.identity)}`] : []),
    ...(filter.compound.length > 0 ? ['the -S expression'] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'every node';
}

function describeFact({ fact, operator, value }: FactFilter): string {
  if (operator === '==') return `${fact}=${value}`;
  if (operator === '=~' && value.startsWith('/')) return `${fact}=${value}`;
  return `${fact}${operator}${value}`;
}

// A long list is for nobody to read.
const NAMED = 5;

function describeIdentities(names: readonly string[]): string {
  if (names.length <= NAMED) return names.join(' or ');
  return `${names.slice(0, NAMED).join(' or ')} or ${names.length - NAMED} more`;
}
