// What comes from the thread of an agent, looked at before it is believed: any package that an agent loads may post what
// it likes, and of a message with another shape the daemon would die.
import type { CallReply } from './perform_call';
import type { FromThread } from './thread_messages';

type Check = (value: unknown) => boolean;

const isText: Check = value => typeof value === 'string';
const isNumber: Check = value => Number.isSafeInteger(value);
const isTextList: Check = value => Array.isArray(value) && value.every(isText);
const oneOf =
  (...words: readonly string[]): Check =>
  value =>
    words.includes(value as string);

/** The fields of each type of message. */
const SHAPES: { readonly [Type in FromThread['type']]: Readonly<Record<string, Check>> } = {
  ready: { actions: isTextList },
  broken: { problem: isText, remedy: isText },
  replied: { id: isNumber, reply: isReply },
  ask: { ask: isNumber, id: isNumber, service: oneOf('run', 'facts', 'classes'), args: Array.isArray },
  log: { id: isNumber, level: oneOf('error', 'warn', 'info', 'debug'), text: isText },
  stray: { sentence: isText },
};

/** Undefined for what is no message of ours. */
export function readMessage(posted: unknown): FromThread | undefined {
  const { type } = (posted ?? {}) as { type?: unknown };
  if (!isText(type) || !Object.hasOwn(SHAPES, type as string)) return undefined;
  return hasShape(posted, SHAPES[type as FromThread['type']]) ? (posted as FromThread) : undefined;
}

function isReply(value: unknown): value is CallReply {
  const isStatus: Check = code => isNumber(code) && (code as number) >= 0 && (code as number) <= 255;
  const isFlag: Check = flag => typeof flag === 'boolean';
  return hasShape(value, { statuscode: isStatus, statusmsg: isText, outputs: isText, isMistake: isFlag });
}

function hasShape(value: unknown, shape: Readonly<Record<string, Check>>): boolean {
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, isGood]) => isGood(fields[name]));
}
