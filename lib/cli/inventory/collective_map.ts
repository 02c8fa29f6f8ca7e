// The collectives of a fleet and the nodes in them: counted, as a DOT graph, and drawn as SVG.

import { foldNames } from '../output/folded_names';

/** Collective → its nodes, both sorted. */
export type Collectives = ReadonlyMap<string, readonly string[]>;

export function collectivesOf(
  members: Iterable<readonly [node: string, collectives: readonly string[]]>,
): Collectives {
  const map = new Map<string, string[]>();
  for (const [node, names] of members)
    for (const name of new Set(names)) {
      const nodes = map.get(name);
      if (nodes) nodes.push(node);
      else map.set(name, [node]);
    }
  return new Map(
    [...map].map(([name, nodes]) => [name, nodes.sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** As mco prints them: smallest first. */
export function collectivesReport(collectives: Collectives, nodes: number): string[] {
  const rows = [...collectives].sort(([, a], [, b]) => a.length - b.length);
  const line = (name: string, count: string | number): string => `   ${name.padEnd(30)} ${count}`;
  return [
    line('Collective', 'Nodes'),
    line('==========', '====='),
    ...rows.map(([name, members]) => line(name, members.length)),
    '',
    `   ${'Total nodes:'.padStart(30)} ${nodes}`,
    '',
  ];
}

/** An undirected graph, one subgraph for each collective. */
export function dotGraph(collectives: Collectives): string {
  const quoted = (name: string): string => `"${name.replace(/["\\]/g, '\\$&')}"`;
  const parts = [...collectives].map(([name, members]) =>
    [
      `   subgraph ${quoted(name)} {`,
      ...members.map(node => `      ${quoted(node)} -- ${quoted(name)}`),
      '   }',
    ].join('\n'),
  );
  return `graph {\n${parts.join('\n')}\n}\n`;
}

const ROW = 18;
const LEFT = 20;
const NODE_X = 360;
const WIDTH = 720;
/** More nodes than a screen has lines are drawn together where they are in the same collectives. */
const MOST_ROWS = 40;
/** Characters of a label that have room on the right. */
const LABEL = 50;

/** A line on the right: a node, or all that are in the same collectives. */
interface Row {
  readonly label: string;
  /** All of their names, shown where the label is too short and the mouse rests. */
  readonly title: string | undefined;
  readonly collectives: readonly string[];
}

/** Collectives on the left, nodes on the right, a line for each membership. */
export function svgMap(collectives: Collectives): string {
  const rows = rowsOf(collectives);
  const height = Math.max(rows.length, collectives.size) * ROW + 3 * ROW;
  const rowY = (i: number): number => 2 * ROW + i * ROW;
  const step = Math.max(ROW, (Math.max(rows.length, 1) * ROW) / Math.max(1, collectives.size));
  const groups = [...collectives].map(([name, members], i) => ({
    name,
    members,
    y: 2 * ROW + (i + 0.5) * step - ROW / 2,
  }));
  const lines = groups.flatMap(({ name, y }, i) =>
    rows.flatMap((row, r) => (row.collectives.includes(name) ? [curve(y, rowY(r), i)] : [])),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>Collectives</title>
<style>path{fill:none;stroke-width:1;opacity:.6}${COLOURS.map((colour, i) => `.c${i}{stroke:${colour}}`).join('')}</style>
<rect width="100%" height="100%" fill="white"/>
${lines.join('\n')}
${groups.map(({ name, members, y }) => text(LEFT, y, `${name} (${members.length})`, { bold: true })).join('\n')}
${rows.map(({ label, title }, i) => text(NODE_X, rowY(i), label, { title })).join('\n')}
</svg>
`;
}

function rowsOf(collectives: Collectives): Row[] {
  const memberships = new Map<string, string[]>();
  for (const [name, members] of collectives)
    for (const node of members) memberships.set(node, [...(memberships.get(node) ?? []), name]);
  const nodes = [...memberships].sort(([a], [b]) => (a < b ? -1 : 1));
  if (nodes.length <= MOST_ROWS)
    return nodes.map(([label, names]) => ({ label, title: undefined, collectives: names }));
  const alike = new Map<string, { names: readonly string[]; members: string[] }>();
  for (const [node, names] of nodes) {
    const key = JSON.stringify(names);
    const group = alike.get(key);
    if (group) group.members.push(node);
    else alike.set(key, { names, members: [node] });
  }
  return [...alike.values()].map(({ names, members }) => foldedRow(members, names));
}

function foldedRow(members: readonly string[], collectives: readonly string[]): Row {
  const title = foldNames(members).join(', ');
  const whole = members.length === 1 ? title : `${members.length}: ${title}`;
  return { label: whole.length > LABEL ? `${whole.slice(0, LABEL - 1)}…` : whole, title, collectives };
}

const curve = (from: number, to: number, colour: number): string =>
  `<path d="M250 ${from} C300 ${from} 310 ${to} ${NODE_X - 8} ${to}" class="c${colour % COLOURS.length}"/>`;

function text(
  x: number,
  y: number,
  label: string,
  more: { bold?: true; title?: string | undefined },
): string {
  const weight = more.bold ? ' font-weight="bold"' : '';
  const title = more.title === undefined ? '' : `<title>${escaped(more.title)}</title>`;
  return `<text x="${x}" y="${y}" dominant-baseline="middle"${weight}>${escaped(label)}${title}</text>`;
}

// Told apart by people who do not see red and green, too.
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
