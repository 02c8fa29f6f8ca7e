// Asking an exact set of nodes one thing, and holding each of them to an answer.
import type { RubyValue } from '../marshal/values';
import type { CallResult, Reply } from '../rpc/reply';
import type { CheckContext } from './check_context';
import { FoundTooLate, NodesRefused, SharedIdentity, SilentNodes, UnreadableAnswers } from './errors';
import type { AgentPort } from './fleet_port';
import type { CannotTell } from './verdicts';

export interface Answers {
  /** statuscode 0. */
  readonly ok: readonly Reply[];
  /** statuscode 1–5. */
  readonly failed: readonly Reply[];
  /** Expected, and not heard of; sorted. */
  readonly silent: readonly string[];
  /** Agent and action, for messages. */
  readonly question: string;
  /** Why the answers are not everybody's, undefined when they are: silent nodes first, then those that failed. */
  readonly doubt: CannotTell | undefined;
}

/**
 * Calls an action and sorts what came back. Rejects only when the broker is lost or the run is over. `isAnswer`: failed
 * replies that answer the question all the same, and count as ok.
 */
export async function askNodes(
  client: AgentPort,
  action: string,
  args: Record<string, RubyValue>,
  context: CheckContext,
  isAnswer: (reply: Reply) => boolean = () => false,
): Promise<Answers> {
  const result = await client.call(action, args, context.callOptions()).result();
  const question = `${client.name} ${action}`;
  const ok = [...result.ok, ...result.failed.filter(isAnswer)];
  const failed = result.failed.filter(reply => !isAnswer(reply));
  const doubt = silence(result, question) ?? refusal(failed, question);
  return { ok, failed, silent: result.noResponse, question, doubt };
}

function silence(result: CallResult, question: string): CannotTell | undefined {
  const unreadable = new Set(result.unreadable.map(({ sender }) => sender));
  // A node that was not even asked has said nothing either.
  const silent = [...result.noResponse, ...result.notAsked].filter(node => !unreadable.has(node)).sort();
  if (silent.length > 0) return new SilentNodes(silent, question, result.agent, result.stats.refused);
  const [first] = result.unreadable;
  if (first) return new UnreadableAnswers([...unreadable].sort(), question, first.problem);
  if (result.repeated.length > 0) return new SharedIdentity(result.repeated);
  if (result.discoveredLate.length > 0) return new FoundTooLate(result.discoveredLate);
  return undefined;
}

/** The first of the failed replies stands for all that say the same. */
export function refusal(failed: readonly Reply[], question: string): CannotTell | undefined {
  const statusmsg = failed[0]?.statusmsg ?? '';
  return refusalOf(
    failed.filter(reply => reply.statusmsg === statusmsg),
    question,
    statusmsg,
  );
}

/** These nodes answered, but not to the point. */
export function refusalOf(replies: readonly Reply[], question: string, why: string): CannotTell | undefined {
  if (replies.length === 0) return undefined;
  return new NodesRefused(replies.map(reply => reply.sender).sort(), question, why);
}
