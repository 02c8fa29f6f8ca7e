// Values as an agent's author has them, and as they go over the wire: plain JavaScript, and Ruby's.
import { DEFAULT_LIMITS } from '../../marshal/limits';
import { RubyFloat, RubySymbol, RubyTime, type RubyValue } from '../../marshal/values';

/** What an action answered has no form in a reply; the message says why, to follow "it …". */
export class AnswerImpossible extends Error {}

/** Of what came as JSON: Hashes become objects, Floats numbers, Integers beyond 2^53 stay exact as bigint. */
export function plainOf(value: RubyValue): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plainOf(item)]));
  if (value instanceof RubyFloat) return value.value;
  return value instanceof RubySymbol || value instanceof RubyTime ? String(value) : value;
}

/** Outputs by name. Throws AnswerImpossible. */
export function outputsOf(answer: unknown): Map<string, RubyValue> {
  if (answer === undefined) return new Map();
  if (!isObject(answer)) throw new AnswerImpossible(`is ${described(answer)}, not an object with outputs`);
  const room = { left: DEFAULT_LIMITS.maxElements };
  return entriesOf(answer, room, 0);
}

interface Room {
  left: number;
}

function rubyOf(value: unknown, name: string, room: Room, depth: number): RubyValue {
  if (--room.left < 0 || depth > DEFAULT_LIMITS.maxDepth) throw new AnswerImpossible('holds too much');
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return value.map(item => rubyOf(item ?? null, name, room, depth + 1));
  if (isObject(value)) return entriesOf(value, room, depth + 1) as Map<RubyValue, RubyValue>;
  throw new AnswerImpossible(`holds ${described(value)} in ${name}`);
}

function entriesOf(object: object, room: Room, depth: number): Map<string, RubyValue> {
  const entries = object instanceof Map ? [...object] : Object.entries(object);
  const said = entries.filter(([, value]) => value !== undefined);
  return new Map(said.map(([name, value]) => [String(name), rubyOf(value, String(name), room, depth)]));
}

// Plain ones only: what a class means by its fields is not for us to say.
function isObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || value instanceof Map;
}

function described(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return `an instance of ${value.constructor?.name || 'a class'}`;
  return `a ${typeof value}`;
}
