// What nodes have told of themselves, wherever that is kept.
import type { Filter } from '../../mcollective/filter';

export interface RegistrationSearch {
  /** Only nodes of it. */
  readonly collective: string;
  /** Documents older than this are not believed, ms. */
  readonly maxAgeMs: number;
}

export interface Registered {
  /** Nodes that match, sorted. */
  readonly nodes: readonly string[];
  /** Nodes that may be gone: their document is too old. Sorted. */
  readonly stale: readonly string[];
  /** Documents that cannot be read, by name, with the reason. */
  readonly unreadable: readonly { readonly name: string; readonly problem: string }[];
}

export interface RegistrationStore {
  /** Throws RegistrationUnreadable when there is nothing to search at all. */
  search(filter: Filter, search: RegistrationSearch): Promise<Registered>;
}
