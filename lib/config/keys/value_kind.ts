// Kinds of values a configuration key may have: how their text is read, and what they are called in messages.
import { parseDuration } from '../duration';

export interface ValueKind<Value> {
  /** After "must be": `a whole number from 1 to 65535`. */
  readonly name: string;
  /** Undefined when the text is no such value. */
  read(text: string): Value | undefined;
}

const LONGEST_MS = 7 * 86_400_000;

export const TEXT: ValueKind<string> = { name: 'text', read: text => text };

/** Names that go into destinations and selectors: as MCollective restricts identities. */
export const NAME: ValueKind<string> = {
  name: 'a name of letters, digits, "_", "." and "-"',
  read: text => (/^[\w.-]{1,255}$/.test(text) ? text : undefined),
};

/** MCollective's words for true and false, and YAML's. */
export const BOOLEAN: ValueKind<boolean> = {
  name: 'true or false',
  read(text) {
    if (/^(1|yes|true|y|t|on)$/i.test(text.trim())) return true;
    return /^(0|no|false|n|f|off)$/i.test(text.trim()) ? false : undefined;
  },
};

export function integer(min: number, max: number): ValueKind<number> {
  return {
    name: `a whole number from ${min} to ${max}`,
    read(text) {
      const value = /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : undefined;
    },
  };
}

/** Read to milliseconds. */
export function duration(minMs = 1): ValueKind<number> {
  return {
    name: `a duration like 2s or 500ms${minMs === 0 ? '' : ' above 0'} (a bare number is seconds)`,
    read(text) {
      const ms = parseDuration(text);
      return ms !== undefined && ms >= minMs && ms <= LONGEST_MS ? ms : undefined;
    },
  };
}

/** A duration read to whole seconds. */
export const SECONDS: ValueKind<number> = {
  name: 'a duration in whole seconds above 0',
  read(text) {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= 1000 && ms % 1000 === 0 && ms <= LONGEST_MS ? ms / 1000 : undefined;
  },
};

export function choice<Word extends string>(...words: Word[]): ValueKind<Word> {
  return { name: `one of ${words.join(', ')}`, read: text => words.find(word => word === text.trim()) };
}
