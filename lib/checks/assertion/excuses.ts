// Hosts that need not be as they should, for a while: somebody has waived it or works on them.

export interface Excuses {
  /** Why a host is excused now: `waived until 2026-12-01 by ann: its disk is being replaced`; undefined when it is not. */
  of(host: string): string | undefined;
  /** Notes that it was excused: what is told of `subject` does not count. */
  use(host: string, subject: string): void;
}
