// The limits that go into performance data beside a number: where it warns, and where it is critical.
import type { Metric } from '../check_context';
import type { Comparison } from '../language/comparison';
import type { Modality } from '../language/modality';

/** Of a condition or a negated sentence there are none: no range of performance data says those. */
export function limitsOf(comparison: Comparison, modality: Modality): Pick<Metric, 'warn' | 'crit'> {
  if (modality.kind === 'condition' || modality.negated) return {};
  const { range, ideal } = comparison;
  const limit = range && { [modality.severity === 'WARNING' ? 'warn' : 'crit']: range };
  return { ...(ideal?.range && { warn: ideal.range }), ...limit };
}
