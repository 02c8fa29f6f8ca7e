// The XML of Cacti's template exports: elements with tabs, items named by hashes that say what they are.
import { createHash } from 'node:crypto';

export type Content = string | readonly Element[];

export interface Element {
  readonly name: string;
  readonly content: Content;
}

// What a hash belongs to, by Cacti's own codes.
const CODES = {
  graphTemplate: '00',
  dataTemplate: '01',
  deviceTemplate: '02',
  inputMethod: '03',
  preset: '06',
  inputField: '07',
  dataTemplateItem: '08',
  graphInput: '09',
  graphItem: '10',
  profile: '20',
} as const;

export type Kind = keyof typeof CODES;

/** Cacti 1.2.0; older ones refuse the file, newer ones take it. */
const VERSION = '0101';

// Of things every Cacti has.
const STOCK: Readonly<Record<string, string>> = {
  'preset Normal': 'e9c43831e54eca8069317a2ce8c6f751',
  'profile 5 Minute Collection': 'd62c52891f4f9688729a5bc9fad91b18',
};

/** The same name is the same thing for ever: an import of a newer file changes what an older one made. */
export function hashOf(kind: Kind, name: string): string {
  const own = createHash('md5').update(`fleetspec ${kind} ${name}`).digest('hex');
  return `hash_${CODES[kind]}${VERSION}${STOCK[`${kind} ${name}`] ?? own}`;
}

/** In the list of a graph's inputs its items are named as if they were templates. */
export function graphItemReference(name: string): string {
  return hashOf('graphItem', name).replace(`hash_${CODES.graphItem}`, `hash_${CODES.graphTemplate}`);
}

export const element = (name: string, content: Content): Element => ({ name, content });

/** Fields with values, in their order. */
export function fields(values: Readonly<Record<string, string | number>>): Element[] {
  return Object.entries(values).map(([name, value]) => element(name, String(value)));
}

/** Settings of a template: each beside its `t_` mark, which says that users choose it (they do not here). */
export function fixedFields(values: Readonly<Record<string, string | number>>): Element[] {
  return Object.entries(values).flatMap(([name, value]) => [
    element(`t_${name}`, ''),
    element(name, String(value)),
  ]);
}

export function cactiXml(items: readonly Element[]): string {
  return `<cacti>\n${items.map(item => text(item, '\t')).join('')}</cacti>\n`;
}

function text({ name, content }: Element, indent: string): string {
  if (typeof content === 'string') return `${indent}<${name}>${escaped(content)}</${name}>\n`;
  const inner = content.map(item => text(item, `${indent}\t`)).join('');
  return `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}

function escaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
