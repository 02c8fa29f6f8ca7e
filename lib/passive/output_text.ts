// The output of a result in the room a receiver has: what is shown first, then whole metrics, then further lines.
import type { PassiveResult } from './passive_result';

export interface FittedOutput {
  /** The line that is shown. */
  readonly text: string;
  /** Metrics, each whole. */
  readonly perfdata: readonly string[];
  readonly details: readonly string[];
}

/** Bytes that a text takes where it is put. */
export type SizeOf = (text: string) => number;

// Of a line that is too long, so much stays when metrics want room, too.
const TEXT_SHARE = 0.6;
const ELLIPSIS = '…';

/** Lines without line breaks, `|` and control characters, of at most `maxBytes` together when joined. */
export function fitOutput(
  { output, perfdata }: Pick<PassiveResult, 'output' | 'perfdata'>,
  maxBytes: number,
  sizeOf: SizeOf = Buffer.byteLength,
): FittedOutput {
  const [first = '', ...rest] = output.map(cleanLine);
  const metrics = splitPerfdata(perfdata);
  const share = metrics.length > 0 ? Math.floor(maxBytes * TEXT_SHARE) : maxBytes;
  const all = metrics.length > 0 ? sizeOf(`|${metrics.join(' ')}`) : 0;
  const text = cut(first, Math.max(share, maxBytes - all), sizeOf);
  // A separator each; metrics and lines need no escapes of their own.
  const separator = sizeOf('\n');
  let left = maxBytes - sizeOf(text);
  const fits = (part: string): boolean => {
    const size = sizeOf(part) + separator;
    if (size > left) return false;
    left -= size;
    return true;
  };
  const kept = metrics.filter(fits);
  const cutAt = rest.findIndex(line => !fits(line));
  return { text, perfdata: kept, details: cutAt < 0 ? rest : rest.slice(0, cutAt) };
}

/** As a plugin prints it: performance data on line 1, whatever line the plugin had it on. */
export function joinOutput({ text, perfdata, details }: FittedOutput): string {
  const first = perfdata.length > 0 ? `${text}|${perfdata.join(' ')}` : text;
  return [first, ...details].join('\n');
}

/**
 * On one line, as Nagios reads it in its command file, its spool files and behind NSCA: backslashes are doubled, line
 * breaks are `\n`.
 */
export function escapeForNagios(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** The whole output on one line for Nagios, in at most `maxBytes`. */
export function nagiosOutput(result: PassiveResult, maxBytes: number): string {
  const sizeOf = (text: string): number => Buffer.byteLength(escapeForNagios(text));
  return escapeForNagios(joinOutput(fitOutput(result, maxBytes, sizeOf)));
}

/** The metrics of performance data; labels in quotes may hold spaces. */
export function splitPerfdata(text: string): string[] {
  return cleanLine(text).match(/(?:'(?:[^']|'')*'|[^\s'])+|\S+/g) ?? [];
}

function cleanLine(line: string): string {
  return line
    .replace(/\r$/, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('|', '/')
    .trimEnd();
}

function cut(text: string, maxBytes: number, sizeOf: SizeOf): string {
  if (sizeOf(text) <= maxBytes) return text;
  let left = maxBytes - sizeOf(ELLIPSIS);
  let kept = '';
  for (const character of text) {
    left -= sizeOf(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept}${ELLIPSIS}`;
}
