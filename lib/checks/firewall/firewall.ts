// Blocking the traffic of one address on many hosts, by MCollective's agent `iptables` (block, unblock, isblocked).
import type { Reply } from '../../rpc/reply';
import { type Answers, askNodes, refusal, refusalOf } from '../ask_nodes';
import type { CheckContext } from '../check_context';
import { FoundTooLate } from '../errors';
import type { Hosts } from '../host_selection';
import { CheckFailed, type Finding } from '../verdicts';
import { FIREWALL_AGENT, type Traffic, trafficOf } from './traffic';

/**
 * Blocks `address` on every host of `hosts`. All are asked for their state first: when one is silent nothing is
 * changed, and a host that was blocked before the run is not unblocked when its changes are undone.
 */
export async function block(hosts: Hosts, address: string, context: CheckContext): Promise<void> {
  const { findings, doubt } = await askTraffic(hosts, address, context);
  if (doubt) throw doubt;
  const open = hostsThatAre('unblocked', findings);
  if (open.length === 0) return;
  const key = changeKey(address);
  context.undo.add({
    key,
    undone: `unblocked ${address}`,
    hosts: open,
    undo: { agent: FIREWALL_AGENT, action: 'unblock', args: { ipaddr: address } },
  });
  const answers = await askNodes(hosts.client.on(open), 'block', { ipaddr: address }, context);
  const refused = answers.failed.filter(reply => !isDone(reply));
  const untouched = refused.filter(reply => trafficOf(reply) === 'unblocked');
  context.undo.settle(
    key,
    untouched.map(reply => reply.sender),
  );
  requireDone(answers, address, 'blocked');
}

/**
 * Unblocks `address` on every host; what is unblocked already is left alone. A host that is silent keeps nobody from
 * unblocking the others, and is named after that.
 */
export async function unblock(hosts: Hosts, address: string, context: CheckContext): Promise<void> {
  const { findings, doubt } = await askTraffic(hosts, address, context);
  const closed = hostsThatAre('blocked', findings);
  if (closed.length > 0) {
    const answers = await askNodes(hosts.client.on(closed), 'unblock', { ipaddr: address }, context);
    context.undo.settle(changeKey(address), doneBy(answers));
    requireDone(answers, address, 'unblocked');
  }
  if (doubt) throw doubt;
}

/** Every host says that traffic from `address` is as expected; throws CheckFailed naming those that do not. */
export async function expectTraffic(
  hosts: Hosts,
  address: string,
  expected: Traffic,
  context: CheckContext,
): Promise<void> {
  const { findings, doubt } = await askTraffic(hosts, address, context);
  const wrong = findings.filter(finding => finding.got !== expected);
  if (wrong.length > 0) throw new CheckFailed(`traffic from ${address}`, expected, wrong, doubt);
  if (doubt) throw doubt;
}

const changeKey = (address: string): string => `block ${address}`;

const hostsThatAre = (state: Traffic, findings: readonly Finding[]): string[] =>
  findings.filter(finding => finding.got === state).map(finding => finding.host);

/** What each host says of itself, and the doubt about those that say nothing. */
async function askTraffic(hosts: Hosts, address: string, context: CheckContext) {
  const answers = await askNodes(hosts.client, 'isblocked', { ipaddr: address }, context);
  const vague = answers.ok.filter(reply => trafficOf(reply) === undefined);
  const findings = without(answers.ok, vague).map(reply => ({ host: reply.sender, got: trafficOf(reply)! }));
  const late = hosts.late();
  const doubt =
    answers.doubt ??
    (late.length > 0 ? new FoundTooLate(late) : undefined) ??
    refusalOf(vague, answers.question, 'the answer does not say whether it is blocked');
  return { findings: byHost(findings), doubt };
}

// The agent fails a second block with "192.0.2.7 is already blocked", a second unblock with "… already unblocked".
const isDone = (reply: Reply): boolean =>
  reply.statuscode === 0 || (reply.statuscode === 1 && /already (un)?blocked/.test(reply.statusmsg));

function doneBy({ ok, failed }: Pick<Answers, 'ok' | 'failed'>): string[] {
  return [...ok, ...failed.filter(isDone)].map(reply => reply.sender);
}

/** An agent that tried and failed leaves a host that is known to be wrong; one that would not is a doubt. */
function requireDone(answers: Answers, address: string, expected: Traffic): void {
  const failed = answers.failed.filter(reply => !isDone(reply));
  const tried = failed.filter(reply => reply.statuscode === 1 && !/not authori[sz]ed/i.test(reply.statusmsg));
  const wrong = answers.ok.filter(reply => (trafficOf(reply) ?? expected) !== expected);
  const findings = [
    ...tried.map(reply => ({ host: reply.sender, got: reply.statusmsg })),
    ...wrong.map(reply => ({ host: reply.sender, got: trafficOf(reply)! })),
  ];
  const vague = answers.ok.filter(reply => trafficOf(reply) === undefined);
  const doubt =
    answers.silent.length > 0
      ? answers.doubt
      : (refusal(without(failed, tried), answers.question) ??
        refusalOf(vague, answers.question, 'the answer does not say whether it is blocked'));
  if (findings.length > 0)
    throw new CheckFailed(`traffic from ${address}`, expected, byHost(findings), doubt);
  if (doubt) throw doubt;
}

const without = <T>(all: readonly T[], some: readonly T[]): T[] => all.filter(one => !some.includes(one));

const byHost = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => (a.host < b.host ? -1 : 1));
