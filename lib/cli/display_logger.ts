// A logger that talks to the person at the terminal, and says of each line when it came: who waits sees for what.
import { uptimeMs } from '../environment';
import type { Logger } from '../util/logger';
import type { Display } from './display';

/** Times are seconds since the program began, as `time` counts them. */
export function displayLogger(display: Display): Logger {
  const tell = (message: string): void =>
    display.notice(`  at ${(uptimeMs() / 1000).toFixed(2)} s: ${message}`);
  return { error: tell, warn: tell, info: tell, debug: tell };
}
