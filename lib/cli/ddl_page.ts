// The help page of a plugin, made from its DDL: in spirit what `mco plugin doc` prints, with how the call is typed.
import type { ActionDdl, AgentDdl, AggregateDdl, DataDdl, InputDdl, OutputDdl } from '../ddl/ddl';
import { shownRegex } from '../ddl/validation_regex';
import { toPlain } from '../marshal/plain';
import type { RubyValue } from '../marshal/values';
import { printableLine } from './printable';
import { rubyPp } from './ruby_pp';
import { wrapped } from './wrapped';

export interface DdlPageOptions {
  /** The name it is called by, which `metadata` may not say. */
  readonly name: string;
  /** The file it was read from; undefined for fleetspec's own. */
  readonly file: string | undefined;
  readonly columns: number;
}

type Row = readonly [label: string, value: string | undefined];

const SHOWN: Readonly<Record<ActionDdl['display'], string>> = {
  ok: 'those that succeeded',
  failed: 'those that failed',
  always: 'all',
  flatten: 'those that failed',
};

/** The whole page in lines. */
export function agentPage(ddl: AgentDdl, options: DdlPageOptions): string[] {
  const names = Object.keys(ddl.actions).sort();
  return [
    ...headLines(ddl, options),
    '',
    ...underlined('ACTIONS:', '='),
    ...indented(wrapped(names.join(', ') || 'none', options.columns - 3), 3),
    ...names.flatMap(name => ['', ...actionLines(ddl.actions[name]!, options)]),
  ];
}

/** The part of the page about one action. */
export function actionPage(ddl: AgentDdl, action: ActionDdl, options: DdlPageOptions): string[] {
  return [
    ...underlined(`${options.name}#${action.name}`, '='),
    '',
    ...actionLines(action, options),
    '',
  ].concat(rows([['Timeout', seconds(ddl.metadata.timeout)]], 3, options.columns));
}

export function dataPage(ddl: DataDdl, options: DdlPageOptions): string[] {
  const { name, columns } = options;
  const call = `${name}(${ddl.query ? "'QUERY'" : ''})`;
  const [output = 'value'] = Object.keys(ddl.outputs).sort();
  return [
    ...headLines(ddl, options),
    '',
    ...underlined('QUERY:', '='),
    ...(ddl.query ? rows(inputRows(ddl.query), 7, columns) : ['   It takes no query.']),
    '',
    ...underlined('OUTPUT:', '='),
    ...outputLines(ddl.outputs, 3, columns),
    '',
    ...underlined('EXAMPLE:', '='),
    `   fleetspec find -S "${call}.${output}=VALUE"`,
  ];
}

function headLines({ metadata, requires, usage }: AgentDdl | DataDdl, options: DdlPageOptions): string[] {
  const { columns, name, file } = options;
  const title = metadata.name === name ? name : `${name}: ${metadata.name}`;
  return [
    ...underlined(title, '='),
    '',
    ...wrapped(metadata.description, columns),
    '',
    ...rows(
      [
        ['Author', metadata.author],
        ['Version', metadata.version],
        ['License', metadata.license],
        ['Timeout', seconds(metadata.timeout)],
        ['Home Page', metadata.url],
        ['From', file ?? 'fleetspec itself'],
      ],
      3,
      columns,
    ),
    ...(requires === undefined ? [] : ['', `   Requires MCollective ${requires} or newer`]),
    ...(usage === undefined ? [] : ['', ...indented(usage.replace(/^\n+|\s+$/g, '').split('\n'), 3)]),
  ];
}

function actionLines(action: ActionDdl, { name, columns }: DdlPageOptions): string[] {
  const inputs = Object.entries(action.inputs).sort(byName);
  return [
    ...indented(underlined(`${action.name} action:`, '-'), 3),
    ...indented(wrapped(action.description, columns - 7), 7),
    '',
    ...rows([['Results shown', SHOWN[action.display]]], 7, columns),
    '',
    '       INPUT:',
    ...(inputs.length === 0 ? ['          This action does not have any inputs'] : []),
    ...inputs.flatMap(([key, input]) => [`           ${key}:`, ...rows(inputRows(input), 14, columns), '']),
    ...(inputs.length === 0 ? [''] : []),
    '       OUTPUT:',
    ...outputLines(action.outputs, 11, columns),
    ...summaryLines(action.aggregates, columns),
    '',
    '       EXAMPLE:',
    ...indented(wrapped(exampleOf(name, action), columns - 13), 13, 11),
  ];
}

