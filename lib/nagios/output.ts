// What a plugin prints: one line of text and performance data, then lines of detail, within Nagios's buffer.
// Nagios takes everything after the first `|` of any line for performance data, so there is one, on line 1.
import { formatPerfdata, type Perfdata, type RangeStyle } from './perfdata';
import type { Status } from './status';

export interface PluginAnswer {
  readonly status: Status;
  /** What was checked; empty when the text says it. */
  readonly subject: string;
  /** What was found, for line 1. */
  readonly text: string;
  /** All of line 1 but the performance data, instead of status, subject and text: for lines that programs already read. */
  readonly line?: string;
  /** Further lines, most important first. */
  readonly details?: readonly string[];
  /** Most important first. */
  readonly perfdata?: readonly Perfdata[];
}

/** Nagios reads 8192 bytes, its terminating NUL and our newline included. */
export const MAX_OUTPUT_BYTES = 8190;
// The first line must survive NRPE 2, which carries 1024 bytes.
const MAX_TEXT_BYTES = 600;
const MAX_PERFDATA_BYTES = 2000;
const MAX_DETAIL_BYTES = 500;
const MORE_LINE_BYTES = 40;

export interface OutputStyle {
  /** Of all lines together, the final newline not counted; at least some 200. */
  readonly maxBytes?: number;
  readonly ranges?: RangeStyle;
}

/** The whole output, without a final newline. */
export function formatAnswer(
  answer: PluginAnswer,
  { maxBytes = MAX_OUTPUT_BYTES, ranges = 'simple' }: OutputStyle = {},
): string {
  const text = cutBytes(headline(answer), Math.min(MAX_TEXT_BYTES, maxBytes));
  const room = Math.min(MAX_PERFDATA_BYTES, maxBytes - Buffer.byteLength(text) - 1);
  const perfdata = formatPerfdata(thatFit(answer.perfdata ?? [], ranges, room), ranges);
  const first = perfdata ? `${text}|${perfdata}` : text;
  return [first, ...detailLines(answer.details ?? [], maxBytes - Buffer.byteLength(first))].join('\n');
}

/** One line without `|`, control characters, terminal sequences or line separators. */
export function plainLine(text: string): string {
  // Nearly always, and much faster than what follows: classes of Unicode take long to compile.
  if (/^[!-{}~]+(?: [!-{}~]+)*$/.test(text)) return text;
  return text
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('|', '/')
    .replace(/ {2,}/g, ' ')
    .trim();
}

function headline({ status, subject, text, line }: PluginAnswer): string {
  if (line !== undefined) return plainLine(line);
  const sentence = plainLine(text);
  return subject === '' ? `${status}: ${sentence}` : `${status}: ${plainLine(subject)} - ${sentence}`;
}

// A metric cut in half would be another metric.
function thatFit(items: readonly Perfdata[], ranges: RangeStyle, room: number): Perfdata[] {
  let left = room;
  return items.filter(item => {
    left -= Buffer.byteLength(formatPerfdata([item], ranges)) + 1;
    return left >= 0;
  });
}

function detailLines(details: readonly string[], budget: number): string[] {
  const lines: string[] = [];
  let left = budget - MORE_LINE_BYTES;
  if (left < 0) return lines;
  for (const detail of details) {
    const line = cutBytes(indentOf(detail) + plainLine(detail), MAX_DETAIL_BYTES);
    left -= Buffer.byteLength(line) + 1;
    if (left < 0) {
      lines.push(`… and ${details.length - lines.length} more lines`);
      break;
    }
    lines.push(line);
  }
  return lines;
}

// A list below its title.
function indentOf(detail: string): string {
  return / {0,8}/y.exec(detail)![0];
}

/** `text` in at most `limit` bytes of UTF-8, with an ellipsis where something was cut. */
function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit - 3;
  // Not in the middle of a character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1;
  return `${bytes.subarray(0, end).toString()}…`;
}
