// Faults of a run as a recording keeps them, and thrown again.
import { CheckFailed } from '../checks/verdicts';
import { describeError, isFleetspecError } from '../errors';
import { RecordedDoubt } from './errors';
import type { RecordedFault } from './recording';

export function recordFault(fault: unknown): RecordedFault {
  const name = fault instanceof Error ? fault.name : 'Error';
  const message = describeError(fault);
  if (fault instanceof CheckFailed) {
    const { subject, expected, findings, severity } = fault;
    return { name, message, failure: { subject, expected, findings, severity } };
  }
  return isFleetspecError(fault) ? { name, message, code: fault.code } : { name, message };
}

/** What failed fails again; whatever else it was, it could not be told. */
export function reviveFault({ message, code, failure }: RecordedFault): Error {
  if (failure)
    return new CheckFailed(failure.subject, failure.expected, failure.findings, undefined, failure.severity);
  return new RecordedDoubt(message, code);
}
