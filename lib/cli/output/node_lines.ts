// What each node has to say in one line, names right-aligned at the colon as mco's applications print them:
// `   web1: running`. Many nodes that say the same share a line.
import type { Reply } from '../../rpc/reply';
import { paint } from '../colour';
import { printable, printableLine } from '../printable';
import { cutLine, LONGEST_LINE } from './cut_line';
import { nameLines } from './name_lines';

/** More lines than these are told together where they are equal. */
export const MOST_LINES = 20;
// Of nodes that are all right, and alike.
const MOST_NAME_LINES = 8;

export interface NodeLinesStyle {
  readonly colour: boolean;
  /** Undefined: as wide as it is, in a pipe. */
  readonly terminal?: number | undefined;
  /** Every name. */
  readonly verbose?: boolean;
}

interface Line {
  readonly sender: string;
  readonly text: string;
  readonly failed: boolean;
}

/** In the order of the replies. `show` tells a good reply; of another the message is shown. */
export function nodeLines(
  replies: readonly Reply[],
  show: (reply: Reply) => string,
  style: NodeLinesStyle,
): string[] {
  const lines = replies.map(reply => ({
    sender: reply.sender,
    text: reply.statuscode === 0 ? show(reply) : failureText(reply),
    failed: reply.statuscode !== 0,
  }));
  return lines.length > MOST_LINES ? together(lines, style) : oneByOne(lines, style);
}

/** The first line of what a node says of its failure. */
export function failureText({ statusmsg, statuscode }: Reply): string {
  const [first = ''] = printable(statusmsg).trim().split('\n');
  return first === '' || first === 'OK' ? `failed with statuscode ${statuscode}` : first;
}

function oneByOne(lines: readonly Line[], style: NodeLinesStyle): string[] {
  const width = lines.reduce((widest, { sender }) => Math.max(widest, sender.length), 0) + 3;
  return lines.map(({ sender, text, failed }) => {
    const name = `${printableLine(sender).padStart(width)}: `;
    return name + told(text, failed, name.length, style);
  });
}

function told(text: string, failed: boolean, used: number, { colour, terminal }: NodeLinesStyle): string {
  const cut = cutLine(text, Math.max(20, (terminal ?? LONGEST_LINE) - used));
  return failed ? paint(colour, 'red', cut) : cut;
}

// What failed first, then what few say; what most say comes last.
function together(lines: readonly Line[], style: NodeLinesStyle): string[] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = `${line.failed} ${line.text}`;
    const group = groups.get(key);
    if (group) group.push(line);
    else groups.set(key, [line]);
  }
  const sorted = [...groups.values()].sort(
    (a, b) => Number(b[0]!.failed) - Number(a[0]!.failed) || a.length - b.length,
  );
  const single = sorted.filter(group => group.length === 1).flat();
  return [
    ...oneByOne(
      single.filter(line => line.failed),
      style,
    ),
    ...sorted.filter(group => group.length > 1 && group[0]!.failed).flatMap(group => shared(group, style)),
    ...oneByOne(
      single.filter(line => !line.failed),
      style,
    ),
    ...sorted.filter(group => group.length > 1 && !group[0]!.failed).flatMap(group => shared(group, style)),
  ];
}

function shared(group: readonly Line[], style: NodeLinesStyle): string[] {
  const { text, failed } = group[0]!;
  const count = `   ${group.length} hosts: `;
  const short = !failed && !style.verbose;
  const names = group.map(({ sender }) => sender);
  const columns = style.terminal ?? 80;
  return [
    count + told(text, failed, count.length, style),
    ...nameLines(names, { indent: 6, columns, ...(short && { most: MOST_NAME_LINES }) }),
  ];
}
