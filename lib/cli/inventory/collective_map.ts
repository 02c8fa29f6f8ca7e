// The collectives of a fleet and the nodes in them: counted, as a DOT graph, and drawn as SVG.

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

/** Collectives on the left, nodes on the right, a line for each membership. */
export function svgMap(collectives: Collectives): string {
  const nodes = [...new Set([...collectives.values()].flat())].sort();
  const height = Math.max(nodes.length, collectives.size) * ROW + 3 * ROW;
  const nodeY = (i: number): number => 2 * ROW + i * ROW;
  const place = new Map(nodes.map((node, i) => [node, nodeY(i)]));
  const step = Math.max(ROW, (Math.max(nodes.length, 1) * ROW) / Math.max(1, collectives.size));
  const groups = [...collectives].map(([name, members], i) => ({
    name,
    members,
    y: 2 * ROW + (i + 0.5) * step - ROW / 2,
  }));
  const lines = groups.flatMap(({ members, y }, i) =>
    members.map(
      node =>
        `<path d="M250 ${y} C300 ${y} 310 ${place.get(node)} ${NODE_X - 8} ${place.get(node)}" class="c${i % COLOURS.length}"/>`,
    ),
  );
  const label = (x: number, y: number, text: string, more = ''): string =>
    `<text x="${x}" y="${y}" dominant-baseline="middle"${more}>${escaped(text)}</text>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">
<title>Collectives</title>
<style>path{fill:none;stroke-width:1;opacity:.6}${COLOURS.map((colour, i) => `.c${i}{stroke:${colour}}`).join('')}</style>
<rect width="100%" height="100%" fill="white"/>
${lines.join('\n')}
${groups.map(({ name, members, y }) => label(LEFT, y, `${name} (${members.length})`, ' font-weight="bold"')).join('\n')}
${nodes.map((node, i) => label(NODE_X, nodeY(i), node)).join('\n')}
</svg>
`;
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
