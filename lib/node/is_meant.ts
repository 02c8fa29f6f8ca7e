// Whether a request is meant for this node: classes, facts and data are gathered as far as its filter needs them.
import { type DataLookup, dataQueriesOf } from '../mcollective/compound_data';
import { type Filter, isEmpty } from '../mcollective/filter';
import { type FilterReport, matches } from '../mcollective/filter_match';
import type { NodeContext } from './agent';
import { lookUpData } from './data/look_up_data';

/** `stop` ends data queries; `report` is told why a filter could not be evaluated. */
export async function isMeant(
  filter: Filter,
  node: NodeContext,
  stop: AbortSignal,
  report: FilterReport,
): Promise<boolean> {
  const strict = node.strictFilters;
  if (isEmpty(filter) && !strict) return true;
  const [classes, facts] = await Promise.all([node.classes(), node.facts()]);
  const subject = { identity: node.identity, agents: [...node.agents.keys()], classes, facts, strict };
  const holds = (part: Filter, data?: DataLookup): boolean =>
    matches(part, data ? { ...subject, data } : subject, report);
  const queries = dataQueriesOf(filter.compound);
  if (queries.length === 0) return holds(filter);
  // Data is looked up only where the rest of the filter holds: it may cost a second each.
  if (!holds({ ...filter, compound: [] })) return false;
  return holds(filter, await lookUpData(queries, node, { signal: stop }));
}
