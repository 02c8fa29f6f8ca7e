// What Ruby says of a DDL file (scripts/golden/ddl_file_vectors.rb), turned into the model by rules of its own.
import type { Ddl, InputDdl, OutputDdl, Validation } from '../../../lib/ddl/ddl';
import { RubyFloat, type RubyValue } from '../../../lib/marshal/values';

export type Shown = null | boolean | number | string | Shown[] | { [key: string]: Shown };

/** What Ruby holds of one file. */
export interface RubyView {
  readonly plugin: string;
  readonly meta: Shown;
  readonly usage: string;
  readonly requirements: Shown;
  readonly entities: Shown;
}

const KINDS = ['agent', 'data', 'discovery', 'validator', 'aggregate'];

/** The model our reader must come to. */
export function modelOf(view: RubyView): Ddl {
  const plugin = KINDS.includes(view.plugin) ? view.plugin : 'other';
  const { mcollective } = hash(view.requirements);
  const metadata = Object.fromEntries(
    Object.entries(hash(view.meta)).map(([key, value]) => [
      key,
      key === 'timeout' ? Number(text(value)) : text(value),
    ]),
  );
  const base = {
    plugin,
    metadata,
    ...(mcollective !== undefined && { requires: text(mcollective) }),
    ...(view.usage !== '' && { usage: view.usage }),
  };
  const entities = hash(view.entities);
  if (plugin === 'agent') return { ...base, actions: map(entities, action) } as unknown as Ddl;
  if (plugin === 'data') return { ...base, ...(data(entities.data!) as object) } as unknown as Ddl;
  if (plugin !== 'discovery') return base as unknown as Ddl;
  const { capabilities } = hash(entities.discovery!);
  return { ...base, capabilities: (capabilities as Shown[]).map(text) } as unknown as Ddl;
}

function action(entity: Shown): unknown {
  const { action: name, description, display, input: inputs, output: outputs, aggregate = [] } = hash(entity);
  return {
    name: text(name!),
    description: text(description!),
    display: text(display!),
    inputs: map(hash(inputs!), input),
    outputs: map(hash(outputs!), output),
    aggregates: (aggregate as Shown[]).map(aggregateOf),
  };
}

function data(entity: Shown): unknown {
  const { description, input: inputs, output: outputs } = hash(entity);
  const { query } = hash(inputs!);
  return {
    description: text(description!),
    ...(query !== undefined && { query: input(query) }),
    outputs: map(hash(outputs!), output),
  };
}

function input(entity: Shown): InputDdl {
  const { prompt, description, type, default: value, optional, validation, maxlength, list } = hash(entity);
  const name = typeOf(type!);
  const rule = name === 'string' && validation !== undefined ? validationOf(validation) : undefined;
  const length =
    name === 'string' && maxlength !== undefined && maxlength !== null ? Number(text(maxlength)) : 0;
  return {
    prompt: text(prompt!),
    description: text(description!),
    type: name,
    optional: optional !== null && optional !== false,
    ...(value !== null && { default: plain(value!) }),
    ...(rule && { validation: rule }),
    ...(length > 0 && { maxlength: length }),
    ...(list !== undefined && { list: plain(list) as RubyValue[] }),
  };
}

const CLASSES: Readonly<Record<string, string>> = {
  String: 'string',
  Integer: 'integer',
  Float: 'float',
  Numeric: 'number',
  Array: 'array',
  Hash: 'hash',
};

function typeOf(type: Shown): string {
  const name = text(type);
  return CLASSES[name] ?? name;
}

function validationOf(rule: Shown): Validation | undefined {
  if (rule === null || rule === '') return undefined;
  if (typeof rule === 'string') return { regex: /^\(\?:(\w+)\)$/.exec(rule)?.[1] ?? rule };
  if (Array.isArray(rule))
    return { regex: `\\A(?:${rule.map(item => text(item).replace(/\./g, '\\.')).join('|')})\\z` };
  const { regexp, options, class: name } = rule as { [key: string]: string | number };
  if (regexp !== undefined) return { regex: String(regexp), options: Number(options) };
  return { validator: name === undefined ? text(rule) : CLASSES[name]! };
}

function output(entity: Shown): OutputDdl {
  const { description, display_as, default: value } = hash(entity);
  return {
    description: text(description!),
    displayAs: text(display_as!),
    ...(value !== null && { default: plain(value!) }),
  };
}

// Ruby keeps a second `:format` beside the function; that of the function is the one it uses.
function aggregateOf(entity: Shown): unknown {
  const { function: name, args, format: outer } = hash(entity);
  const [of, options = { hash: [] }] = args as Shown[];
  const { format = outer, ...rest } = hash(options);
  return {
    name: text(name!),
    output: text(of!),
    args: map(rest, plain),
    ...(format !== undefined && format !== null && { format: text(format) }),
  };
}

// Keys as texts.
function hash(value: Shown): { [key: string]: Shown } {
  const pairs = (value as { hash: [Shown, Shown][] }).hash;
  return Object.fromEntries(pairs.map(([key, item]) => [text(key), item]));
}

function map<To>(values: { [key: string]: Shown }, convert: (value: Shown) => To): { [key: string]: To } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, convert(value)]));
}

function text(value: Shown): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const { symbol, float, class: name } = value as { [key: string]: string };
  return symbol ?? float ?? name ?? '';
}

function plain(value: Shown): RubyValue {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.float === 'string') {
    const number = Number(value.float);
    return Number.isInteger(number) ? new RubyFloat(number) : number;
  }
  if ('hash' in value) return new Map(Object.entries(hash(value)).map(([key, item]) => [key, plain(item)]));
  return text(value);
}
