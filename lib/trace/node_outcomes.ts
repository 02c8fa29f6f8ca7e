// How the request went for each node: who answered when, whose answer was refused and why, who was silent.
import type { CallResult } from '../rpc/reply';
import type { Replied, TraceEvent } from './trace_event';

export interface NodeOutcome {
  readonly event: 'node';
  /** Its name; as the reply claims when that was refused, undefined when not even that could be read. */
  readonly node: string | undefined;
  readonly outcome: 'ok' | 'failed' | 'refused' | 'unexpected' | 'repeated' | 'silent';
  /** Since the request was sent, ms. */
  readonly afterMs?: number | undefined;
  readonly bytes?: number;
  readonly skewSeconds?: number | undefined;
  readonly statuscode?: number | undefined;
  readonly statusmsg?: string | undefined;
  /** Why it was refused. */
  readonly problem?: string;
}

/** In order of arrival, then the silent ones by name. */
export function nodeOutcomes(events: readonly TraceEvent[], result: CallResult): NodeOutcome[] {
  const unexpected = new Set(result.unexpected.map(reply => reply.sender));
  const seen = new Set<string>();
  const replies = events
    .filter((event): event is Replied => event.event === 'reply' && event.requestid === result.requestid)
    .map(reply => outcomeOf(reply, unexpected, seen));
  const heard = new Set(replies.map(({ node }) => node));
  const unheard = result.noResponse.filter(node => !heard.has(node));
  const silent = unheard.map(node => ({ event: 'node', node, outcome: 'silent' }) as const);
  return [...replies, ...silent];
}

function outcomeOf(reply: Replied, unexpected: ReadonlySet<string>, seen: Set<string>): NodeOutcome {
  const { sender: node, afterMs, bytes, skewSeconds, statuscode, statusmsg, refused } = reply;
  const common = { event: 'node', node, afterMs, bytes, skewSeconds, statuscode, statusmsg } as const;
  if (refused) return { ...common, outcome: 'refused', problem: `${refused.problem} (${refused.reason})` };
  const again = seen.has(node!);
  seen.add(node!);
  if (again) return { ...common, outcome: 'repeated' };
  if (unexpected.has(node!)) return { ...common, outcome: 'unexpected' };
  return { ...common, outcome: statuscode === 0 ? 'ok' : 'failed' };
}
