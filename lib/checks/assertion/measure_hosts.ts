// Numbers of many hosts as performance data: each by its name, or of too many their extremes and mean.
import type { CheckContext } from '../check_context';
import type { Claim } from '../language/claim';
import type { Comparison } from '../language/comparison';
import { PERFDATA_UNIT, type QuantityKind } from '../language/quantity';
import type { Readings } from './readings';

const MOST_HOSTS = 20;

/** For Expectation.measure. `kind` is what the number is, whatever the comparison was written in. */
export function measureHosts(
  label: string,
  comparison: Comparison,
  run: CheckContext,
  kind: QuantityKind = 'number',
) {
  return ({ known }: Readings<number>, { modality }: Claim): void => {
    const unit = PERFDATA_UNIT[kind];
    const range = modality.negated ? undefined : comparison.range;
    const limit =
      range && modality.kind === 'demand'
        ? { [modality.severity === 'WARNING' ? 'warn' : 'crit']: range }
        : {};
    const tell = (name: string, value: number): void => run.measure({ label: name, value, unit, ...limit });
    if (known.length <= MOST_HOSTS) {
      for (const { host, value } of known) tell(`${label}_${host}`, value);
      return;
    }
    const values = known.map(({ value }) => value);
    tell(`${label}_min`, Math.min(...values));
    tell(`${label}_max`, Math.max(...values));
    run.measure({
      label: `${label}_mean`,
      value: values.reduce((sum, value) => sum + value, 0) / values.length,
      unit,
    });
  };
}
