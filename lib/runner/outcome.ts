// How a run of features went, scenario by scenario.
import type { Metric } from '../checks/check_context';
import type { UndoReport } from '../checks/undo_registry';
import { describeError } from '../errors';
import { type Status, worstStatus } from '../nagios/status';

/** `waived`: something is not as it should be, and need not be for now. */
export type Verdict = 'passed' | 'failed' | 'unknown' | 'not applicable' | 'waived';

export interface ScenarioOutcome {
  readonly feature: string;
  readonly name: string;
  /** `features/firewall.feature:7`. */
  readonly location: string;
  readonly verdict: Verdict;
  readonly status: Status;
  /** One sentence, undefined when it passed. */
  readonly reason?: string;
  /** Where it ended, `features/firewall.feature:9`. */
  readonly at?: string;
  /** One line per host. */
  readonly details?: readonly string[];
  /** For the verbose. */
  readonly stack?: string;
}

/** Something that is wrong with the run rather than with a scenario; makes it UNKNOWN. */
export interface Problem {
  readonly reason: string;
  readonly at?: string;
  readonly stack?: string;
}

/** A fault as a problem. */
export function problemOf(fault: unknown): Problem {
  const stack = fault instanceof Error && fault.stack ? { stack: fault.stack } : {};
  return { reason: describeError(fault), ...stack };
}

export interface RunOutcome {
  /** The feature's name, or the file's when it could not be read. */
  readonly subject: string;
  readonly scenarios: readonly ScenarioOutcome[];
  readonly problems: readonly Problem[];
  readonly metrics: readonly Metric[];
  readonly undone: readonly UndoReport[];
  /** What is worth saying and changes no verdict, one sentence each. */
  readonly remarks?: readonly string[];
  readonly elapsedSeconds: number;
}

/** CRITICAL over UNKNOWN over WARNING over OK; UNKNOWN when nothing was run or something stayed changed. */
export function statusOf(outcome: RunOutcome): Status {
  const doubts = [...outcome.problems, ...outcome.undone.filter(report => report.left.length > 0)];
  return worstStatus([
    ...outcome.scenarios.map(scenario => scenario.status),
    ...doubts.map((): Status => 'UNKNOWN'),
  ]);
}
