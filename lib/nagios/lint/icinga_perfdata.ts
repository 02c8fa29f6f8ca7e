// Performance data as Icinga 2 takes it apart: first into metrics (lib/icinga/pluginutility.cpp), then each of them for
// its writers (lib/base/perfdatavalue.cpp). Seen with 2.13.6 through its API and `parse_performance_data`.

export interface IcingaMetric {
  /** As its API lists it under `performance_data`. */
  readonly source: string;
  readonly label: string;
  /** Undefined when its writers ignore the metric. */
  readonly value: number | undefined;
  /** The unit it does not know and leaves out. */
  readonly lostUnit: string | undefined;
  /** Fields it leaves out because they are no plain number. */
  readonly lostFields: readonly ('warn' | 'crit' | 'min' | 'max')[];
}

const FIELDS = ['warn', 'crit', 'min', 'max'] as const;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const UNIT =
  /^(?:|%|c|s|[num]s|m|h|d|(?:[kmgtpezy]i?)?b|[numkgtpezy]?(?:g|a|v|w|as|ah|wh)|t|[mh]?l|[numk]?o|lm|dbm|[cfk]|packets)$/i;
const NOT_A_NUMBER = /^[-+]?(?:inf|infinity|nan)$/i;

/** Labels may hold blanks, with or without quotes; what `::` stands behind is put before all labels that follow. */
export function splitIcingaPerfdata(text: string): string[] {
  const metrics: string[] = [];
  let prefix = '';
  let begin = 0;
  for (;;) {
    const equals = text.indexOf('=', begin);
    if (equals < 0) return metrics;
    const blank = text.indexOf(' ', equals);
    const end = blank < 0 ? text.length : blank;
    let label = unquoted(text.slice(begin, equals));
    const mark = label.lastIndexOf('::');
    if (mark >= 0) prefix = label.slice(0, mark);
    else if (prefix !== '') label = `${prefix}::${label}`;
    metrics.push(`${label.includes(' ') ? `'${label}'` : label}=${text.slice(equals + 1, end)}`);
    begin = end + 1;
  }
}

/** One metric of the API's list. */
export function readIcingaMetric(source: string): IcingaMetric {
  const equals = source.lastIndexOf('=');
  const label = unquoted(source.slice(0, equals).trim());
  const fields = source.slice(equals + 1);
  const [first = '', ...limits] = fields.split(';');
  const lostFields = FIELDS.filter((_, index) => limits[index] && !NUMBER.test(limits[index]));
  const [, digits = '', unit = ''] = /^([-+\d.]*(?:[eE][-+]?\d+)?)(.*)$/s.exec(first.trim())!;
  const value = NOT_A_NUMBER.test(first) ? Number.NaN : Number(digits === '' ? Number.NaN : digits);
  const refused = fields.includes(',') || Number.isNaN(value) || /[\d.]/.test(unit);
  return {
    ...{ source, label, lostFields },
    value: refused ? undefined : value,
    lostUnit: refused || UNIT.test(unit) ? undefined : unit,
  };
}

function unquoted(label: string): string {
  return label.length > 2 && label.startsWith("'") && label.endsWith("'") ? label.slice(1, -1) : label;
}
