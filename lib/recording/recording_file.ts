// The file of a recording: written line by line as things happen, so that a run that is killed leaves what it knew.
import { closeSync, fchmodSync, fstatSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../util/make_folder';
import { BadRecording, RecordingNotWritten } from './errors';
import {
  RECORDING_FORMAT,
  type RecordedEvent,
  type Recording,
  type RecordingEnd,
  type RecordingHead,
} from './recording';

/** A recording larger than this is neither written nor read. */
export const MAX_RECORDING_BYTES = 256 * 1024 * 1024;

/** Answers of hosts are nobody else's business. */
const MODE = 0o600;

export class RecordingWriter {
  readonly #file: number;
  #bytes = 0;
  #fault: RecordingNotWritten | undefined;

  /** Replaces the file, making its folders. `hide` takes secrets out of a line. Throws RecordingNotWritten. */
  constructor(
    private readonly path: string,
    private readonly hide: (line: string) => string = line => line,
  ) {
    try {
      makeFolder(dirname(path));
      this.#file = openSync(path, 'w', MODE);
      // A file that was there before keeps its own mode.
      if (fstatSync(this.#file).isFile()) fchmodSync(this.#file, MODE);
    } catch (fault) {
      throw new RecordingNotWritten(path, fault);
    }
  }

  /** Why it is not whole, once that is so. */
  get fault(): RecordingNotWritten | undefined {
    return this.#fault;
  }

  /** Never throws: a full disk must not end a check. */
  write(line: RecordingHead | RecordedEvent | RecordingEnd): void {
    if (this.#fault) return;
    try {
      const text = `${this.hide(JSON.stringify(line))}\n`;
      this.#bytes += Buffer.byteLength(text);
      if (this.#bytes > MAX_RECORDING_BYTES)
        throw new Error(`it is larger than ${MAX_RECORDING_BYTES} bytes`);
      writeSync(this.#file, text);
    } catch (fault) {
      this.#fault = new RecordingNotWritten(this.path, fault);
    }
  }

  close(): void {
    try {
      closeSync(this.#file);
    } catch (fault) {
      this.#fault ??= new RecordingNotWritten(this.path, fault);
    }
  }
}

/** Throws BadRecording. A last line that was cut off is left out. */
export function readRecording(path: string): Recording {
  const lines = readText(path).split('\n');
  const cut = lines.pop() !== '';
  const parsed = lines.map((line, i) => parseLine(path, line, i + 1));
  const [head, ...rest] = parsed;
  if (cut && parsed.length === 0) throw new BadRecording(path, 'it is no recording');
  if (!isHead(head)) throw new BadRecording(path, whatIsWrong(head));
  const end = rest.at(-1);
  const whole = isEnd(end);
  const events = whole ? rest.slice(0, -1) : rest;
  const odd = events.findIndex(event => !isEvent(event));
  if (odd >= 0) throw new BadRecording(path, `line ${odd + 2} is no event`);
  return { head, events: events as RecordedEvent[], end: whole ? end : undefined };
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_RECORDING_BYTES) throw new Error(`it is larger than ${MAX_RECORDING_BYTES} bytes`);
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new BadRecording(path, fault instanceof Error ? fault.message : String(fault), fault);
  }
}

function parseLine(path: string, line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (fault) {
    throw new BadRecording(path, number === 1 ? 'it is no recording' : `line ${number} is not JSON`, fault);
  }
}

function whatIsWrong(head: unknown): string {
  const format = isObject(head) ? head.fleetspec_recording : undefined;
  return format === undefined
    ? 'it is no recording'
    : `its format is ${JSON.stringify(format)}, and this fleetspec reads ${RECORDING_FORMAT}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isList = (value: unknown): boolean => Array.isArray(value);
const isTexts = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every(text => typeof text === 'string');

function isHead(value: unknown): value is RecordingHead {
  return (
    isObject(value) &&
    value.fleetspec_recording === RECORDING_FORMAT &&
    typeof value.startedAt === 'number' &&
    isList(value.paths) &&
    isTexts(value.params) &&
    isObject(value.checks) &&
    isList(value.features) &&
    (value.features as unknown[]).every(one => isObject(one) && isText(one.path) && isText(one.text))
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isEnd(value: unknown): value is RecordingEnd {
  return isObject(value) && value.kind === 'end' && isText(value.status) && isText(value.text);
}

function isEvent(value: unknown): value is RecordedEvent {
  if (!isObject(value) || typeof value.at !== 'number' || typeof value.done !== 'number') return false;
  switch (value.kind) {
    case 'discovery':
      return isFilter(value.filter) && isObject(value.found) && areTexts(value.found.nodes);
    case 'late':
      return isFilter(value.filter) && areTexts(value.nodes);
    case 'call':
      return isCall(value);
    case 'observation':
      return isObservation(value.of) && value.answer !== undefined;
    case 'fault':
      return isAsked(value.asked) && isObject(value.fault) && isText(value.fault.message);
    default:
      return false;
  }
}

const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function isFilter(value: unknown): boolean {
  return (
    isObject(value) &&
    ['fact', 'cf_class', 'agent', 'identity', 'compound'].every(part => isList(value[part]))
  );
}

function isObservation(value: unknown): boolean {
  return isObject(value) && isText(value.kind) && isObject(value.question);
}

function isCall(value: Record<string, unknown>): boolean {
  const lists = ['noResponse', 'notAsked', 'repeated', 'discoveredLate'];
  const replies = value.replies as unknown[];
  return (
    isText(value.agent) &&
    isText(value.action) &&
    lists.every(name => areTexts(value[name])) &&
    isList(value.unreadable) &&
    isList(replies) &&
    replies.every(reply => isObject(reply) && isText(reply.sender) && typeof reply.statuscode === 'number')
  );
}

function isAsked(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value.kind === 'discovery') return isFilter(value.filter);
  if (value.kind === 'observation') return isObservation(value.of);
  return (
    value.kind === 'connection' || (value.kind === 'call' && isText(value.agent) && isText(value.action))
  );
}
