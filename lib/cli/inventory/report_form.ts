// The form of a report over many nodes: one line for each, or pages with a heading. Fields stand in braces.

import { didYouMean } from '../../util/did_you_mean';
import { parseYamlText } from '../../util/yaml';
import { BadValue } from '../errors';
import type { NodeFacts } from './node_facts';

export interface ReportForm {
  readonly heading: readonly string[];
  readonly body: readonly string[];
  /** Lines of a page; 0: no pages, the heading comes once. */
  readonly pageLength: number;
}

const FIELD = /\{([A-Za-z_][\w.:-]*?)(?::([<>^])(\d{1,4}))?\}/g;
const NODE_FIELDS = ['identity', 'version', 'collectives', 'classes', 'agents'];
const PAGE_FIELDS = ['time', 'page', 'nodes'];
const KEYS = ['format', 'heading', 'body', 'page_length'];
const USUAL_PAGE = 40;
const WANTED = `YAML such as format: "{identity} {facts.os}", with ${KEYS.join(', ')}, each a text`;

/** `--format`. Throws BadValue. */
export function lineForm(format: string): ReportForm {
  return checked({ heading: [], body: [format], pageLength: 0 }, '--format');
}

/** The text of a `--report` file. Throws BadValue. */
export function parseForm(text: string, file: string): ReportForm {
  const form = readForm(text, file);
  const unknown = Object.keys(form).find(key => !KEYS.includes(key));
  if (unknown !== undefined) {
    const near = didYouMean(unknown, KEYS);
    throw new BadValue(`a key of ${file}`, unknown, near ?? KEYS.join(', '));
  }
  const { format, heading = '', body } = form;
  const lines = (value: string): string[] => value.replace(/\n$/, '').split('\n');
  if ((format === undefined) === (body === undefined))
    throw new BadValue(file, format === undefined ? 'neither' : 'both', 'either format or body');
  const pageLength = Number(form.page_length ?? (body === undefined ? 0 : USUAL_PAGE));
  if (!Number.isInteger(pageLength) || pageLength < 0)
    throw new BadValue(`page_length of ${file}`, String(form.page_length), 'a number of lines');
  return checked(
    { heading: heading === '' ? [] : lines(heading), body: lines(body ?? format!), pageLength },
    file,
  );
}

function readForm(text: string, file: string): Record<string, string | undefined> {
  let form: unknown;
  try {
    form = parseYamlText(text).value;
  } catch (fault) {
    throw new BadValue(file, fault instanceof Error ? fault.message : '', WANTED);
  }
  const isForm = form !== null && typeof form === 'object' && !Array.isArray(form);
  if (!isForm || Object.values(form as object).some(value => !['string', 'number'].includes(typeof value)))
    throw new BadValue(file, text.trim().slice(0, 40), WANTED);
  return Object.fromEntries(Object.entries(form as object).map(([key, value]) => [key, String(value)]));
}

// A typing error in a field is found before three thousand nodes are asked.
function checked(form: ReportForm, where: string): ReportForm {
  const known = (heading: boolean): readonly string[] => (heading ? PAGE_FIELDS : NODE_FIELDS);
  for (const [lines, isHeading] of [
    [form.heading, true],
    [form.body, false],
  ] as const) {
    for (const match of lines.join('\n').matchAll(FIELD)) {
      const name = match[1]!;
      if (known(isHeading).includes(name) || (!isHeading && name.startsWith('facts.'))) continue;
      const choices = isHeading ? PAGE_FIELDS : [...NODE_FIELDS, 'facts.NAME'];
      throw new BadValue(`a field of ${where}`, `{${name}}`, choices.map(choice => `{${choice}}`).join(', '));
    }
  }
  return form;
}

/** The whole report. `time` is what {time} in a heading becomes. */
export function reportLines(form: ReportForm, nodes: readonly NodeFacts[], time: string): string[] {
  const { heading, body, pageLength } = form;
  const perPage =
    pageLength === 0 ? nodes.length : Math.max(1, Math.floor((pageLength - heading.length) / body.length));
  const pages = Array.from({ length: Math.ceil(nodes.length / Math.max(1, perPage)) }, (_, i) =>
    nodes.slice(i * perPage, (i + 1) * perPage),
  );
  return pages.flatMap((page, i) => {
    const top = (name: string): string =>
      name === 'time' ? time : String(name === 'page' ? i + 1 : nodes.length);
    const lines = [
      ...heading.map(line => filled(line, top)),
      ...page.flatMap(node => body.map(line => filled(line, name => fieldOf(node, name)))),
    ];
    return pages.length > 1 && i < pages.length - 1 ? [...lines, '\f'] : lines;
  });
}

function filled(line: string, value: (name: string) => string): string {
  return line
    .replace(FIELD, (_whole, name: string, side: string | undefined, width: string | undefined) =>
      side === undefined ? value(name) : aligned(value(name), side, Number(width)),
    )
    .trimEnd();
}

function aligned(text: string, side: string, width: number): string {
  const cut = text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
  if (side === '<') return cut.padEnd(width);
  if (side === '>') return cut.padStart(width);
  return cut.padStart(Math.floor((width + cut.length) / 2)).padEnd(width);
}

function fieldOf(node: NodeFacts, name: string): string {
  if (name.startsWith('facts.')) return node.facts.get(name.slice('facts.'.length)) ?? '';
  if (name === 'identity') return node.identity;
  if (name === 'version') return node.version;
  if (name === 'collectives') return node.collectives.join(',');
  return (name === 'classes' ? node.classes : node.agents).join(',');
}
