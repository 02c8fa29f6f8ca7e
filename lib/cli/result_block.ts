// One node's reply as mco shows it: name and label, message, then the outputs right-aligned at their colons.
import type { ActionDdl } from '../ddl/ddl';
import type { Plain, Reply } from '../rpc/reply';
import { textOfBytes } from './byte_text';
import { paint } from './colour';
import { printable, printableLine } from './printable';
import { rubyPp } from './ruby_pp';

export interface BlockStyle {
  readonly colour: boolean;
  readonly columns: number;
  /** Outputs of failed replies too. */
  readonly verbose: boolean;
  /** What the outputs are called; without it, or without their entry, by their names. */
  readonly outputs?: ActionDdl['outputs'] | undefined;
}

const LABELS: Readonly<Record<number, string>> = {
  0: '',
  1: 'Request Aborted',
  2: 'Unknown Action',
  3: 'Missing Request Data',
  4: 'Invalid Request Data',
};
const MIN_VALUE_COLUMNS = 20;

/** Lines of the block; the last is empty. */
export function resultBlock(reply: Reply, style: BlockStyle): string[] {
  const lines = [headline(reply, style)];
  if (reply.statusmsg !== 'OK') {
    for (const line of printable(reply.statusmsg).trimEnd().split('\n')) {
      lines.push(`   ${paint(style.colour, 'yellow', line)}`);
    }
  }
  const outputs = reply.statuscode === 0 || style.verbose ? dataLines(reply.data, style) : [];
  return [...lines, ...outputs, ''];
}

function headline({ sender, statuscode }: Reply, { colour }: BlockStyle): string {
  const label = LABELS[statuscode] ?? 'Unknown Request Status';
  const severe = statuscode === 1 || statuscode > 4 ? 'red' : 'yellow';
  if (label === '') return printableLine(sender);
  return `${printableLine(sender).padEnd(40)} ${paint(colour, severe, label)}`;
}

function dataLines(data: Reply['data'], { columns, outputs = {} }: BlockStyle): string[] {
  const names = Object.keys(data).sort();
  const label = (name: string): string =>
    printableLine((Object.hasOwn(outputs, name) && outputs[name]?.displayAs) || name);
  // Not by spreading into a call: a reply may hold more outputs than a call takes arguments.
  const widest = names.reduce((width, name) => Math.max(width, label(name).length), 0);
  return names.flatMap(name => outputLines(label(name), data[name]!, widest + 3, columns));
}

// Further lines of a value stand under its first.
function outputLines(name: string, value: Plain, width: number, columns: number): string[] {
  const [first = '', ...rest] = valueText(value, Math.max(MIN_VALUE_COLUMNS, columns - width - 2)).split(
    '\n',
  );
  const under = ' '.repeat(width + 2);
  return [`${name.padStart(width)}: ${first}`.trimEnd(), ...rest.map(line => `${under}${line}`.trimEnd())];
}

/** A value on one line. */
export function lineOfValue(value: Plain): string {
  return valueText(value, Number.POSITIVE_INFINITY);
}

// Strings stand as they are, everything else as Ruby would print it.
function valueText(value: Plain, width: number): string {
  const text = Buffer.isBuffer(value) ? (textOfBytes(value) ?? value) : value;
  return typeof text === 'string' ? printable(text).replace(/\n+$/, '') : rubyPp(text, width);
}
