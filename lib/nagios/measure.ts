// A number a plugin can find out about its subject: the options for its thresholds, its label in performance data, its
// words; and the verdict on several of them together, the worst first.
import type { Perfdata, PerfdataUnit } from './perfdata';
import type { PluginValues } from './plugin_arguments';
import type { OptionKind, PluginOption } from './plugin_option';
import { describeRange, type Range } from './range';
import { describeShare, type Share, shareOf } from './share';
import { type Status, worstStatus } from './status';
import { brokenLimit, judge, type Threshold } from './threshold';

export interface Measure<Subject> {
  /** First part of `--NAME-warn` and `--NAME-crit`. */
  readonly option: string;
  /** What the plugin is about: its thresholds are `-w` and `-c`, too. */
  readonly main?: true;
  /** A `share` is a count of things, judged by how many there are of them. */
  readonly kind: Extract<OptionKind, 'range' | 'limit' | 'share'>;
  readonly description: string;
  /** Thresholds when none are given, as the user would write them. */
  readonly warn?: string;
  readonly crit?: string;
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
  /** Of a share: how many there are in all. Of none nothing is known. */
  total?(subject: Subject): number;
  /** Behind the name of the subject: `has 5 messages`. */
  words(value: number, subject: Subject): string;
  /** Behind the name, when the value is not known. */
  readonly unknown: string | ((subject: Subject) => string);
  /** State when the value is not known; without it UNKNOWN. */
  unknownState?(subject: Subject, values: PluginValues): Status;
}

export interface Finding {
  readonly status: Status;
  readonly text: string;
}

const VALUE_NAMES = { range: 'RANGE', limit: 'N|RANGE', share: 'N|N%|RANGE' } as const;

export function measureOptions<Subject>(measures: readonly Measure<Subject>[]): PluginOption[] {
  return measures.flatMap(measure =>
    (['warn', 'crit'] as const).map(level => ({
      name: `${measure.option}-${level}`,
      ...(measure.main ? { short: level === 'warn' ? 'w' : 'c' } : {}),
      kind: measure.kind,
      value: VALUE_NAMES[measure.kind],
      description: measure.description,
      ...(measure[level] === undefined ? {} : { default: measure[level] }),
    })),
  );
}

/** True when somebody gave it a threshold. */
export function isWanted<Subject>({ option }: Measure<Subject>, values: PluginValues): boolean {
  return values[`${option}-warn`] !== undefined || values[`${option}-crit`] !== undefined;
}

/** One finding for each measure with a threshold, and for those that are needed anyway. */
export function findings<Subject>(
  measures: readonly Measure<Subject>[],
  subject: Subject,
  values: PluginValues,
): Finding[] {
  const looked = measures.filter(measure => measure.needed || isWanted(measure, values));
  return looked.map(measure => {
    const value = measured(measure, subject);
    if (value === undefined) return notKnown(measure, subject, values);
    const status = judge(value, thresholdOf(measure, subject, values));
    const words = measure.words(value, subject);
    const expected = expectation(measure, status, values);
    return { status, text: expected ? `${words}, expected ${expected}` : words };
  });
}

/** What is wrong of it, the worst first; all of it when nothing is. */
export function verdict(all: readonly Finding[], separator = ', '): Finding {
  const status = worstStatus(['OK', ...all.map(finding => finding.status)]);
  const told = status === 'OK' ? [...all] : all.filter(finding => finding.status !== 'OK').sort(bySeverity);
  return { status, text: [...new Set(told.map(finding => finding.text))].join(separator) };
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
      const { warning, critical } = thresholdOf(measure, subject, values);
      const { label, unit, total } = measure;
      return {
        label: prefix + label,
        value: measured(measure, subject),
        ...(unit ? { unit } : {}),
        warn: warning,
        crit: critical,
        ...(measure.signed ? {} : { min: 0 }),
        ...(unit === '%' ? { max: 100 } : {}),
        ...(total ? { max: total(subject) } : {}),
      };
    });
}

function notKnown<Subject>(measure: Measure<Subject>, subject: Subject, values: PluginValues): Finding {
  const { unknown } = measure;
  return {
    status: measure.unknownState?.(subject, values) ?? 'UNKNOWN',
    text: typeof unknown === 'string' ? unknown : unknown(subject),
  };
}

function measured<Subject>(measure: Measure<Subject>, subject: Subject): number | undefined {
  return measure.total?.(subject) === 0 ? undefined : measure.value(subject);
}

// In the unit of the value.
function thresholdOf<Subject>(measure: Measure<Subject>, subject: Subject, values: PluginValues): Threshold {
  const plain = (limit: Range | Share | undefined): Range | undefined =>
    limit && 'range' in limit ? shareOf(limit, measure.total?.(subject) ?? 0) : limit;
  const { warning, critical } = givenLimits(measure, values);
  return { warning: plain(warning), critical: plain(critical) };
}

// What was expected of a value that was judged so, as it was written; undefined for a good one.
function expectation<Subject>(
  measure: Measure<Subject>,
  status: Status,
  values: PluginValues,
): string | undefined {
  const limit = brokenLimit(status, givenLimits(measure, values));
  return limit && ('range' in limit ? describeShare(limit) : describeRange(limit));
}

interface GivenLimits {
  readonly warning: Range | Share | undefined;
  readonly critical: Range | Share | undefined;
}

function givenLimits<Subject>({ option }: Measure<Subject>, values: PluginValues): GivenLimits {
  const limit = (level: string) => values[`${option}-${level}`] as Range | Share | undefined;
  return { warning: limit('warn'), critical: limit('crit') };
}

function bySeverity(a: Finding, b: Finding): number {
  if (a.status === b.status) return 0;
  return worstStatus([a.status, b.status]) === a.status ? -1 : 1;
}
