// What lint-output shows: one block for each consumer, its state, the line people see, and the remarks.
import type { Consumer } from '../nagios/lint/lint_output';
import type { Remark, View } from '../nagios/lint/plugin_output';
import { paint } from './colour';
import { printableLine } from './printable';
import { wrapped } from './wrapped';

const INDENT = 12;
const MAX_COLUMNS = 100;
const COLOURS = { error: 'red', warning: 'yellow' } as const;

/** A view, and whether its errors count. */
export interface JudgedView extends View {
  readonly name: Consumer;
  readonly judged: boolean;
}

export function lintText(views: readonly JudgedView[], columns: number, colour: boolean): string[] {
  const width = Math.max(40, Math.min(columns, MAX_COLUMNS));
  const blocks = views.map(view => block(view, width, colour));
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function block(view: JudgedView, width: number, colour: boolean): string[] {
  const title = paint(colour, 'bold', view.consumer.padEnd(INDENT));
  if (!view.judged) return [`${title}not judged: no line for Cacti; --for cacti tells why`];
  return [
    `${title}${view.state}`,
    ...(view.text === '' ? [] : [`${' '.repeat(INDENT)}${cut(printableLine(view.text), width - INDENT)}`]),
    ...view.remarks.flatMap(remark => remarkLines(remark, width, colour)),
  ];
}

function remarkLines({ weight, text }: Remark, width: number, colour: boolean): string[] {
  const [first = '', ...rest] = wrapped(printableLine(text), width - INDENT);
  const mark = `  ${paint(colour, COLOURS[weight], weight)}${' '.repeat(INDENT - 2 - weight.length)}`;
  return [`${mark}${first}`, ...rest.map(line => `${' '.repeat(INDENT)}${line}`)];
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
