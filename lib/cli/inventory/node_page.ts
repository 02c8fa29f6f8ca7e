// Everything about one node, in the sections of mco's inventory.
import { isPlainHash } from '../../marshal/plain';
import type { Plain, Reply } from '../../rpc/reply';
import { plainNumber } from '../output/plain_number';
import { type NodeFacts, shown } from './node_facts';

export function nodePage(node: NodeFacts, { data }: Reply): string[] {
  return [
    `Inventory for ${node.identity}:`,
    '',
    '   Server Statistics:',
    ...statistics(node, data).map(([label, value]) => `${label.padStart(29)}: ${value}`),
    '',
    '   Agents:',
    ...inThrees(node.agents, 'No agents installed'),
    '',
    '   Data Plugins:',
    ...inThrees(node.dataPlugins, 'No data plugins installed'),
    '',
    '   Configuration Management Classes:',
    ...classes(node.classes),
    '',
    '   Facts:',
    ...facts(node.facts),
  ];
}

function statistics(node: NodeFacts, data: Reply['data']): [label: string, value: string][] {
  const times = isPlainHash(data.times) ? data.times : {};
  return [
    ['Version', shown(data.version)],
    ['Start Time', startTime(data.starttime)],
    ['Config File', shown(data.configfile)],
    ['Collectives', node.collectives.join(', ')],
    ['Main Collective', node.mainCollective],
    ['Process ID', shown(data.pid)],
    ['Total Messages', shown(data.total)],
    ['Messages Passed Filters', shown(data.passed)],
    ['Messages Filtered', shown(data.filtered)],
    ['Expired Messages', shown(data.ttlexpired)],
    ['Replies Sent', shown(data.replies)],
    ['Total Processor Time', `${shown(times.utime)} seconds`],
    ['System Time', `${shown(times.stime)} seconds`],
  ];
}

// The last moment a date can be, in seconds.
const LAST = 8.64e12;

function startTime(value: Plain | undefined): string {
  const seconds = plainNumber(value);
  if (seconds === undefined || Math.abs(seconds) > LAST) return '';
  return new Date(Math.round(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

function inThrees(names: readonly string[], none: string): string[] {
  if (names.length === 0) return [`      ${none}`];
  return rowsOf(names, 3).map(row => `      ${row.map(name => name.padEnd(15)).join(' ')}`.trimEnd());
}

function classes(names: readonly string[]): string[] {
  if (names.length === 0) return ['      No classes applied'];
  const width = names.reduce((widest, name) => Math.max(widest, name.length), 30);
  const perRow = Math.max(1, Math.floor(90 / width));
  return rowsOf(names, perRow).map(row => `    ${row.map(name => name.padEnd(width)).join(' ')}`.trimEnd());
}

function facts(known: NodeFacts['facts']): string[] {
  if (known.size === 0) return ['      No facts known'];
  return [...known].map(([name, value]) => `      ${name} => ${value}`);
}

function rowsOf(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, i) =>
    names.slice(i * size, (i + 1) * size),
  );
}
