// How a request reaches its nodes: one SEND for each of them, or one broadcast; and the filter it carries.
import type { RpcConfig } from '../config/config';
import { EMPTY_FILTER, type Filter } from '../mcollective/filter';
import type { Audience } from './audience';

export interface Route {
  /** Addressed one by one, in this order; undefined: a broadcast. */
  readonly nodes: readonly string[] | undefined;
  /** What the nodes compare themselves with. */
  readonly filter: Filter;
}

export interface Addressing {
  readonly agent: string;
  readonly filter: Filter;
  /** In batches only nodes addressed one by one can be asked. */
  readonly batched: boolean;
}

/**
 * Chosen nodes are addressed by name alone, so that they answer whatever their facts say by now. A few discovered ones
 * are spared the others' traffic, and look at the filter once more.
 */
export function routeOf(
  { agent, filter, batched }: Addressing,
  audience: Audience | undefined,
  { directAddressing, directAddressingThreshold }: RpcConfig,
): Route {
  if (!audience) return { nodes: undefined, filter };
  const { nodes } = audience;
  if (audience.chosen || batched) {
    const only = { ...EMPTY_FILTER, agent: [agent] };
    return directAddressing
      ? { nodes, filter: only }
      : { nodes: undefined, filter: { ...only, identity: [...nodes].sort() } };
  }
  const few = directAddressing && nodes.length <= directAddressingThreshold;
  return { nodes: few ? nodes : undefined, filter };
}
