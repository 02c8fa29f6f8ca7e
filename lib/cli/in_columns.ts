// Lists of node names, several on a line.

/** `text` in columns as wide as the longest, at least 30, as many as fit 90 columns or the terminal. */
export function inColumns(names: readonly string[], columns: number): string[] {
  const width = Math.max(30, ...names.map(name => name.length)) + 1;
  const perLine = Math.max(1, Math.floor((Math.min(90, columns) - 4) / width));
  const lines: string[] = [];
  for (let i = 0; i < names.length; i += perLine) {
    const cells = names.slice(i, i + perLine).map(name => name.padEnd(width));
    lines.push(`    ${cells.join('').trimEnd()}`);
  }
  return lines;
}
