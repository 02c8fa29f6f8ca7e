// Process tables for people: a block for each host; of more than twenty hosts one for those that run the same, and where
// each runs something else a line for each process.
import type { Reply } from '../../rpc/reply';
import { cutLine, LONGEST_LINE } from '../output/cut_line';
import { nameLines } from '../output/name_lines';
import { MOST_LINES } from '../output/node_lines';
import { textTable } from '../output/text_table';
import { printableLine } from '../printable';
import { fieldText, type ProcessRow, rowsOf, truncation } from './process_row';
import { groupByProcesses, type SameProcesses, sharedText } from './same_processes';

export interface ProcessLinesStyle {
  readonly fields: readonly string[];
  /** Columns of the terminal; undefined in a pipe, where nothing is cut that somebody may look for. */
  readonly terminal: number | undefined;
  readonly columns: number;
  /** A block for each host, however many. */
  readonly verbose: boolean;
}

const GAP = '     ';
// Of all columns but the last: a node may call a user what it likes.
const WIDEST_CELL = 20;
// Two sizes and a word.
const WIDEST_RANGE = 26;
// Of hosts that run the same.
const MOST_NAME_LINES = 8;

/** Replies without processes are passed over. */
export function processLines(replies: readonly Reply[], style: ProcessLinesStyle): string[] {
  const running = replies.filter(reply => rowsOf(reply).length > 0);
  if (running.length <= MOST_LINES || style.verbose) return running.flatMap(reply => hostBlock(reply, style));
  const groups = groupByProcesses(running, style.fields);
  const single = groups.flatMap(group => (group.replies.length === 1 ? group.replies : []));
  const shared = groups
    .filter(group => group.replies.length > 1)
    .sort((a, b) => a.replies.length - b.replies.length);
  return [
    ...(single.length > MOST_LINES
      ? rowOfEach(single, style)
      : single.flatMap(reply => hostBlock(reply, style))),
    ...shared.flatMap(group => sharedBlock(group, style)),
  ];
}

function hostBlock(reply: Reply, { fields, terminal }: ProcessLinesStyle): string[] {
  const rows = rowsOf(reply);
  const cells = rows.map(row => fields.map(field => fieldText(row, field)));
  return [
    printableLine(reply.sender),
    ...indented([fields, ...cells], terminal),
    ...truncation(reply, rows.length),
    '',
  ];
}

function sharedBlock({ replies, shared }: SameProcesses, style: ProcessLinesStyle): string[] {
  const { fields, terminal, columns } = style;
  const counted = shared.some(({ count }) => count > 1);
  const cells = shared.map(row => [
    ...(counted ? [`${row.count} ×`] : []),
    ...fields.map(field => sharedText(row, field)),
  ]);
  const head = [...(counted ? ['EACH'] : []), ...fields];
  const names = replies.map(({ sender }) => sender);
  const listed = shared.reduce((sum, { count }) => sum + count, 0);
  return [
    `${replies.length} hosts`,
    ...nameLines(names, { indent: 3, columns, most: MOST_NAME_LINES }),
    ...indented([head, ...cells], terminal, WIDEST_RANGE),
    ...truncation(replies[0]!, listed),
    '',
  ];
}

function rowOfEach(replies: readonly Reply[], { fields, terminal }: ProcessLinesStyle): string[] {
  const cells = replies.flatMap(reply =>
    rowsOf(reply).map(row => [printableLine(reply.sender), ...shortCells(row, fields)]),
  );
  const short = replies.flatMap(reply =>
    truncation(reply, rowsOf(reply).length).map(line => `   ${printableLine(reply.sender)}: ${line.trim()}`),
  );
  return [...table([['HOST', ...fields], ...cells], terminal, WIDEST_HOST), ...short, ''];
}

// Host names stand whole where they are as long as names are.
const WIDEST_HOST = 48;

const shortCells = (row: ProcessRow, fields: readonly string[]): string[] =>
  fields.map((field, i) => {
    const text = fieldText(row, field);
    return i === fields.length - 1 ? text : cutLine(text, WIDEST_CELL);
  });

const indented = (
  cells: readonly (readonly string[])[],
  terminal: number | undefined,
  widest = WIDEST_CELL,
): string[] =>
  table(cells, terminal === undefined ? undefined : terminal - 3, widest).map(line => `   ${line}`);

function table(
  cells: readonly (readonly string[])[],
  terminal: number | undefined,
  widest: number,
): string[] {
  const cut = cells.map(row =>
    row.map((cell, i) => cutLine(cell, i === row.length - 1 ? LONGEST_LINE : widest)),
  );
  return textTable(cut, terminal ?? Number.POSITIVE_INFINITY, GAP);
}
