// Hosts that answered the same told together: three thousand hosts are read by what differs.
import type { Reply } from '../../rpc/reply';
import { lineOfValue } from '../result_block';

export interface SameReplies {
  /** Stands for all of them. */
  readonly reply: Reply;
  /** Sorted. */
  readonly senders: readonly string[];
}

/** The largest group last, where the eye is not; what failed first. */
export function groupSame(replies: readonly Reply[]): SameReplies[] {
  const groups = new Map<string, { reply: Reply; senders: string[] }>();
  for (const reply of replies) {
    const key = JSON.stringify([reply.statuscode, reply.statusmsg, lineOfValue({ ...reply.data })]);
    const group = groups.get(key);
    if (group) group.senders.push(reply.sender);
    else groups.set(key, { reply, senders: [reply.sender] });
  }
  return [...groups.values()]
    .map(({ reply, senders }) => ({ reply, senders: senders.sort() }))
    .sort(
      (a, b) =>
        Number(a.reply.statuscode === 0) - Number(b.reply.statuscode === 0) ||
        a.senders.length - b.senders.length ||
        (a.senders[0]! < b.senders[0]! ? -1 : 1),
    );
}
