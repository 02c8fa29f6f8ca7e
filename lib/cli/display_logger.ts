// A logger that talks to the person at the terminal.
import type { Logger } from '../util/logger';
import type { Display } from './display';

export function displayLogger(display: Display): Logger {
  const tell = (message: string): void => display.notice(`  ${message}`);
  return { error: tell, warn: tell, info: tell, debug: tell };
}
