// What each of many hosts shows, and of whom nothing is known.
import type { RubyValue } from '../../marshal/values';
import type { Reply } from '../../rpc/reply';
import { askNodes, refusalOf } from '../ask_nodes';
import type { CheckContext } from '../check_context';
import { FoundTooLate } from '../errors';
import type { FleetPort } from '../fleet_port';
import type { CannotTell } from '../verdicts';

/** Exactly the hosts a sentence is about. */
export interface ChosenHosts {
  /** Sorted. */
  readonly nodes: readonly string[];
  /** Nodes that turned out to match after they could be chosen. */
  late(): readonly string[];
}

export interface Reading<T> {
  readonly host: string;
  readonly value: T;
}

export interface Readings<T> {
  /** By host. */
  readonly known: readonly Reading<T>[];
  /** Hosts of which it is not known, sorted. */
  readonly unknown: readonly string[];
  /** Why, when there are some, or when not everybody may have been asked. */
  readonly doubt: CannotTell | undefined;
}

/** The same of something else that each value holds; undefined leaves a host out. */
export function mapReadings<T, U>(
  readings: Readings<T>,
  pick: (value: T, host: string) => U | undefined,
): Readings<U> {
  const known = readings.known.flatMap(({ host, value }) => {
    const picked = pick(value, host);
    return picked === undefined ? [] : [{ host, value: picked }];
  });
  return { ...readings, known };
}

/** Asks each of the hosts; never throws for what a host did or did not answer. */
export type AskHosts<T> = (hosts: ChosenHosts, context: CheckContext) => Promise<Readings<T>>;

export interface AgentQuestion<T> {
  readonly agent: string;
  readonly action: string;
  readonly args?: Record<string, RubyValue>;
  /** Failed replies that answer the question all the same: of a file that is not there. */
  isAnswer?(reply: Reply): boolean;
  /** Undefined when the reply does not say. */
  read(reply: Reply): T | undefined;
  /** What the reply lacks then, in words: `the answer holds no load average`. */
  readonly vague: string | ((reply: Reply) => string);
}

/** A question that one action of one agent answers. */
export function askAgent<T>(question: AgentQuestion<T>): AskHosts<T> {
  return async (hosts, context) => {
    const fleet: FleetPort = await context.fleet();
    const client = fleet.agent(question.agent).on(hosts.nodes);
    const { action, args = {}, isAnswer } = question;
    const answers = await askNodes(client, action, args, context, isAnswer);
    const read = answers.ok.map(reply => ({ reply, value: question.read(reply) }));
    const vague = read.filter(({ value }) => value === undefined).map(({ reply }) => reply);
    const known = read
      .filter((one): one is { reply: Reply; value: NonNullable<T> } => one.value !== undefined)
      .map(({ reply, value }) => ({ host: reply.sender, value: value as T }));
    const late = hosts.late().filter(node => !hosts.nodes.includes(node));
    const sure = new Set(known.map(({ host }) => host));
    return {
      known: known.sort((a, b) => (a.host < b.host ? -1 : 1)),
      unknown: [...hosts.nodes, ...late].filter(node => !sure.has(node)).sort(),
      doubt:
        answers.doubt ??
        (late.length > 0 ? new FoundTooLate(late) : undefined) ??
        vagueness(vague, answers.question, question.vague),
    };
  };
}

// The first stands for all that lack the same.
function vagueness(replies: readonly Reply[], question: string, vague: AgentQuestion<unknown>['vague']) {
  const [first] = replies;
  if (typeof vague === 'string' || !first) return refusalOf(replies, question, String(vague));
  const why = vague(first);
  return refusalOf(
    replies.filter(reply => vague(reply) === why),
    question,
    why,
  );
}
