// How Ruby values look in TypeScript, after Marshal or before it.
//
// | Ruby                     | TypeScript                                                        |
// |--------------------------|-------------------------------------------------------------------|
// | nil, true, false         | null, true, false                                                 |
// | Integer                  | number when safe (|n| < 2^53), else bigint                         |
// | Float                    | number when not integral, else RubyFloat (so that 1.0 stays 1.0)  |
// | String, UTF-8 or ASCII   | string                                                            |
// | String, binary           | Buffer                                                            |
// | String, else or invalid  | RubyString (bytes and name of the encoding)                       |
// | Symbol                   | RubySymbol                                                        |
// | Array, Hash              | Array, Map (insertion order, any key)                             |
// | Regexp, Time             | RubyRegexp, RubyTime                                              |

export type RubyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Buffer
  | RubyFloat
  | RubyString
  | RubySymbol
  | RubyRegexp
  | RubyTime
  | RubyValue[]
  | RubyHash;

export type RubyHash = Map<RubyValue, RubyValue>;

/** A Symbol. Make one with `sym`; symbols of equal name are usually, but not always, the same object. */
export class RubySymbol {
  constructor(readonly name: string) {}
  toString(): string {
    return `:${this.name}`;
  }
}

/** A Float whose value a JavaScript number would show as an integer (or that must be written as a Float). */
export class RubyFloat {
  constructor(readonly value: number) {}
}

/** A String in an encoding other than UTF-8, US-ASCII and binary, or with bytes invalid in its encoding. */
export class RubyString {
  constructor(
    readonly bytes: Buffer,
    readonly encoding: string,
  ) {}
}

/** A Regexp; `options` is Ruby's bit set: 1 ignore case, 2 extended, 4 multi-line. Never compiled here. */
export class RubyRegexp {
  constructor(
    readonly source: string,
    readonly options: number,
  ) {}
}

/** A Time to the nanosecond; `offset` is seconds east of UTC, `zone` its name when known. */
export class RubyTime {
  constructor(
    readonly epochSeconds: number,
    readonly nanoseconds: number,
    readonly offset: number,
    readonly zone: string | null,
    readonly utc: boolean,
  ) {}
  toDate(): Date {
    return new Date(this.epochSeconds * 1000 + Math.floor(this.nanoseconds / 1e6));
  }
}

// Interned so that Map look-ups by symbol hit. Bounded, because names come from the network.
const INTERNED_LIMIT = 4096;
const interned = new Map<string, RubySymbol>();

/**
 * The symbol of that name. `overflow` takes (and finds again) the symbols the table has no room for, so that names
 * stay unique within one message.
 */
export function sym(name: string, overflow?: Map<string, RubySymbol>): RubySymbol {
  const known = interned.get(name) ?? overflow?.get(name);
  if (known) return known;
  const symbol = new RubySymbol(name);
  if (interned.size < INTERNED_LIMIT) interned.set(name, symbol);
  else overflow?.set(name, symbol);
  return symbol;
}

/** Whether `sym` needs an `overflow` for names it has not seen. */
export function symbolTableIsFull(): boolean {
  return interned.size >= INTERNED_LIMIT;
}

/** A Hash with Symbol keys from a plain object; undefined values are left out. */
export function symbolHash(fields: Record<string, RubyValue | undefined>): RubyHash {
  const hash: RubyHash = new Map();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) hash.set(sym(name), value);
  }
  return hash;
}

/** The value under Symbol `name`, undefined when absent. */
export function symbolGet(hash: RubyHash, name: string): RubyValue | undefined {
  const symbol = sym(name);
  const found = hash.get(symbol);
  if (found !== undefined) return found;
  for (const [key, value] of hash) {
    if (key instanceof RubySymbol && key.name === name) return value;
  }
  return undefined;
}

/** The value under Symbol or String `name` (SimpleRPC accepts either in bodies since 2.11). */
export function looseGet(hash: RubyHash, name: string): RubyValue | undefined {
  return symbolGet(hash, name) ?? hash.get(name);
}
