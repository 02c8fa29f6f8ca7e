// The end of a command whose filter matched nobody.
import type { Filter } from '../mcollective/filter';
import { describeFilter } from '../rpc/describe_filter';
import { NoNodesDiscovered } from '../rpc/errors';
import type { DiscoveryResult } from '../rpc/reply';
import { refusalWarning } from './call_report';
import type { Display } from './display';

/** Tells what could not be verified, which may be the reason. Throws NoNodesDiscovered. */
export function nobodyFound(
  { refusals, method }: Pick<DiscoveryResult, 'refusals' | 'method'>,
  filter: Filter,
  display: Display,
  /** An agent that may have been meant by one nobody knows here. */
  meant?: string,
): never {
  for (const text of refusalWarning(refusals)) display.notice(`fleetspec: ${text}`);
  throw new NoNodesDiscovered(describeFilter(filter), method, meant);
}
