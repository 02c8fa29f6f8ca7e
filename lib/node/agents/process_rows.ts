// The rows of `process list`: MCollective's keys, and an answer that stays small whatever the host runs.
import { type RubyHash, symbolHash } from '../../marshal/values';
import type { ProcessRow } from '../../probes/processes';
import type { Users } from '../../probes/users';

/** More than that are counted, not listed. */
export const MAX_ROWS = 1000;
/** Characters of all command lines of an answer together. */
const MAX_TEXT = 64 * 1024;
/** Of one. */
const MAX_COMMAND_LINE = 1024;

/** With Symbol keys, as process agent 3.0.0; `rss` in KiB, which is what front-ends take it for. */
export function processRows(rows: readonly ProcessRow[], users: Users): RubyHash[] {
  const width = widthFor(rows.map(({ commandLine }) => commandLine.length));
  return rows.map(row =>
    symbolHash({
      ...{ pid: row.pid, ppid: row.ppid, uid: row.uid, username: users.nameOf(row.uid) },
      ...{ state: row.state, cmdline: shortened(row.commandLine, width), tty_nr: row.tty },
      ...{ vsize: row.virtualSize, rss: row.resident, starttime: row.startTime },
    }),
  );
}

// The largest width with which all lines have room: short ones leave theirs to the longer.
function widthFor(lengths: readonly number[]): number {
  let room = MAX_TEXT;
  let left = lengths.length;
  for (const length of [...lengths].sort((a, b) => a - b)) {
    const share = Math.floor(room / left);
    if (length > share) return Math.min(share, MAX_COMMAND_LINE);
    room -= length;
    left--;
  }
  return MAX_COMMAND_LINE;
}

function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  // Not within a pair of surrogates.
  return `${text.slice(0, width - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
