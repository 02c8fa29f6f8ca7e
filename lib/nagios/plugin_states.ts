// States as people write them in options.
import type { Status } from './status';

export type StateWord = 'ok' | 'warning' | 'critical' | 'unknown';

export const STATES: Readonly<Record<StateWord, Status>> = {
  ok: 'OK',
  warning: 'WARNING',
  critical: 'CRITICAL',
  unknown: 'UNKNOWN',
};
