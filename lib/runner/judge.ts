// What the end of a step means: who threw what decides between "the fleet is wrong" and "we cannot tell".
import { CheckFailed } from '../checks/verdicts';
import { describeError } from '../errors';
import type { Status } from '../nagios/status';

export interface Judgement {
  readonly status: Status;
  readonly reason: string;
  readonly details?: readonly string[];
  readonly stack?: string;
}

/** What scenarios with these tags are when they fail; without one they are critical. */
const SEVERITY_TAGS: Readonly<Record<string, Status>> = { '@warning': 'WARNING', '@critical': 'CRITICAL' };

/** An assertion that failed is CRITICAL, everything else thrown is UNKNOWN. */
export function judgeFault(fault: unknown, tags: readonly string[]): Judgement {
  const reason = describeError(fault);
  const stack = fault instanceof Error ? { stack: fault.stack ?? '' } : {};
  if (fault instanceof CheckFailed) {
    const status = fault.severity === 'WARNING' ? 'WARNING' : failure(tags);
    return { status, reason, details: fault.details };
  }
  if (isAssertion(fault)) return { status: failure(tags), reason: assertionText(fault), ...stack };
  return { status: 'UNKNOWN', reason, ...stack };
}

function failure(tags: readonly string[]): Status {
  // The tags of the feature come before those of the scenario, which knows better.
  const tag = tags.filter(one => Object.hasOwn(SEVERITY_TAGS, one)).pop();
  return tag === undefined ? 'CRITICAL' : SEVERITY_TAGS[tag]!;
}

// Of chai, node:assert and whoever else follows their custom; there may be several chais in one process.
function isAssertion(fault: unknown): fault is Error {
  return (
    fault instanceof Error &&
    (fault.name === 'AssertionError' || (fault as { code?: string }).code === 'ERR_ASSERTION')
  );
}

// The first line of node:assert's message announces the difference that follows.
function assertionText(fault: Error): string {
  const lines = fault.message.split('\n').map(line => line.trim());
  return lines.filter(Boolean).slice(0, 4).join(' ') || 'assertion failed';
}
