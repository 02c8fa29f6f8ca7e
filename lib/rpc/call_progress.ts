// What is known of a call at any moment: who was asked, who answered what, and how long it took.
import type { Audience } from './audience';
import type { Exchange } from './exchange';
import type { CallResult, CallStats, Refusals, Reply } from './reply';
import { ReplyTally } from './reply_tally';

// Replies of strangers are kept up to this many.
const MAX_UNEXPECTED = 10_000;

const NOBODY = { nodes: [], elapsedMs: 0, repeated: [], refused: 0, refusals: {} } as const;

export interface CallHead {
  readonly agent: string;
  readonly action: string;
  readonly requestid: string;
  /** Epoch milliseconds. */
  readonly startTime: number;
}

export class CallProgress {
  audience: Audience | undefined;
  exchange: Exchange | undefined;
  tally = new ReplyTally();
  /** Requests handed to the broker. */
  sent = 0;
  /** The request went to all at once. */
  broadcast = false;
  readonly #unexpected: Reply[] = [];
  #duplicates = 0;

  constructor(
    private readonly head: CallHead,
    /** Of expected nodes, in order of arrival. */
    private readonly replies: readonly Reply[],
    /** Answers that came too late for any earlier request, since this call began. */
    private readonly late: () => number,
  ) {}

  /** True for the first answer of an expected node. */
  admit(reply: Reply): boolean {
    const arrival = this.tally.add(reply.sender);
    if (arrival === 'duplicate') this.#duplicates += 1;
    if (arrival === 'unexpected' && this.#unexpected.length < MAX_UNEXPECTED) this.#unexpected.push(reply);
    return arrival === 'expected';
  }

  result(): CallResult {
    const { agent, action, requestid } = this.head;
    const replies = [...this.replies];
    const notAsked = this.#notAsked();
    const skipped = new Set(notAsked);
    return {
      agent,
      action,
      requestid,
      replies,
      ok: replies.filter(reply => reply.statuscode === 0),
      failed: replies.filter(reply => reply.statuscode !== 0),
      noResponse: this.tally.missing().filter(node => !skipped.has(node)),
      notAsked,
      unexpected: this.#unexpected,
      discoveredLate: [...(this.audience?.late() ?? [])].sort(),
      unreadable: this.exchange?.unreadable ?? [],
      repeated: this.audience?.discovery.repeated ?? [],
      stats: this.#stats(),
    };
  }

  // They are addressed in the order of the audience.
  #notAsked(): string[] {
    const nodes = this.audience?.nodes ?? [];
    return this.broadcast && this.sent > 0 ? [] : nodes.slice(this.sent).sort();
  }

  #stats(): CallStats {
    const discovery = this.audience?.discovery ?? NOBODY;
    const agentMs = this.exchange?.elapsedMs ?? 0;
    return {
      startTime: this.head.startTime,
      discoveryMs: discovery.elapsedMs,
      agentMs,
      totalMs: discovery.elapsedMs + agentMs,
      discovered: discovery.nodes.length,
      responses: this.replies.length,
      duplicates: this.#duplicates,
      late: this.late(),
      refused: discovery.refused + (this.exchange?.refused ?? 0),
      refusals: addCounts(discovery.refusals, this.exchange?.refusals ?? {}),
    };
  }
}

function addCounts(some: Refusals, more: Refusals): Refusals {
  const sum: Record<string, number> = { ...some };
  for (const [reason, count] of Object.entries(more)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
