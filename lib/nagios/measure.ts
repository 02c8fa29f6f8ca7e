// A number a plugin can find out about its subject: the options for its thresholds, its label in performance data, its
// words; and the verdict on several of them together, the worst first.
import type { Perfdata, PerfdataUnit } from './perfdata';
import type { PluginValues } from './plugin_arguments';
import type { OptionKind, PluginOption } from './plugin_option';
import type { Range } from './range';
import { type Status, worstStatus } from './status';
import { expectation, judge, type Threshold } from './threshold';

export interface Measure<Subject> {
  /** First part of `--NAME-warn` and `--NAME-crit`. */
  readonly option: string;
  readonly kind: Extract<OptionKind, 'range' | 'limit'>;
  readonly description: string;
  readonly label: string;
  readonly unit?: PerfdataUnit;
  /** May be below 0. */
  readonly signed?: true;
  /** In performance data without a threshold, too; otherwise only when there is one. */
  readonly always?: true;
  /** Without it the subject was not checked, whatever was asked: UNKNOWN when it is not known. */
  readonly needed?: true;
  /** Undefined when it is not known. */
  value(subject: Subject): number | undefined;
  /** Behind the name of the subject: `has 5 messages`. */
  words(value: number): string;
  /** Behind the name, when the value is not known. */
  readonly unknown: string;
}

export interface Finding {
  readonly status: Status;
  readonly text: string;
}

export function measureOptions<Subject>(measures: readonly Measure<Subject>[]): PluginOption[] {
  return measures.flatMap(measure =>
    (['warn', 'crit'] as const).map(level => ({
      name: `${measure.option}-${level}`,
      kind: measure.kind,
      value: measure.kind === 'limit' ? 'N|RANGE' : 'RANGE',
      description: measure.description,
    })),
  );
}

/** True when somebody gave it a threshold. */
export function isWanted<Subject>(measure: Measure<Subject>, values: PluginValues): boolean {
  const { warning, critical } = thresholdOf(measure, values);
  return warning !== undefined || critical !== undefined;
}

/** One finding for each measure with a threshold, and for those that are needed anyway. */
export function findings<Subject>(
  measures: readonly Measure<Subject>[],
  subject: Subject,
  values: PluginValues,
): Finding[] {
  const looked = measures.filter(measure => measure.needed || isWanted(measure, values));
  return looked.map(measure => {
    const value = measure.value(subject);
    const threshold = thresholdOf(measure, values);
    const status = judge(value, threshold);
    if (value === undefined) return { status, text: measure.unknown };
    const expected = expectation(status, threshold);
    return {
      status,
      text: expected ? `${measure.words(value)}, expected ${expected}` : measure.words(value),
    };
  });
}

/** What is wrong of it, the worst first; all of it when nothing is. */
export function verdict(all: readonly Finding[]): Finding {
  const status = worstStatus(['OK', ...all.map(finding => finding.status)]);
  const told = status === 'OK' ? [...all] : all.filter(finding => finding.status !== 'OK').sort(bySeverity);
  return { status, text: [...new Set(told.map(finding => finding.text))].join(', ') };
}

/** `prefix` tells subjects apart where there are several. */
export function measurePerfdata<Subject>(
  measures: readonly Measure<Subject>[],
  subject: Subject,
  values: PluginValues,
  prefix = '',
): Perfdata[] {
  return measures
    .filter(measure => measure.always || isWanted(measure, values))
    .map(measure => {
      const { warning, critical } = thresholdOf(measure, values);
      const { label, unit } = measure;
      return {
        label: prefix + label,
        value: measure.value(subject),
        ...(unit ? { unit } : {}),
        warn: warning,
        crit: critical,
        ...(measure.signed ? {} : { min: 0 }),
        ...(unit === '%' ? { max: 100 } : {}),
      };
    });
}

function thresholdOf<Subject>({ option }: Measure<Subject>, values: PluginValues): Threshold {
  return {
    warning: values[`${option}-warn`] as Range | undefined,
    critical: values[`${option}-crit`] as Range | undefined,
  };
}

function bySeverity(a: Finding, b: Finding): number {
  if (a.status === b.status) return 0;
  return worstStatus([a.status, b.status]) === a.status ? -1 : 1;
}
