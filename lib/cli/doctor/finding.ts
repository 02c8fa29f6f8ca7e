// What one check of `fleetspec doctor` has found: a line for the person who asked.
import { describeError, isFleetspecError } from '../../errors';

export type FindingState = 'ok' | 'note' | 'problem';

export interface Finding {
  /** What was looked at: `broker mq1:61613`. */
  readonly check: string;
  readonly state: FindingState;
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
}

export const ok = (check: string, text: string): Finding => ({ check, state: 'ok', text });

/** Works, and is worth knowing. */
export const note = (check: string, text: string, remedy?: string): Finding => ({
  ...{ check, state: 'note', text },
  ...(remedy !== undefined && { remedy }),
});

export const problem = (check: string, text: string, remedy?: string): Finding => ({
  ...{ check, state: 'problem', text },
  ...(remedy !== undefined && { remedy }),
});

/** Of anything that was thrown. */
export function faultFound(check: string, fault: unknown): Finding {
  if (!isFleetspecError(fault)) return problem(check, describeError(fault));
  return problem(check, fault.message, fault.remedy);
}
