// What all answers together say, as mco shows it after them.
import type { ReplySummary } from '../ddl/summarise';
import { paint } from './colour';
import { printable, printableLine } from './printable';

/** `Summary of Value:`, its lines, and an empty one, for each. */
export function summaryLines(summaries: readonly ReplySummary[], colour: boolean): string[] {
  return summaries.flatMap(({ title, lines, problem }) => [
    paint(colour, 'bold', `Summary of ${printableLine(title)}:`),
    '',
    ...textLines(lines, problem, colour),
    '',
  ]);
}

function textLines(lines: readonly string[], problem: string | undefined, colour: boolean): string[] {
  if (problem !== undefined) return [paint(colour, 'yellow', `     Could not compute summary - ${problem}`)];
  if (lines.length === 0) return [paint(colour, 'yellow', '     No aggregate summary could be computed')];
  return lines.flatMap(line => printable(line).split('\n')).map(line => `   ${line}`);
}
