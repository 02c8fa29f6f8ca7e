// Whether a caller may have an action run: what the dispatcher asks, and what it is told.
import type { NodeContext } from '../agent';

/** A request that was verified and whose inputs are good. */
export interface Permission {
  readonly agent: string;
  readonly action: string;
  readonly callerid: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** For the log, never for the caller: which rule of which file decided. */
  readonly why: string;
}

export interface Authorizer {
  /** Never rejects: what cannot be decided is denied. `stop` ends data queries. */
  decide(request: Permission, node: NodeContext, stop: AbortSignal): Promise<Decision>;
}
