// Processes as the agent `process` lists them, and the columns that people see of each.
import type { Plain, Reply } from '../../rpc/reply';
import { BadValue } from '../errors';
import { plainNumber } from '../output/plain_number';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';

/** A process as a node told it: any key may be missing, or be something else than it should. */
export type ProcessRow = Readonly<Record<string, Plain>>;

const KIB = 1024;
const USUAL = ['PID', 'USER', 'VSZ', 'COMMAND'];

/** In bytes. */
export const SIZES: Readonly<Record<string, (row: ProcessRow) => number>> = {
  VSZ: row => numberOf(row.vsize),
  RSS: row => numberOf(row.rss) * KIB,
};

const FIELDS: Readonly<Record<string, (row: ProcessRow) => string>> = {
  PID: row => text(row.pid),
  USER: row => text(row.username ?? row.uid).slice(0, 10),
  VSZ: row => sizeText(SIZES.VSZ!(row)),
  RSS: row => sizeText(SIZES.RSS!(row)),
  STATE: row => text(row.state),
  TTY: row => text(row.tty_nr),
  COMMAND: row => command(row),
};

/** The columns of `--fields`, in its order. Throws BadValue. */
export function fieldsOption(list: string | undefined): readonly string[] {
  if (list === undefined) return USUAL;
  const names = list.split(',').map(name => name.trim().toUpperCase());
  const unknown = names.find(name => !Object.hasOwn(FIELDS, name));
  if (unknown !== undefined) throw new BadValue('--fields', list, `some of ${Object.keys(FIELDS).join(',')}`);
  return names;
}

/** What stands in a column, on one line. */
export const fieldText = (row: ProcessRow, field: string): string => FIELDS[field]!(row);

/** The processes of an answer; what is none is passed over. */
export function rowsOf({ data }: Reply): ProcessRow[] {
  const { pslist } = data;
  if (!Array.isArray(pslist)) return [];
  return pslist.filter((row): row is { [key: string]: Plain } => isObject(row));
}

/** How many processes there are on a node, which need not list all of them. */
export const matchedCount = (reply: Reply): number => numberOf(reply.data.matched) || rowsOf(reply).length;

/** `   … 50 of 900 processes`, where a node does not list all of them. */
export function truncation({ data }: Reply, shown: number): string[] {
  return data.truncated === true ? [`   … ${shown} of ${text(data.matched)} processes`] : [];
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

function command(row: ProcessRow): string {
  const line = text(row.cmdline);
  return row.state === 'Z' ? `[${line}]` : line;
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** `137.465 MB`: three decimals at most, as mco writes it. */
export function sizeText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
  return `${(bytes / KIB ** power).toFixed(3).replace(/\.?0+$/, '')} ${UNITS[power]}`;
}
