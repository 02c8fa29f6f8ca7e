// The answers to a call for people, as mco prints them; those of many hosts together where they are equal.
import type { ActionDdl } from '../../ddl/ddl';
import type { CallResult, Reply } from '../../rpc/reply';
import { type BlockStyle, lineOfValue, resultBlock } from '../result_block';
import { summaryLines } from '../summary_lines';
import { nameLines } from './name_lines';
import { MOST_LINES, nodeLines } from './node_lines';
import { replyTable } from './reply_rows';
import { groupSame } from './same_replies';

// Of hosts that are all right, and alike.
const MOST_NAME_LINES = 8;
// Values in a summary.
const MOST_VALUES = 30;

export interface ReplyTextStyle extends BlockStyle {
  /** Undefined: no terminal, as wide as it is. */
  readonly terminal?: number | undefined;
}

/** A block for each; of more than twenty, equal ones under their hosts, and what only one host says on one line. */
export function replyBlocks(
  shown: readonly Reply[],
  ddl: ActionDdl | undefined,
  style: ReplyTextStyle,
): string[] {
  if (shown.length <= MOST_LINES) return shown.flatMap(reply => resultBlock(reply, style));
  const groups = groupSame(shown);
  const single = groups.filter(({ senders }) => senders.length === 1).map(({ reply }) => reply);
  const shared = groups.filter(({ senders }) => senders.length > 1);
  const inRows = single.length > MOST_LINES && !style.verbose;
  return [
    ...(inRows ? rows(single, ddl, style) : single.flatMap(reply => resultBlock(reply, style))),
    ...shared.flatMap(({ reply, senders }) => sharedBlock(reply, senders, style)),
  ];
}

function rows(replies: readonly Reply[], ddl: ActionDdl | undefined, style: ReplyTextStyle): string[] {
  const failed = replies.filter(({ statuscode }) => statuscode !== 0);
  const ok = replies.filter(({ statuscode }) => statuscode === 0);
  return [
    ...(failed.length > 0 ? [...nodeLines(failed, () => '', style), ''] : []),
    ...(ok.length > 0 ? [...replyTable(ok, ddl, style.terminal ?? Number.POSITIVE_INFINITY), ''] : []),
  ];
}

function sharedBlock(reply: Reply, senders: readonly string[], style: ReplyTextStyle): string[] {
  const [head = '', ...rest] = resultBlock({ ...reply, sender: `${senders.length} hosts` }, style);
  const short = reply.statuscode === 0 && !style.verbose;
  const most = short ? { most: MOST_NAME_LINES } : {};
  return [head, ...nameLines(senders, { indent: 3, columns: style.columns, ...most }), ...rest];
}

/** What the DDL sums up of all answers. */
export async function summaries(
  { replies }: Pick<CallResult, 'replies'>,
  ddl: ActionDdl | undefined,
  colour: boolean,
  verbose = false,
): Promise<string[]> {
  if (!ddl || ddl.aggregates.length === 0) return [];
  const { summarise } = await import('../../ddl/summarise');
  const made = summarise(ddl, replies, lineOfValue);
  return summaryLines(
    verbose ? made : made.map(summary => ({ ...summary, lines: shortened(summary.lines) })),
    colour,
  );
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_VALUES) return lines;
  return [...lines.slice(0, MOST_VALUES), `… ${lines.length} lines in all; -v shows them`];
}

/** Who failed, and why: for commands whose report is about the answers that are right. */
export function failureLines(failed: readonly Reply[], style: Parameters<typeof nodeLines>[2]): string[] {
  const sorted = [...failed].sort((a, b) => (a.sender < b.sender ? -1 : 1));
  return failed.length === 0 ? [] : [...nodeLines(sorted, () => '', style), ''];
}
