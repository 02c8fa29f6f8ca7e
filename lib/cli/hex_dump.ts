// Bytes as people look at them: sixteen a line, in hexadecimal and as text.

const PER_LINE = 16;

/** `  00000000  04 08 7b 0f …  |..{.|`; at most 79 columns. */
export function hexDump(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += PER_LINE) {
    const part = bytes.subarray(from, from + PER_LINE);
    const hex = [...part].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.toString('latin1').replace(/[^\x20-\x7e]/g, '.');
    lines.push(`  ${from.toString(16).padStart(8, '0')}  ${hex.padEnd(PER_LINE * 3 - 1)}  |${text}|`);
  }
  return lines;
}
