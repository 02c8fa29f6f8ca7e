// fleetspec pgrep: a regex over the process tables of many nodes.
import type { Plain, Reply } from '../../rpc/reply';
import { callAgent, type ToldResult } from '../call_agent';
import type { CommandRun } from '../command';
import { BadValue } from '../errors';
import { flagOption, textOption } from '../options';
import { cutLine, LONGEST_LINE } from '../output/cut_line';
import { plainNumber } from '../output/plain_number';
import { textTable } from '../output/text_table';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';

type Row = Readonly<Record<string, Plain>>;

const FIELDS: Readonly<Record<string, (row: Row) => string>> = {
  PID: row => text(row.pid),
  USER: row => text(row.username ?? row.uid).slice(0, 10),
  VSZ: row => sizeText(numberOf(row.vsize)),
  RSS: row => sizeText(numberOf(row.rss) * KIB),
  STATE: row => text(row.state),
  TTY: row => text(row.tty_nr),
  COMMAND: row => command(row),
};
const USUAL = ['PID', 'USER', 'VSZ', 'COMMAND'];
const KIB = 1024;
const GAP = '     ';
// Of all columns but the last: a node may call a user what it likes.
const WIDEST_CELL = 20;

export const run: CommandRun = (input, io) => {
  const [pattern] = input.args;
  const user = textOption(input.options, 'user');
  const fields = fieldsOption(textOption(input.options, 'fields'));
  const words = [
    ...(pattern === undefined ? [] : [`pattern=${pattern}`]),
    ...(user === undefined ? [] : [`user=${user}`]),
    ...(flagOption(input.options, 'zombies') ? ['just_zombies=true'] : []),
  ];
  return callAgent(
    {
      ...{ agent: 'process', action: 'list', words, command: 'pgrep' },
      tell: ({ ok }, told) => [
        '',
        ...(flagOption(input.options, 'totals')
          ? []
          : told
              .attention(() => true)
              .filter(({ statuscode }) => statuscode === 0)
              .flatMap(reply => hostLines(reply, fields, told))),
        ...told.failures(),
        ...totals(ok),
      ],
    },
    input,
    io,
  );
};

function fieldsOption(list: string | undefined): readonly string[] {
  if (list === undefined) return USUAL;
  const names = list.split(',').map(name => name.trim().toUpperCase());
  const unknown = names.find(name => !Object.hasOwn(FIELDS, name));
  if (unknown !== undefined) throw new BadValue('--fields', list, `some of ${Object.keys(FIELDS).join(',')}`);
  return names;
}

function hostLines(reply: Reply, fields: readonly string[], { terminal }: ToldResult): string[] {
  const rows = rowsOf(reply);
  if (rows.length === 0) return [];
  const last = fields.length - 1;
  const cell = (row: Row, name: string, i: number): string =>
    cutLine(FIELDS[name]!(row), i === last ? LONGEST_LINE : WIDEST_CELL);
  const cells = [fields, ...rows.map(row => fields.map((name, i) => cell(row, name, i)))];
  // In a pipe nothing is cut that somebody may look for.
  const lines = textTable(cells, (terminal ?? Number.POSITIVE_INFINITY) - 3, GAP);
  const { truncated, matched } = reply.data;
  const more = truncated === true ? [`   … ${rows.length} of ${text(matched)} processes`] : [];
  return [printableLine(reply.sender), ...lines.map(line => `   ${line}`), ...more, ''];
}

function totals(replies: readonly Reply[]): string[] {
  const all = replies.map(rowsOf);
  const rows = all.flat();
  const sum = (value: (row: Row) => number): number => rows.reduce((total, row) => total + value(row), 0);
  const matched = replies.reduce(
    (count, reply, i) => count + (numberOf(reply.data.matched) || all[i]!.length),
    0,
  );
  return [
    '   ---- process list stats ----',
    `        Matched hosts: ${all.filter(list => list.length > 0).length}`,
    `    Matched processes: ${matched}`,
    `        Resident Size: ${sizeText(sum(row => numberOf(row.rss) * KIB))}`,
    `         Virtual Size: ${sizeText(sum(row => numberOf(row.vsize)))}`,
    '',
  ];
}

function rowsOf({ data }: Reply): Row[] {
  const { pslist } = data;
  if (!Array.isArray(pslist)) return [];
  return pslist.filter((row): row is { [key: string]: Plain } => isObject(row));
}

function isObject(value: Plain): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !Buffer.isBuffer(value) &&
    !(value instanceof Date)
  );
}

const text = (value: Plain | undefined): string =>
  value === undefined || value === null ? '-' : printableLine(lineOfValue(value));

// Of sizes and counts: below zero there is none.
const numberOf = (value: Plain | undefined): number => Math.max(0, plainNumber(value) ?? 0);

function command(row: Row): string {
  const line = text(row.cmdline);
  return row.state === 'Z' ? `[${line}]` : line;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** `137.465 MB`: three decimals at most, as mco writes it. */
function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
  return `${(bytes / KIB ** power).toFixed(3).replace(/\.?0+$/, '')} ${UNITS[power]}`;
}
