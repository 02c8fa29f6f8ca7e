// Replies in the formats for programs and in rows: one line each, in the order that was asked for.
import type { ActionDdl } from '../../ddl/ddl';
import type { CallResult, Plain, Reply } from '../../rpc/reply';
import { jsonValue, toJson } from '../json_output';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';
import { cutLine } from './cut_line';
import { plainNumber } from './plain_number';
import { textTable } from './text_table';

export interface Sort {
  readonly key: string;
  readonly down: boolean;
}

/** By name unless `sort` says otherwise; numbers as numbers, what lacks the key last either way. */
export function sortedReplies(replies: readonly Reply[], sort: Sort | undefined): Reply[] {
  const { key, down } = sort ?? { key: 'sender', down: false };
  const direction = down ? -1 : 1;
  return replies
    .map(reply => ({ reply, by: sortValue(reply, key) }))
    .sort((a, b) => compare(a.by, b.by, direction) || order(a.reply.sender, b.reply.sender))
    .map(({ reply }) => reply);
}

/** Something to sort by: somebody answered it, or the DDL says so. */
export function isSortKey(replies: readonly Reply[], key: string, ddl: ActionDdl | undefined): boolean {
  if (ddl && Object.hasOwn(ddl.outputs, key)) return true;
  return replies.some(reply => sortValue(reply, key) !== undefined);
}

function sortValue(reply: Reply, key: string): number | string | undefined {
  if (key === 'sender') return reply.sender;
  if (key === 'time') return reply.elapsedMs;
  const value = Object.hasOwn(reply.data, key) ? reply.data[key] : undefined;
  if (value === undefined || value === null) return undefined;
  return plainNumber(value) ?? lineOfValue(value);
}

// Numbers before texts.
function compare(a: string | number | undefined, b: typeof a, direction: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a !== typeof b) return direction * (typeof a === 'number' ? -1 : 1);
  return direction * order(a, b);
}

const order = <Value extends string | number>(a: Value, b: Value): number => (a < b ? -1 : Number(a > b));

/** One object a line, as each of them is in `--json`. */
export function jsonLines({ agent, action }: CallResult, replies: readonly Reply[]): string[] {
  return replies.map(({ sender, statuscode, statusmsg, data }) =>
    toJson({ agent, action, sender, statuscode, statusmsg, data: jsonValue(data as Plain) }, false),
  );
}

// Every cell is as wide as the widest of its column: whoever wants all of a long value takes JSON.
const WIDEST_CELL = 120;
const MOST_COLUMNS = 40;

/** Outputs as columns; a column for the message when one is not OK. */
export function replyTable(replies: readonly Reply[], ddl: ActionDdl | undefined, columns: number): string[] {
  const all = [...new Set(replies.flatMap(reply => Object.keys(reply.data)))].sort();
  const names = all.slice(0, MOST_COLUMNS);
  const odd = replies.some(reply => reply.statusmsg !== 'OK');
  const label = (name: string): string =>
    (ddl && Object.hasOwn(ddl.outputs, name) && ddl.outputs[name]?.displayAs) || name;
  const more = all.length > names.length ? [`… ${all.length - names.length} more`] : [];
  const head = ['Host', ...(odd ? ['Status'] : []), ...names.map(label), ...more];
  const rows = replies.map(({ sender, statusmsg, data }) => [
    sender,
    ...(odd ? [statusmsg.trim()] : []),
    ...names.map(name => (data[name] === undefined ? '' : lineOfValue(data[name]))),
    ...more.map(() => ''),
  ]);
  return textTable(
    [head, ...rows].map(row => row.map(cell => cutLine(printableLine(cell), WIDEST_CELL))),
    columns,
  );
}