function inputRows(input: InputDdl): Row[] {
  const { type, validation, maxlength, list } = input;
  const isText = type === 'string';
  return [
    ['Description', input.description],
    ['Prompt', input.prompt],
    ['Type', type],
    ['Optional', input.optional ? 'yes' : 'no'],
    ['Validation', isText ? shownValidation(validation) : undefined],
    ['Length', isText ? (maxlength ? `at most ${maxlength} characters` : 'any') : undefined],
    ['Valid Values', list?.map(word).join(', ')],
    ['Default Value', input.default === undefined ? undefined : shown(input.default)],
  ];
}

function shownValidation(validation: InputDdl['validation']): string {
  if (!validation) return 'none';
  return 'validator' in validation ? validation.validator : shownRegex(validation);
}

function outputLines(
  outputs: Readonly<Record<string, OutputDdl>>,
  indent: number,
  columns: number,
): string[] {
  const entries = Object.entries(outputs).sort(byName);
  if (entries.length === 0) return [`${' '.repeat(indent)}None is declared`];
  return entries.flatMap(([key, { description, displayAs, type, default: value }], i) => [
    ...(i === 0 ? [] : ['']),
    `${' '.repeat(indent)}${key}:`,
    ...rows(
      [
        ['Description', description],
        ['Display As', displayAs],
        ['Type', type],
        ['Default Value', value === undefined ? undefined : shown(value)],
      ],
      indent + 3,
      columns,
    ),
  ]);
}

function summaryLines(aggregates: readonly AggregateDdl[], columns: number): string[] {
  if (aggregates.length === 0) return [];
  const texts = aggregates.map(({ name, output, args, format }) => {
    const words = Object.entries(args).map(([key, value]) => `${key} is ${shown(value)}`);
    const more = [...words, ...(format === undefined ? [] : [`shown as ${shown(format)}`])];
    return `${name} of ${output}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
  });
  return ['', '       SUMMARY:', ...texts.flatMap(text => indented(wrapped(text, columns - 13), 13, 11))];
}

/** `fleetspec rpc service start service=SERVICE`: what must be given, and in brackets what may be. */
function exampleOf(agent: string, { name, inputs }: ActionDdl): string {
  const words = Object.entries(inputs)
    .sort(([, a], [, b]) => Number(a.optional) - Number(b.optional))
    .map(([key, input]) =>
      input.optional ? `[${key}=${sample(key, input)}]` : `${key}=${sample(key, input)}`,
    );
  return ['fleetspec rpc', agent, name, ...words].join(' ');
}

function sample(key: string, { type, list }: InputDdl): string {
  if (type === 'boolean') return 'true';
  if (type === 'list' && list?.[0] !== undefined) return word(list[0]);
  return key.toUpperCase();
}

// Labels to the right, values beside them in as many lines as they take.
function rows(given: readonly Row[], indent: number, columns: number): string[] {
  const width = Math.max(...given.map(([label]) => label.length)) + indent;
  return given.flatMap(([label, value]) => {
    if (value === undefined) return [];
    return wrapped(value, columns - width - 2).map((line, i) =>
      `${(i === 0 ? `${label}:` : '').padStart(width + 1)} ${line}`.trimEnd(),
    );
  });
}

function shown(value: RubyValue): string {
  return rubyPp(toPlain(value), Number.POSITIVE_INFINITY);
}

function seconds(count: number): string {
  return `${count} second${count === 1 ? '' : 's'}`;
}

// As it is typed.
function word(value: RubyValue): string {
  return typeof value === 'string' ? value : shown(value);
}

function underlined(title: string, stroke: string): string[] {
  const shownTitle = printableLine(title);
  return [shownTitle, stroke.repeat(shownTitle.length)];
}

function indented(lines: readonly string[], indent: number, first = indent): string[] {
  return lines.map((line, i) => (line === '' ? '' : ' '.repeat(i === 0 ? first : indent) + line));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : Number(a > b);
}
