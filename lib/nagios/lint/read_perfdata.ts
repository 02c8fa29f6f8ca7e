// Reads performance data by the grammar of the Monitoring Plugins guidelines: 'label'=value[UOM];warn;crit;min;max …
import { quoted, type Remark } from './plugin_output';

export interface Metric {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly warn: string;
  readonly crit: string;
  readonly min: string;
  readonly max: string;
  /** What the grammar does not allow, in words that follow the name of the metric. */
  readonly faults: readonly Remark[];
}

const UNITS = ['', 's', 'ms', 'us', '%', 'B', 'KB', 'MB', 'GB', 'TB', 'c'];
const NUMBER = /^-?(\d+\.?\d*|\.\d+)$/;
const EDGE = String.raw`-?(?:\d+\.?\d*|\.\d+)`;
const RANGE = new RegExp(`^@?(?:(?:~|${EDGE})?:(?:${EDGE})?|${EDGE})$`);
const LABEL = /^('(?:[^']|'')*'|[^\s=']+)=/;
// Bounded like everything that reads what others wrote.
const MAX_METRICS = 2000;
const MAX_METRIC = 1000;

/** All metrics, and the words between them that are none. */
export function readPerfdata(text: string): { readonly metrics: Metric[]; readonly strays: string[] } {
  const metrics: Metric[] = [];
  const strays: string[] = [];
  let rest = text.trim();
  while (rest !== '' && metrics.length + strays.length < MAX_METRICS) {
    const near = rest.slice(0, MAX_METRIC);
    const label = LABEL.exec(near);
    const word = /^\S+/.exec(label ? near.slice(label[0].length) : near)?.[0] ?? '';
    if (label) metrics.push(metric(label[1]!, word));
    else strays.push(word);
    rest = rest.slice((label?.[0].length ?? 0) + word.length).trimStart();
  }
  return { metrics, strays };
}

function metric(name: string, word: string): Metric {
  const label = name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
  const [first = '', warn = '', crit = '', min = '', max = '', ...more] = word.split(';');
  const [, value = '', unit = ''] = /^(U$|[-+]?[\d.]+(?:[eE][-+]?\d+)?|)(.*)$/s.exec(first)!;
  const parts = { label, value, unit, warn, crit, min, max };
  const faults = [...labelFaults(label), ...valueFaults(value, unit), ...limitFaults(parts)];
  if (more.length > 0) faults.push({ weight: 'warning', text: 'has more than five fields' });
  return { ...parts, faults };
}

function labelFaults(label: string): Remark[] {
  return label === '' ? [{ weight: 'error', text: 'has no name' }] : [];
}

function valueFaults(value: string, unit: string): Remark[] {
  const number = value.replace(/[eE].*$/, '');
  // What goes on with digits or marks is no unit.
  if ((value !== 'U' && !NUMBER.test(number)) || /[\d.,|=']/.test(unit)) {
    return [{ weight: 'error', text: `has no number for a value but ${quoted(value + unit)}` }];
  }
  const faults: Remark[] = [];
  if (value !== number) faults.push({ weight: 'warning', text: `has the value ${value}, with an exponent` });
  if (!UNITS.includes(unit))
    faults.push({
      weight: 'warning',
      text: `has the unit ${quoted(unit)}, which the guidelines do not know`,
    });
  return faults;
}

function limitFaults({ warn, crit, min, max }: Pick<Metric, 'warn' | 'crit' | 'min' | 'max'>): Remark[] {
  const faults: Remark[] = [];
  const refuse = (field: string, text: string, wanted: string, pattern: RegExp): void => {
    if (text !== '' && !pattern.test(text))
      faults.push({ weight: 'error', text: `has the ${field} ${quoted(text)}, which is no ${wanted}` });
  };
  refuse('warning threshold', warn, 'range', RANGE);
  refuse('critical threshold', crit, 'range', RANGE);
  refuse('minimum', min, 'number', NUMBER);
  refuse('maximum', max, 'number', NUMBER);
  return faults;
}
