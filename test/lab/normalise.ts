// What must differ between two fleets that are otherwise alike, and nothing else, made equal in the output of mco.

interface Rule {
  /** What differs, and why it must. */
  readonly what: string;
  readonly pattern: RegExp;
  readonly to: string;
}

/** Applied in this order, line by line or anywhere in the text. */
export const RULES: readonly Rule[] = [
  { what: 'time a reply took', pattern: /time=\d+\.\d\d ms/g, to: 'time=T ms' },
  {
    what: 'summary of the times of a ping, with its sparkline',
    pattern: /max: \d+\.\d\d min: \d+\.\d\d avg: \d+\.\d\d .*$/gm,
    to: 'max: T min: T avg: T',
  },
  { what: 'time a call took', pattern: /hosts in \d+\.\d\d ms/g, to: 'hosts in T ms' },
  { what: 'time discovery took', pattern: /nodes in \d+\.\d\d seconds/g, to: 'nodes in T seconds' },
  {
    what: 'times in the verbose statistics of a call',
    pattern: /^( *(?:Discovery|Agent|Total) Time: )\d+\.\d\dms$/gm,
    to: '$1T',
  },
  { what: 'when the call or the daemon started', pattern: /^( *Start Time: ).*$/gm, to: '$1T' },
  { what: "the node's clock in an answer of rpcutil ping", pattern: /:pong=>\d{10}/g, to: ':pong=>T' },
  { what: "the node's clock as text", pattern: /^( *Timestamp: )\d{10}$/gm, to: '$1T' },
  {
    what: 'CPU time the daemon has used',
    pattern: /^( *(?:Total Processor|System) Time: )\d+(?:\.\d+)? seconds$/gm,
    to: '$1T seconds',
  },
  { what: 'process id of the daemon', pattern: /^( *(?:Process ID|PID): )\d+$/gm, to: '$1P' },
  { what: 'version of the daemon', pattern: /^( *Version: )\S+$/gm, to: '$1V' },
  { what: 'seconds since a file was touched', pattern: /^( *[mca]time_age: )\d+$/gm, to: '$1T' },
  {
    what: 'who made an agent, as the data plugin agent tells: ours are not theirs',
    pattern: /^( *(?:license|description|url|version|author): ).+$/gm,
    to: '$1A',
  },
  { what: 'path of the configuration file', pattern: /^( *Config File: ).*$/gm, to: '$1F' },
];

/** Applies the rules, then puts what arrives in no certain order into one. */
export function normalise(text: string): string {
  const plain = RULES.reduce((result, { pattern, to }) => result.replace(pattern, to), text);
  return sortLines(sortSummaries(sortBlocks(plain)));
}

const IDENTITY = /^\n*[\w.-]+\.lab\b/;

// Order of arrival: blocks of `mco rpc` that begin with an identity.
function sortBlocks(text: string): string {
  const blocks = text.split('\n\n');
  const places = blocks.flatMap((block, index) => (IDENTITY.test(block) ? [index] : []));
  const sorted = places.map(place => blocks[place]!.replace(/^\n+/, '')).sort();
  places.forEach((place, index) => {
    const leading = /^\n*/.exec(blocks[place]!)![0];
    blocks[place] = leading + sorted[index];
  });
  return blocks.join('\n\n');
}

// Order of arrival: one-line answers, as `mco ping` and `mco find` print them.
function sortLines(text: string): string {
  const lines = text.split('\n');
  const oneLine = /^[\w.-]+\.lab(?: +time=T ms)?$/;
  const places = lines.flatMap((line, index) => (oneLine.test(line) ? [index] : []));
  const sorted = places.map(place => lines[place]!).sort();
  places.forEach((place, index) => {
    lines[place] = sorted[index]!;
  });
  return lines.join('\n');
}

// mco lists the values of a summary by count; values of equal count come in the order of arrival.
function sortSummaries(text: string): string {
  return text.replace(/^(Summary of .*:\n\n)((?: {3,}.* = \d+\n)+)/gm, (_, head: string, body: string) => {
    const count = (line: string): number => Number(/\d+$/.exec(line)?.[0]);
    const lines = body.trimEnd().split('\n');
    return `${head}${lines.sort((a, b) => count(b) - count(a) || a.localeCompare(b)).join('\n')}\n`;
  });
}

/** `--json` output as values, replies by sender; what the rules cover is made equal there too. */
export function normaliseJson(text: string): unknown {
  const replies = JSON.parse(text) as { sender: string; data: Record<string, unknown> }[];
  for (const { data } of replies) {
    if ('pong' in data) data.pong = typeof data.pong;
    if ('version' in data) data.version = typeof data.version;
    if (Array.isArray(data.agents)) data.agents.sort();
  }
  return replies.sort((a, b) => a.sender.localeCompare(b.sender));
}
