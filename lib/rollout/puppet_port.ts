// What a roll-out needs of the nodes that run Puppet, and no more: a real fleet, or one of a test.

/** How Puppet's agent of a node does; times are epoch seconds by the clock of the node. */
export interface PuppetStatus {
  /** A catalog is being applied. */
  readonly applying: boolean;
  readonly enabled: boolean;
  /** Why it is disabled, empty when nobody said. */
  readonly disableMessage: string;
  /** When the last completed run ended, 0 for never. */
  readonly lastrun: number;
  /** Seconds since then. */
  readonly sinceLastrun: number;
}

/** What a node said to being told to run Puppet once. */
export type StartAnswer =
  | { readonly kind: 'started'; readonly initiatedAt: number | undefined }
  | { readonly kind: 'refused'; readonly why: string }
  /** Nothing: it may run all the same. */
  | { readonly kind: 'silent' };

/** How the last run ended. */
export interface RunResult {
  readonly failed: number;
  readonly changed: number;
  /** 0: no catalog was applied at all. */
  readonly total: number;
  /** Why the run is none to go on with though no resource failed; one sentence part, undefined when it is. */
  readonly trouble?: string | undefined;
  /** Seconds it took, undefined when the node does not tell. */
  readonly seconds: number | undefined;
}

export interface PuppetPort {
  /** Nodes with Puppet, sorted. Throws what the connection throws. */
  discover(signal?: AbortSignal): Promise<readonly string[]>;
  /** Of those that answered. Throws what the connection throws. */
  status(nodes: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, PuppetStatus>>;
  /** Runs Puppet once. Throws what the connection throws. */
  start(node: string, signal?: AbortSignal): Promise<StartAnswer>;
  /** Undefined: it does not tell. Throws what the connection throws. */
  result(node: string, signal?: AbortSignal): Promise<RunResult | undefined>;
}
