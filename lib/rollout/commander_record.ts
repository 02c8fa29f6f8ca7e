// What the commander remembers of its nodes, also over a restart: the turns they have had, and which run was ours.

export interface CommandedNode {
  /** The last turn it had, used or not; epoch ms. */
  readonly turn: number;
  /** When the last run that we started ended, epoch seconds of the node's clock: not one by hand. */
  readonly ourRun?: number | undefined;
}

export type CommanderRecord = Map<string, CommandedNode>;

const VERSION = 1;

export function commanderState(record: CommanderRecord): unknown {
  return { version: VERSION, nodes: Object.fromEntries(record) };
}

/** Undefined for anything else than `commanderState` made. */
export function parseCommanderState(value: unknown): CommanderRecord | undefined {
  const { version, nodes } = (value ?? {}) as { version?: unknown; nodes?: unknown };
  if (version !== VERSION || typeof nodes !== 'object' || nodes === null) return undefined;
  const record: CommanderRecord = new Map();
  for (const [node, entry] of Object.entries(nodes)) {
    const { turn, ourRun } = (entry ?? {}) as { turn?: unknown; ourRun?: unknown };
    if (typeof turn !== 'number' || !Number.isFinite(turn)) return undefined;
    record.set(node, { turn, ...(typeof ourRun === 'number' && { ourRun }) });
  }
  return record;
}
