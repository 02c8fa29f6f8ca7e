// What graphing programs stumble over in performance data that is handed to them as it is.
import { error, quoted, type Remark } from './plugin_output';
import { type Metric, readPerfdata } from './read_perfdata';

// Of a thousand metrics with the same fault, some examples do.
const MAX_EXAMPLES = 3;

export function perfdataRemarks(perfdata: string): Remark[] {
  const { metrics, strays } = readPerfdata(perfdata);
  const labels = metrics.map(metric => metric.label);
  const repeated = [...new Set(labels.filter((label, index) => labels.indexOf(label) < index))];
  return [
    ...(strays.length > 0 ? [error(`stores ${listed(strays)} as performance data, which is no metric`)] : []),
    ...faultRemarks(metrics),
    ...(repeated.length > 0
      ? [error(`stores ${listed(repeated)} twice; one of them is lost in graphs`)]
      : []),
  ];
}

// One remark for all metrics with the same fault.
function faultRemarks(metrics: readonly Metric[]): Remark[] {
  const labels = new Map<string, string[]>();
  const weights = new Map<string, Remark['weight']>();
  for (const { label, faults } of metrics) {
    for (const { weight, text } of faults) {
      labels.set(text, [...(labels.get(text) ?? []), label]);
      weights.set(text, weight);
    }
  }
  return [...labels].map(([text, names]) => ({
    weight: weights.get(text)!,
    text: `stores ${listed(names)} though ${names.length === 1 ? 'it' : 'each'} ${text}`,
  }));
}

/** `"a", "b" and 7 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_EXAMPLES).map(quoted).join(', ');
  const left = names.length - MAX_EXAMPLES;
  return left > 0 ? `${shown} and ${left} more` : shown;
}
