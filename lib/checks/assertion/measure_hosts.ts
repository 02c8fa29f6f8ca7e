// Numbers of many hosts as performance data: each by its name, or of too many their extremes and mean.
import type { CheckContext, Metric } from '../check_context';
import type { Claim } from '../language/claim';
import type { Comparison } from '../language/comparison';
import { PERFDATA_UNIT, type QuantityKind } from '../language/quantity';
import { limitsOf } from './limits';
import type { Readings } from './readings';

const MOST_HOSTS = 20;

/** For Expectation.measure. `kind` is what the number is, whatever the comparison was written in. */
export function measureHosts(
  label: string,
  comparison: Comparison,
  run: CheckContext,
  kind: QuantityKind = 'number',
) {
  return (readings: Readings<number>, { modality }: Claim): void =>
    tellNumbers(readings, { label, unit: PERFDATA_UNIT[kind], ...limitsOf(comparison, modality) }, run);
}

/** The numbers as they are; `metric` is what goes for each of them. */
export function tellNumbers(
  { known }: Readings<number>,
  metric: Omit<Metric, 'value'>,
  run: CheckContext,
): void {
  const tell = (which: string, value: number): void =>
    run.measure({ ...metric, label: `${metric.label}_${which}`, value });
  if (known.length <= MOST_HOSTS) {
    for (const { host, value } of known) tell(host, value);
    return;
  }
  const values = known.map(({ value }) => value);
  tell('min', Math.min(...values));
  tell('max', Math.max(...values));
  const { label, unit = '' } = metric;
  run.measure({ label: `${label}_mean`, value: meanOf(values), unit });
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
