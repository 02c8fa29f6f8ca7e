// What a run that only planned would have changed, and whether that is all.
import type { PlannedStep } from '../checks/safety/plan';
import type { Status } from '../nagios/status';
import { type RunOutcome, statusOf } from './outcome';
import type { RunContext } from './run_context';

export type { Consent, PlannedCall, PlannedStep } from '../checks/safety/plan';

export interface RunPlan {
  /** UNKNOWN when this is not all. */
  readonly status: Status;
  readonly text: string;
  readonly steps: readonly PlannedStep[];
  /** Why it is not a whole plan. */
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
}

export function runPlan(outcome: RunOutcome, { hands, remarks, redactor }: RunContext): RunPlan {
  const { steps } = hands.plan;
  const problems = [...runProblems(outcome), ...steps.flatMap(problemsOf)];
  const calls = steps.flatMap(step => step.calls);
  const hosts = new Set(calls.flatMap(call => call.hosts.map(({ host }) => host)));
  const changes = `${count(calls.length, 'call')} would change ${count(hosts.size, 'host')}`;
  const found = calls.length === 0 ? 'nothing would be changed' : changes;
  const doubt = problems.length === 0 ? '' : '; this is not the whole plan';
  return redactor.data({
    status: problems.length === 0 ? 'OK' : 'UNKNOWN',
    text: `${found}, and nothing was${doubt}`,
    steps,
    problems,
    remarks,
  });
}

/** What went wrong before anything would be changed, or while it was looked at. */
function runProblems(outcome: RunOutcome): string[] {
  if (statusOf(outcome) === 'OK') return [];
  const bad = outcome.scenarios.filter(({ status }) => status === 'CRITICAL' || status === 'UNKNOWN');
  return [...outcome.problems, ...bad].map(
    ({ reason = 'it failed', at }) => `${reason}${at ? ` (${at})` : ''}`,
  );
}

function problemsOf({ at, calls, unplanned }: PlannedStep): string[] {
  const refused = calls.flatMap(({ agent, action, hosts }) =>
    hosts
      .filter(({ allowed }) => allowed === false)
      .map(({ host, reason }) => `${host} would refuse ${agent} ${action}: ${reason} (${at})`),
  );
  return unplanned === undefined ? refused : [...refused, `${unplanned} (${at})`];
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
