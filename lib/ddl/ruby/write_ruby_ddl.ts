// Writes DDLs as MCollective reads them, so that `mco` and `mcollectived` know a plugin, too.
import { RubyFloat, RubySymbol, type RubyValue } from '../../marshal/values';
import type { ActionDdl, AgentDdl, AggregateDdl, DataDdl, InputDdl, OutputDdl } from '../ddl';
import { METADATA_NAMES } from '../metadata_names';
import { textOf } from './value';

type Property = readonly [name: string, code: string | undefined];

/** Ends with a line feed. */
export function writeRubyDdl(ddl: AgentDdl | DataDdl): string {
  const { metadata, requires, usage } = ddl;
  const parts = [
    word(
      'metadata',
      METADATA_NAMES.map(name => [name, code(metadata[name])]),
      '',
    ),
    ...(requires === undefined ? [] : [`requires :mcollective => ${code(requires)}\n`]),
    ...(usage === undefined ? [] : [`usage ${code(usage)}\n`]),
    ...(ddl.plugin === 'agent' ? Object.values(ddl.actions).map(action) : [dataquery(ddl)]),
  ];
  return parts.join('\n');
}

function action({ name, description, display, inputs, outputs, aggregates }: ActionDdl): string {
  const body = [
    ...(display === 'failed' ? [] : [`    display :${display}\n`]),
    ...Object.entries(inputs).map(([key, it]) => input(key, it)),
    ...Object.entries(outputs).map(([key, it]) => output(key, it)),
    ...(aggregates.length === 0 ? [] : [`    summarize do\n${aggregates.map(aggregate).join('')}    end\n`]),
  ];
  return `action ${code(name)}, :description => ${code(description)} do\n${body.join('\n')}end\n`;
}

function dataquery({ description, query, outputs }: DataDdl): string {
  const body = [
    ...(query ? [input('query', query)] : []),
    ...Object.entries(outputs).map(([key, it]) => output(key, it)),
  ];
  return `dataquery :description => ${code(description)} do\n${body.join('\n')}end\n`;
}

function input(
  name: string,
  { prompt, description, type, optional, default: value, ...rules }: InputDdl,
): string {
  const isText = type === 'string';
  const properties: Property[] = [
    ['prompt', code(prompt)],
    ['description', code(description)],
    ['type', typeCode(type)],
    ['validation', isText ? validation(rules.validation) : undefined],
    ['optional', String(optional)],
    ['maxlength', isText ? String(rules.maxlength ?? 0) : undefined],
    ['list', rules.list && code([...rules.list])],
    ['default', value === undefined ? undefined : code(value)],
  ];
  return word(`input ${symbol(name)},`, properties, '    ');
}

// MCollective knows these two as classes only.
function typeCode(type: string): string {
  return { array: 'Array', hash: 'Hash' }[type] ?? symbol(type);
}

function output(name: string, { description, displayAs, default: value }: OutputDdl): string {
  const properties: Property[] = [
    ['description', code(description)],
    ['display_as', code(displayAs)],
    ['default', value === undefined ? undefined : code(value)],
  ];
  return word(`output ${symbol(name)},`, properties, '    ');
}

// A Regexp is written with its options; a slash in it has its backslash.
function validation(rule: InputDdl['validation']): string {
  if (!rule) return 'nil';
  if ('validator' in rule) return symbol(rule.validator);
  if (rule.options === undefined) return code(rule.regex);
  const source = rule.regex.replace(/\\[\s\S]|\/|#(?=[{@$])/g, found =>
    found.startsWith('\\') ? found : `\\${found}`,
  );
  const { options } = rule;
  return `/${source}/${options & 4 ? 'm' : ''}${options & 1 ? 'i' : ''}${options & 2 ? 'x' : ''}`;
}

// The format goes to the function, which is where MCollective looks for it.
function aggregate({ name, output: of, args, format }: AggregateDdl): string {
  const entries = Object.entries(format === undefined ? args : { ...args, format });
  const options = entries.map(([key, value]) => `${symbol(key)} => ${code(value)}`);
  const rest = options.length === 0 ? '' : `, {${options.join(', ')}}`;
  return `        aggregate ${name}(${symbol(of)}${rest})\n`;
}

// Properties under each other, their arrows too.
function word(name: string, properties: readonly Property[], indent: string): string {
  const given = properties.filter(([, value]) => value !== undefined);
  const width = Math.max(...given.map(([key]) => key.length));
  const start = `${indent}${name} `;
  const lines = given.map(([key, value]) => `:${key.padEnd(width)} => ${value}`);
  return `${start}${lines.join(`,\n${' '.repeat(start.length)}`)}\n`;
}

function symbol(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `:${name}` : `:${code(name)}`;
}

function code(value: RubyValue): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return textCode(value);
  if (value instanceof RubyFloat) return textOf(value)!;
  if (value instanceof RubySymbol) return symbol(value.name);
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`;
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${code(key)} => ${code(item)}`).join(', ')}}`;
  return String(value);
}

// Quotes without escapes where they do; line feeds need the other ones.
function textCode(text: string): string {
  if (!/[\x00-\x1f\x7f]/.test(text)) return `'${text.replace(/\\(?=[\\']|$)|'/g, '\\$&')}'`;
  const escaped = text.replace(/["\\]|#(?=[{@$])/g, '\\$&').replace(/\n/g, '\\n');
  return `"${escaped.replace(/[\x00-\x1f\x7f]/g, hexEscape)}"`;
}

function hexEscape(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
