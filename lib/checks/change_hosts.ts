// Changing the state of many hosts at once, so that it can be undone: all are asked first, those that are in that state
// already are left alone, and nothing is done when any of them is silent.
import type { RubyValue } from '../marshal/values';
import type { Reply } from '../rpc/reply';
import { type Answers, askNodes, refusal } from './ask_nodes';
import type { AskHosts, ChosenHosts, Reading } from './assertion/readings';
import type { CheckContext } from './check_context';
import type { UndoCall } from './safety/undo_calls';
import { CheckFailed } from './verdicts';

export interface HostChange {
  readonly agent: string;
  readonly action: string;
  readonly args?: Record<string, RubyValue>;
  /** `service nginx`. */
  readonly subject: string;
  /** What it should be afterwards, as agents call it, too: `stopped`. */
  readonly expected: string;
  /** What an agent says that did it, and yet the host is otherwise: `running`. Undefined when all is well. */
  contradiction?(reply: Reply): string | undefined;
}

export interface UndoableChange<T> extends HostChange {
  readonly ask: AskHosts<T>;
  /** The host is as it should be. */
  isDone(value: T): boolean;
  /** How a host is changed back that was like this. */
  undo(value: T): HostUndo;
}

export interface HostUndo {
  /** What was done: `stop service nginx`. */
  readonly key: string;
  /** `started service nginx`. */
  readonly undone: string;
  readonly call: UndoCall;
}

const NOT_ALLOWED = /not authori[sz]ed/i;

/** Throws the doubt when not every host has said how it is, and then as `changeWithoutUndo`. */
export async function changeHosts<T>(
  change: UndoableChange<T>,
  hosts: ChosenHosts,
  context: CheckContext,
): Promise<void> {
  const { known, doubt } = await change.ask(hosts, context);
  if (doubt) throw doubt;
  const others = known.filter(({ value }) => !change.isDone(value));
  if (others.length === 0) return;
  const keys = noteUndo(others, change, context);
  const answers = await act(
    change,
    others.map(({ host }) => host),
    context,
  );
  const untouched = answers.failed.filter(reply => !hasTried(reply) || wasSo(reply, change));
  for (const key of keys)
    context.undo.settle(
      key,
      untouched.map(reply => reply.sender),
    );
  requireDone(answers, change);
}

/** Throws CheckFailed naming the hosts that tried and failed, and the doubt about those that did not try. */
export async function changeWithoutUndo(
  change: HostChange,
  hosts: ChosenHosts,
  context: CheckContext,
): Promise<void> {
  requireDone(await act(change, hosts.nodes, context), change);
}

// Hosts that are changed back alike share an entry.
function noteUndo<T>(
  others: readonly Reading<T>[],
  change: UndoableChange<T>,
  context: CheckContext,
): string[] {
  const alike = new Map<string, { undo: HostUndo; hosts: string[] }>();
  for (const { host, value } of others) {
    const undo = change.undo(value);
    const entry = alike.get(undo.key) ?? { undo, hosts: [] };
    entry.hosts.push(host);
    alike.set(undo.key, entry);
  }
  for (const { undo, hosts } of alike.values())
    context.undo.add({ key: undo.key, undone: undo.undone, hosts, undo: undo.call });
  return [...alike.keys()];
}

async function act(
  { agent, action, args = {} }: HostChange,
  nodes: readonly string[],
  context: CheckContext,
): Promise<Answers> {
  const client = (await context.fleet()).agent(agent).on(nodes);
  return askNodes(client, action, args, context);
}

// The agents' way to say that somebody else was faster: "Service is already running". An address that is "already in use"
// is why it did not start.
const wasSo = ({ statusmsg }: Reply, { expected }: HostChange): boolean =>
  new RegExp(`\\balready ${expected}\\b`, 'i').test(statusmsg);

const hasTried = ({ statuscode, statusmsg }: Reply): boolean =>
  statuscode === 1 && !NOT_ALLOWED.test(statusmsg);

/** An agent that tried and failed leaves a host that is known to be wrong; one that would not is a doubt. */
function requireDone(answers: Answers, change: HostChange): void {
  const { subject, expected, contradiction } = change;
  const tried = answers.failed.filter(reply => hasTried(reply) && !wasSo(reply, change));
  const others = answers.failed.filter(reply => !hasTried(reply));
  const wrong = answers.ok.map(reply => ({ host: reply.sender, got: contradiction?.(reply) }));
  const findings = tried
    .map(reply => ({ host: reply.sender, got: reply.statusmsg }))
    .concat(wrong.filter((one): one is { host: string; got: string } => one.got !== undefined))
    .sort((a, b) => (a.host < b.host ? -1 : 1));
  const doubt = silenceOf(answers) ?? refusal(others, answers.question);
  if (findings.length > 0) throw new CheckFailed(subject, expected, findings, doubt);
  if (doubt) throw doubt;
}

// Of failed replies alone the doubt is another one.
function silenceOf({ silent, failed, doubt }: Answers) {
  return silent.length > 0 || failed.length === 0 ? doubt : undefined;
}
