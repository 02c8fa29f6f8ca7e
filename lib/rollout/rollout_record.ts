// What a roll-out knows of its nodes: which are done, failed, skipped, running and still to come. It outlives the program
// in the state file.

export type NodeState =
  | { readonly state: 'pending' }
  /** `initiatedAt` and `before` as in NodeRun. */
  | { readonly state: 'running'; readonly initiatedAt?: number | undefined; readonly before: number }
  | { readonly state: 'ok'; readonly changed: number; readonly seconds?: number | undefined }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'skipped'; readonly why: string };

export type StateName = NodeState['state'];

const PENDING: NodeState = { state: 'pending' };

export class RolloutRecord {
  readonly #nodes = new Map<string, NodeState>();

  /** In order: nodes run in it. */
  constructor(nodes: Iterable<string> | ReadonlyMap<string, NodeState>) {
    if (nodes instanceof Map) for (const [node, state] of nodes) this.#nodes.set(node, state);
    else for (const node of nodes as Iterable<string>) this.#nodes.set(node, PENDING);
  }

  get size(): number {
    return this.#nodes.size;
  }

  get nodes(): string[] {
    return [...this.#nodes.keys()];
  }

  get entries(): ReadonlyMap<string, NodeState> {
    return this.#nodes;
  }

  of(node: string): NodeState | undefined {
    return this.#nodes.get(node);
  }

  set(node: string, state: NodeState): void {
    this.#nodes.set(node, state);
  }

  /** Those that are not there yet; answers which. */
  add(nodes: readonly string[]): string[] {
    const fresh = nodes.filter(node => !this.#nodes.has(node));
    for (const node of fresh) this.#nodes.set(node, PENDING);
    return fresh;
  }

  /** What failed is to be run again. */
  retryFailed(): void {
    for (const node of this.in('failed')) this.#nodes.set(node, PENDING);
  }

  in(state: StateName): string[] {
    return [...this.#nodes].flatMap(([node, one]) => (one.state === state ? [node] : []));
  }

  count(state: StateName): number {
    let count = 0;
    for (const one of this.#nodes.values()) if (one.state === state) count += 1;
    return count;
  }

  get isOver(): boolean {
    return this.count('pending') + this.count('running') === 0;
  }

  toJSON(): Record<string, NodeState> {
    return Object.fromEntries(this.#nodes);
  }
}

/** Undefined for anything else than `toJSON` made. */
export function parseNodes(value: unknown): Map<string, NodeState> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const nodes = new Map<string, NodeState>();
  for (const [node, entry] of Object.entries(value)) {
    const state = parseState(entry);
    if (!state) return undefined;
    nodes.set(node, state);
  }
  return nodes;
}

type Fields = Readonly<Record<string, unknown>>;

function parseState(value: unknown): NodeState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { state, initiatedAt, before, changed, seconds, why } = value as Fields;
  switch (state) {
    case 'pending':
      return PENDING;
    case 'running':
      return isNumber(before) ? { state, before, ...(isNumber(initiatedAt) && { initiatedAt }) } : undefined;
    case 'ok':
      return isNumber(changed) ? { state, changed, ...(isNumber(seconds) && { seconds }) } : undefined;
    case 'failed':
    case 'skipped':
      return typeof why === 'string' ? { state, why } : undefined;
    default:
      return undefined;
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
