// A deadline that does not mistake our own slowness for the silence of others.
import type { Clock, Timer } from '../util/clock';

// A timer this late means that the event loop was blocked.
const LATE_MS = 25;
// Time to read what arrived meanwhile: timers run before sockets are read.
const GRACE_MS = 50;

/** Runs `fn` after `ms`, a little later when the loop was blocked at that moment. */
export function patientTimer(clock: Clock, ms: number, fn: () => void): Timer {
  const due = clock.monotonic() + ms;
  let timer = clock.after(ms, () => {
    if (clock.monotonic() - due <= LATE_MS) fn();
    else timer = clock.after(GRACE_MS, fn);
  });
  return { cancel: () => timer.cancel() };
}
