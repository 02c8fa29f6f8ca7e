// Lists of hosts in lines for people: folded, broken at commas, and ended where nobody reads on.
import { printableLine } from '../printable';
import { foldNames } from './folded_names';

export interface NameLinesStyle {
  readonly indent: number;
  readonly columns: number;
  /** Ends the list after so many lines with how many hosts are left out; default never. */
  readonly most?: number;
}

const MIN_ROOM = 20;

export function nameLines(
  names: readonly string[],
  { indent, columns, most = Number.POSITIVE_INFINITY }: NameLinesStyle,
): string[] {
  const room = Math.max(MIN_ROOM, columns - indent);
  const margin = ' '.repeat(indent);
  const folded = foldNames(names).map(printableLine);
  const lines = filled(folded.join(', '), room);
  if (lines.length <= most) return lines.map(line => margin + line);
  return [
    ...lines.slice(0, most).map(line => margin + line),
    `${margin}… ${names.length} hosts in all; -v names them`,
  ];
}

// Commas stay at the end of the line; what has none stays whole.
function filled(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/[^,]+(?:, ?|$)/g) ?? []) {
    if (line !== '' && line.length + word.trimEnd().length > room) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += word;
  }
  return line === '' ? lines : [...lines, line.trimEnd()];
}
