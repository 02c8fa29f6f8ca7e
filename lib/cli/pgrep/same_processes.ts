// Hosts that run the same told together: in everything shown but what differs from host to host anyway, process numbers
// and sizes.
import type { Reply } from '../../rpc/reply';
import { fieldText, type ProcessRow, rowsOf, SIZES, sizeText } from './process_row';

/** Processes that are one line, on every host of a group so many times. */
export interface SharedRow {
  readonly count: number;
  /** Of all the hosts. */
  readonly rows: readonly ProcessRow[];
}

export interface SameProcesses {
  /** In the order of the replies. */
  readonly replies: readonly Reply[];
  readonly shared: readonly SharedRow[];
}

/** Groups in the order of their first replies. */
export function groupByProcesses(replies: readonly Reply[], fields: readonly string[]): SameProcesses[] {
  const known = fields.filter(field => !differs(field));
  const told = known.length > 0 ? known : ['COMMAND'];
  const groups = new Map<string, { replies: Reply[]; kinds: Map<string, ProcessRow[]> }>();
  for (const reply of replies) {
    const kinds = kindsOf(rowsOf(reply), told);
    const key = keyOf(reply, kinds);
    const group = groups.get(key);
    if (!group) groups.set(key, { replies: [reply], kinds });
    else {
      group.replies.push(reply);
      for (const [kind, rows] of kinds) group.kinds.get(kind)!.push(...rows);
    }
  }
  return [...groups.values()].map(group => ({
    replies: group.replies,
    shared: [...group.kinds.values()].map(rows => ({ count: rows.length / group.replies.length, rows })),
  }));
}

const differs = (field: string): boolean => field === 'PID' || Object.hasOwn(SIZES, field);

function kindsOf(rows: readonly ProcessRow[], fields: readonly string[]): Map<string, ProcessRow[]> {
  const kinds = new Map<string, ProcessRow[]>();
  for (const row of rows) {
    const kind = JSON.stringify(fields.map(field => fieldText(row, field)));
    const same = kinds.get(kind);
    if (same) same.push(row);
    else kinds.set(kind, [row]);
  }
  return kinds;
}

// Whose list was cut short is the same only as one of whom as much is missing.
function keyOf(
  { data: { truncated, matched } }: Reply,
  kinds: ReadonlyMap<string, readonly unknown[]>,
): string {
  const counts = [...kinds].map(([kind, rows]) => [kind, rows.length]).sort();
  return JSON.stringify([counts, truncated === true && String(matched)]);
}

/** A column of processes that are one line: what all have, the range of their sizes, or that they differ. */
export function sharedText({ rows }: SharedRow, field: string): string {
  const size = SIZES[field];
  if (size) return range(rows.map(size));
  const first = fieldText(rows[0]!, field);
  return rows.every(row => fieldText(row, field) === first) ? first : 'various';
}

function range(sizes: readonly number[]): string {
  const [low, high] = sizes.reduce(
    ([least, most], size) => [Math.min(least, size), Math.max(most, size)],
    [Number.POSITIVE_INFINITY, 0],
  );
  const [from, to] = [sizeText(low), sizeText(high)];
  return from === to ? from : `${from} to ${to}`;
}
