// Reads performance data by the grammar of the Monitoring Plugins guidelines: 'label'=value[UOM];warn;crit;min;max …

export interface Metric {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly warn: string;
  readonly crit: string;
  readonly min: string;
  readonly max: string;
  /** What the grammar does not allow, in words. */
  readonly faults: readonly string[];
}

const UNITS = ['', 's', 'ms', 'us', '%', 'B', 'KB', 'MB', 'GB', 'TB', 'c'];
const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/;
const RANGE = /^@?((~|-?\d*\.?\d*)?:)?(-?\d*\.?\d*)?$/;
const LABEL = /^\s*('(?:[^']|'')*'|[^\s=']+)=/;
// Bounded like everything that reads what others wrote.
const MAX_METRICS = 2000;

/** All metrics, and what stands between them that is none. */
export function readPerfdata(text: string): { readonly metrics: Metric[]; readonly strays: string[] } {
  const metrics: Metric[] = [];
  const strays: string[] = [];
  let rest = text.trim();
  while (rest !== '' && metrics.length + strays.length < MAX_METRICS) {
    const label = LABEL.exec(rest);
    const word = /^\S+/.exec(label ? rest.slice(label[0].length) : rest)?.[0] ?? '';
    if (label) metrics.push(metric(label[1]!, word));
    else strays.push(word);
    rest = rest.slice((label?.[0].length ?? 0) + word.length).trimStart();
  }
  return { metrics, strays };
}

function metric(quoted: string, word: string): Metric {
  const label = quoted.startsWith("'") ? quoted.slice(1, -1).replaceAll("''", "'") : quoted;
  const [first = '', warn = '', crit = '', min = '', max = '', ...more] = word.split(';');
  const match = /^(U|-?[\d.]+(?:[eE][-+]?\d+)?|)(.*)$/.exec(first);
  const [, value = '', unit = ''] = match ?? [];
  const parts = { label, value, unit, warn, crit, min, max };
  return { ...parts, faults: faults(parts, more) };
}

function faults(
  { label, value, unit, warn, crit, min, max }: Omit<Metric, 'faults'>,
  more: string[],
): string[] {
  const found: string[] = [];
  if (label === '') found.push('has no label');
  if (/[eE]/.test(value)) found.push(`has the value ${value} in scientific notation`);
  else if (value !== 'U' && !NUMBER.test(value)) found.push(`has no number for a value ("${value}${unit}")`);
  if (!UNITS.includes(unit)) found.push(`has the unit "${unit}", which nobody knows`);
  for (const [name, range] of [
    ['warning', warn],
    ['critical', crit],
  ] as const) {
    if (range !== '' && !RANGE.test(range))
      found.push(`has the ${name} threshold "${range}", which is no range`);
  }
  for (const [name, bound] of [
    ['minimum', min],
    ['maximum', max],
  ] as const) {
    if (bound !== '' && !NUMBER.test(bound)) found.push(`has the ${name} "${bound}", which is no number`);
  }
  if (more.length > 0) found.push('has more than five fields');
  return found;
}
