// The one door to js-yaml: YAML 1.1 for our own files, and YAML as Ruby programs write it.
import {
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  EVENT_ID,
  type Event,
  FAILSAFE_SCHEMA,
  getScalarValue,
  load,
  mergeTag,
  NOT_RESOLVED,
  nullCoreTag,
  parseEvents,
  realMapTag,
  type Schema,
  YAMLException,
} from 'js-yaml';
import { FleetspecError } from '../errors';

/** Text that is no YAML, or not as we read it. */
export class BrokenYaml extends FleetspecError {
  readonly code = 'E_YAML';
  readonly kind = 'config';

  constructor(
    readonly reason: string,
    /** Counts from 1. */
    readonly line: number | undefined,
    cause?: unknown,
    /** Counts from 1. */
    readonly column?: number,
  ) {
    super(`broken YAML${line === undefined ? '' : ` in line ${line}`}: ${reason}`, { cause });
  }
}

/** What a plain (unquoted) scalar stands for. */
export type ScalarReader = (plain: string) => unknown;

/**
 * A document written by a Ruby program: hashes are Maps in the order written, of repeated keys the last counts,
 * `!ruby/…` tags are read past, plain scalars go through `scalar`, quoted ones are strings. Undefined when the text is
 * empty. Throws BrokenYaml.
 */
export function parseRubyYaml(text: string, scalar: ScalarReader): unknown {
  if (isBlank(text)) return undefined;
  return guarded(() => load(text, { schema: rubySchema(scalar), json: true }));
}

/** A scalar as written (`1.10` stays `1.10`, `012` stays `012`), null when nothing or `~` stands there. */
export type YamlText = string | null | YamlText[] | { [key: string]: YamlText };

export interface LocatedYaml {
  /** Undefined when the document is empty. */
  readonly value: YamlText | undefined;
  /** The line, from 1, of the key or list item at that path; undefined for what aliases brought. */
  lineOf(path: readonly (string | number)[]): number | undefined;
}

/** A document whose reader knows the type of each value better than YAML does. Throws BrokenYaml. */
export function parseYamlText(text: string): LocatedYaml {
  if (isBlank(text)) return { value: undefined, lineOf: () => undefined };
  return guarded(() => {
    const events = parseEvents(text, {});
    const schema = FAILSAFE_SCHEMA.withTags(nullCoreTag, mergeTag);
    const documents = constructFromEvents(events, { source: text, schema, maxAliases: 100 });
    if (documents.length > 1) throw new BrokenYaml('it holds several documents', undefined);
    const offsets = offsetsByPath(text, events);
    return {
      value: documents[0] as YamlText,
      lineOf(path) {
        const offset = offsets.get(JSON.stringify(path));
        return offset === undefined ? undefined : text.slice(0, offset).split('\n').length;
      },
    };
  });
}

// Where each key and each list item starts, by its path in JSON.
function offsetsByPath(text: string, events: readonly Event[]): Map<string, number> {
  const offsets = new Map<string, number>();
  let at = 0;
  const startOf = (event: Event | undefined): number =>
    event?.type === EVENT_ID.SCALAR ? event.valueStart : event && 'start' in event ? event.start : 0;
  const node = (path: readonly (string | number)[]): void => {
    const event = events[at++];
    if (event?.type !== EVENT_ID.MAPPING && event?.type !== EVENT_ID.SEQUENCE) return;
    for (let i = 0; at < events.length && events[at]!.type !== EVENT_ID.POP; i++) {
      const key = events[at]!;
      const inMapping = event.type === EVENT_ID.MAPPING;
      const name = inMapping ? (key.type === EVENT_ID.SCALAR ? getScalarValue(text, key) : '') : i;
      offsets.set(JSON.stringify([...path, name]), startOf(key));
      if (inMapping) node([]);
      node([...path, name]);
    }
    at++;
  };
  at = 1;
  node([]);
  return offsets;
}

function isBlank(text: string): boolean {
  return text.replace(/^\s*#.*$/gm, '').trim() === '';
}

function guarded<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BrokenYaml) throw error;
    if (error instanceof YAMLException) {
      const { mark, reason } = error;
      throw new BrokenYaml(reason, mark && mark.line + 1, error, mark && mark.column + 1);
    }
    throw new BrokenYaml((error as Error).message, undefined, error);
  }
}

// Tags by prefix: `!ruby/object:Puppet::Transaction::Report {…}` reads as its hash, `!ruby/sym x` as its scalar.
function rubySchema(scalar: ScalarReader): Schema {
  const plain = {
    identify: () => false,
    resolve: (source: string) => (source === '<<' ? NOT_RESOLVED : scalar(source)),
  };
  const prefixed = { matchByTagPrefix: true, identify: () => false };
  return FAILSAFE_SCHEMA.withTags(
    realMapTag,
    mergeTag,
    defineScalarTag('tag:fleetspec:plain', { ...plain, implicit: true }),
    ['!ruby/', 'tag:yaml.org,2002:'].map(prefix => defineScalarTag(prefix, { ...plain, ...prefixed })),
    defineMappingTag('!ruby/', { ...realMapTag, ...prefixed }),
    defineSequenceTag('!ruby/', {
      ...prefixed,
      create: (): unknown[] => [],
      addItem: (list, item) => {
        list.push(item);
      },
    }),
  );
}
