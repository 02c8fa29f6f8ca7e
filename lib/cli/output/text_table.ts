// Rows of text in columns as wide as they need, the first row a heading; lines are cut at the terminal's edge.
import { cutLine } from './cut_line';

export function textTable(rows: readonly (readonly string[])[], columns: number, gap = '  '): string[] {
  const widths = (rows[0] ?? []).map((_, i) =>
    rows.reduce((widest, row) => Math.max(widest, row[i]?.length ?? 0), 0),
  );
  return rows.map(row => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!)));
    return cutLine(cells.join(gap).trimEnd(), Math.max(2, columns));
  });
}
