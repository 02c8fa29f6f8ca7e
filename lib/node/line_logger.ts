// The daemon's log: one line per event, plain text with key=value fields, to stderr or a file that may be rotated away.
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from '../util/clock';
import type { Logger } from '../util/logger';
import { LogUnwritable } from './errors';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export const LOG_LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** Where lines go. */
export interface LineSink {
  write(line: string): void;
  /** Opens the file again under its name; nothing for streams. */
  reopen(): void;
}

const MAX_VALUE = 1000;

export class LineLogger implements Logger {
  #rank: number;

  constructor(
    private readonly sink: LineSink,
    level: LogLevel,
    private readonly clock: Clock,
  ) {
    this.#rank = LOG_LEVELS.indexOf(level);
  }

  /** Goes from one level to the next more silent one, and from the most silent to debug; answers which it is now. */
  cycleLevel(): LogLevel {
    this.#rank = this.#rank === 0 ? LOG_LEVELS.length - 1 : this.#rank - 1;
    return LOG_LEVELS[this.#rank]!;
  }

  error(message: string, fields?: Record<string, unknown>): void {
    this.#log('error', message, fields);
  }

  warn(message: string, fields?: Record<string, unknown>): void {
    this.#log('warn', message, fields);
  }

  info(message: string, fields?: Record<string, unknown>): void {
    this.#log('info', message, fields);
  }

  debug(message: string, fields?: Record<string, unknown>): void {
    this.#log('debug', message, fields);
  }

  #log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
    if (LOG_LEVELS.indexOf(level) > this.#rank) return;
    this.sink.write(formatLine(this.clock.now(), level, message, fields));
  }
}

/** `2024-05-01T10:00:00.000Z warn  text key=value key="two words"`, whatever the values hold, on one line. */
export function formatLine(
  epochMs: number,
  level: LogLevel,
  message: string,
  fields: Record<string, unknown>,
): string {
  const pairs = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${fieldText(value)}`);
  return `${new Date(epochMs).toISOString()} ${level.padEnd(5)} ${oneLine(message)}${pairs.join('')}\n`;
}

export function streamSink(stream: NodeJS.WritableStream): LineSink {
  // Whoever read it may be gone, a restarted journal for one: the node stays.
  stream.on('error', () => {});
  return { write: line => void stream.write(line), reopen: () => {} };
}

/** Appends. Throws LogUnwritable. */
export function fileSink(path: string): LineSink {
  let file = open(path);
  return {
    // A full disk must not end the daemon.
    write(line) {
      try {
        writeSync(file, line);
      } catch {}
    },
    reopen() {
      const next = open(path);
      closeSync(file);
      file = next;
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'a', 0o640);
  } catch (error) {
    throw new LogUnwritable(path, (error as NodeJS.ErrnoException).code ?? String(error), error);
  }
}

function fieldText(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return /^[\w.:@=/+-]+$/.test(text) && text.length <= MAX_VALUE
    ? text
    : JSON.stringify(text.slice(0, MAX_VALUE));
}

/** Control characters, also those that steer terminals, shown as escapes. */
export function oneLine(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]/g, character =>
    JSON.stringify(character).slice(1, -1),
  );
}
