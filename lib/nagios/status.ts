// The four states of a plugin and which one wins.

export type Status = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN';

/** Exit codes of the Nagios plugin interface. */
export const EXIT_CODE: Readonly<Record<Status, 0 | 1 | 2 | 3>> = {
  OK: 0,
  WARNING: 1,
  CRITICAL: 2,
  UNKNOWN: 3,
};

// A known failure outweighs a doubt; a doubt outweighs a warning; nothing outweighs silently.
const WEIGHT: Readonly<Record<Status, number>> = { OK: 0, WARNING: 1, UNKNOWN: 2, CRITICAL: 3 };

/** The status that counts of several: CRITICAL over UNKNOWN over WARNING over OK; UNKNOWN for none. */
export function worstStatus(statuses: Iterable<Status>): Status {
  let worst: Status | undefined;
  for (const status of statuses) {
    if (worst === undefined || WEIGHT[status] > WEIGHT[worst]) worst = status;
  }
  return worst ?? 'UNKNOWN';
}
