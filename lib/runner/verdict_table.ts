// The scenarios of a run as a table for the terminal, the worst last, where the eye is.
import { plainLine } from '../nagios/output';
import { worstStatus } from '../nagios/status';
import type { ScenarioOutcome } from './outcome';

export interface VerdictRow {
  /** `passed`, `not applicable`, `WARNING`, `UNKNOWN` or `CRITICAL`, padded. */
  readonly verdict: string;
  /** Name, padded, and what there is to say. */
  readonly text: string;
  readonly scenario: ScenarioOutcome;
}

const WIDEST_VERDICT = 'not applicable'.length;
const WIDEST_NAME = 60;

export function verdictTable(scenarios: readonly ScenarioOutcome[]): VerdictRow[] {
  const names = scenarios.map(scenario => plainLine(scenario.name));
  const width = Math.min(WIDEST_NAME, Math.max(0, ...names.map(name => name.length)));
  return [...scenarios].sort(worstLast).map(scenario => ({
    verdict: (scenario.status === 'OK' ? scenario.verdict : scenario.status).padEnd(WIDEST_VERDICT),
    text: `${plainLine(scenario.name).padEnd(width)}  ${plainLine(remark(scenario))}`,
    scenario,
  }));
}

function remark({ reason, at, location }: ScenarioOutcome): string {
  return reason ? `${reason} (${at ?? location})` : location;
}

function worstLast(a: ScenarioOutcome, b: ScenarioOutcome): number {
  if (a.status === b.status) return 0;
  return worstStatus([a.status, b.status]) === a.status ? 1 : -1;
}
