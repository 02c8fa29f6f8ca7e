// What `--plan` tells: each step that would change hosts, its calls, and on which hosts; for people and for programs.
import { describeError } from '../errors';
import { plainLine } from '../nagios/output';
import { EXIT_CODE } from '../nagios/status';
import type { RunOutcome } from '../runner/outcome';
import type { RunContext } from '../runner/run_context';
import { type Consent, type PlannedCall, type PlannedStep, type RunPlan, runPlan } from '../runner/run_plan';
import { HIDDEN, isSecretName } from '../util/secret_name';
import type { CommandInput } from './command';
import type { Display } from './display';
import { toJson } from './json_output';
import { flagOption } from './options';
import { wrapped } from './wrapped';

/** Tells the plan of a run that only planned; answers the exit code: 0, or 3 when not everything could be planned. */
export function tellPlan(
  outcome: RunOutcome,
  context: RunContext,
  options: CommandInput['options'],
  display: Display,
): number {
  const plan = runPlan(outcome, context);
  if (flagOption(options, 'planJson')) display.line(toJson(asData(outcome, plan), true));
  else for (const line of planLines(outcome, plan, display.columns)) display.line(line);
  return EXIT_CODE[plan.status];
}

function planLines({ subject }: RunOutcome, plan: RunPlan, columns: number): string[] {
  const lines = [`${plan.status}: ${subject} - ${plan.text}`];
  for (const step of plan.steps) lines.push('', ...stepLines(step));
  const notes = [...plan.problems.map(text => `not planned: ${text}`), ...plan.remarks];
  if (notes.length > 0) lines.push('', ...notes);
  return lines.flatMap(line => folded(plainIndented(line), columns));
}

function stepLines({ text, at, calls, unplanned }: PlannedStep): string[] {
  const nothing = unplanned ?? 'nothing as things are now; it depends on the steps before it';
  const what = calls.length === 0 ? [`  ${nothing}`] : calls.flatMap(callLines);
  return [`${text} (${at})`, ...what];
}

function callLines({ agent, action, args, hosts, undo }: PlannedCall): string[] {
  const given = Object.entries(shownArguments(args)).map(([name, value]) => ` ${name}=${value}`);
  return [
    `  ${agent} ${action}${given.join('')} on ${count(hosts.length, 'host')}`,
    ...byConsent(hosts).map(({ names, consent }) => `    ${consent}: ${names.join(', ')}`),
    `    undone by: ${undo ?? 'nothing, it would stay'}`,
  ];
}

// Hosts that say the same in one line.
function byConsent(hosts: readonly Consent[]): { consent: string; names: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { host, allowed, reason } of hosts) {
    const verdict = allowed === undefined ? 'not told' : allowed ? 'allowed' : 'REFUSED';
    const consent = allowed === undefined ? verdict : `${verdict} (${reason})`;
    groups.set(consent, [...(groups.get(consent) ?? []), host]);
  }
  return [...groups].map(([consent, names]) => ({ consent, names }));
}

function shownArguments(args: PlannedCall['args']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, isSecretName(name) ? HIDDEN : textOf(value)]),
  );
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    return describeError(error);
  }
}

function asData({ subject }: RunOutcome, { steps, ...plan }: RunPlan): unknown {
  const shown = steps.map(step => ({
    ...step,
    calls: step.calls.map(({ undo = null, ...call }) => ({
      ...call,
      args: shownArguments(call.args),
      hosts: call.hosts.map(({ allowed = null, ...host }) => ({ ...host, allowed })),
      undo,
    })),
  }));
  return { ...plan, subject, steps: shown };
}

const plainIndented = (line: string): string => ' '.repeat(indentOf(line)) + plainLine(line);

const indentOf = (line: string): number => line.length - line.trimStart().length;

function folded(line: string, columns: number): string[] {
  const indent = indentOf(line);
  const [first = '', ...rest] = wrapped(line, Math.max(30, columns - indent - 2));
  return [`${' '.repeat(indent)}${first}`, ...rest.map(text => `${' '.repeat(indent + 2)}${text}`)];
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
