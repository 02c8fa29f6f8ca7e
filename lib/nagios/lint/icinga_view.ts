// What Icinga 2 makes of an output (its code: lib/icinga/pluginutility.cpp, lib/methods/pluginchecktask.cpp; seen with
// 2.13.6).
import { type IcingaMetric, readIcingaMetric, splitIcingaPerfdata } from './icinga_perfdata';
import { listed } from './perfdata_remarks';
import { error, type PluginOutput, quoted, type Remark, STATES, type View, warning } from './plugin_output';

// What is looked at for remarks; bounded like everything that reads what others wrote.
const MAX_METRICS = 2000;
const MAX_PERFDATA = 100_000;

interface Split {
  readonly lines: readonly string[];
  /** What all lines have behind their bars. */
  readonly perfdata: string;
}

export function icingaView(output: PluginOutput): View {
  const { lines, perfdata } = split(output.stdout === '' ? output.stderr : output.stdout);
  const sources = splitIcingaPerfdata(perfdata);
  const [text = '', ...details] = lines;
  return {
    consumer: 'Icinga 2',
    state: output.exitCode === undefined ? 'UNKNOWN' : (STATES[output.exitCode] ?? 'UNKNOWN'),
    text,
    details: details.join('\n'),
    perfdata: sources,
    remarks: [
      ...outputRemarks(output, text),
      ...barRemarks(output.stdout),
      ...metricRemarks(sources.slice(0, MAX_METRICS).map(readIcingaMetric), perfdata.slice(0, MAX_PERFDATA)),
    ],
  };
}

// Each line has performance data of its own, behind its first `|`, when there is a `=` in it.
function split(output: string): Split {
  const pieces = outputLines(output).map(line => ({ line, bar: barOf(line) }));
  const text = pieces.map(({ line, bar }) => (bar < 0 ? line : line.slice(0, bar))).join('\n');
  const perfdata = pieces.filter(({ bar }) => bar >= 0).map(({ line, bar }) => line.slice(bar + 1));
  return { lines: text.replace(/^\n+/, '').split('\n'), perfdata: perfdata.join(' ').trim() };
}

const outputLines = (output: string): string[] => output.trim().split(/[\r\n]/);

function barOf(line: string): number {
  const bar = line.indexOf('|');
  return bar >= 0 && line.includes('=', bar) ? bar : -1;
}

function outputRemarks({ stdout, stderr, exitCode }: PluginOutput, text: string): Remark[] {
  const remarks: Remark[] = [];
  if (exitCode === undefined) remarks.push(error('takes a plugin that a signal ended for UNKNOWN'));
  else if (!STATES[exitCode]) remarks.push(error(`takes exit code ${exitCode} for UNKNOWN`));
  const complaint = stderr.trim().split('\n')[0]!;
  if (stdout.trim() === '')
    remarks.push(error(`finds nothing on stdout, and shows ${complaint === '' ? 'nothing' : 'stderr'}`));
  else {
    if (text === '') remarks.push(error('finds no text on line 1'));
    if (complaint !== '')
      remarks.push(error(`mixes stderr into the text, perhaps as line 1: ${quoted(complaint)}`));
  }
  if (stdout.includes('\0')) remarks.push(warning('passes a NUL byte on to databases, which may refuse it'));
  return remarks;
}

function barRemarks(stdout: string): Remark[] {
  const lines = outputLines(stdout);
  const remarks: Remark[] = [];
  const idle = lines.findIndex(line => line.includes('|') && barOf(line) < 0);
  if (idle >= 0) remarks.push(error(`shows the "|" of line ${idle + 1} as text: no metric follows it`));
  const second = lines.findIndex(line => barOf(line) >= 0 && line.split('|').length > 2);
  if (second >= 0) remarks.push(error(`takes the second "|" of line ${second + 1} for part of a metric`));
  return remarks;
}

function metricRemarks(metrics: readonly IcingaMetric[], perfdata: string): Remark[] {
  const names = metrics.map(({ label }) => label);
  const remark = (found: readonly string[], make: (names: string) => Remark): Remark[] =>
    found.length > 0 ? [make(listed([...new Set(found)]))] : [];
  const of = (which: (metric: IcingaMetric) => boolean): string[] =>
    metrics.filter(which).map(({ label }) => label);
  return [
    ...remark(of(isLost), found => error(`drops ${found}: the value is no number, or a comma stands in it`)),
    ...remark(names.filter(isNameless), () => error('stores a metric without a name')),
    ...remark(
      names.filter(name => hasBlanks(name) && !isQuoted(name, perfdata)),
      found => error(`takes ${found} for a name, with the blanks, up to version 2.13.7`),
    ),
    ...remark(
      names.filter(name => hasStray(name, perfdata)),
      found => error(`takes ${found} for one name: it has no quotes around it`),
    ),
    ...remark(names.filter(isGlued), found =>
      error(`takes ${found} for a name: blanks alone divide metrics`),
    ),
    ...remark(names.filter(isRepeated), found =>
      error(`stores ${found} twice; one of them is lost in graphs`),
    ),
    ...prefixRemarks(names),
    ...fieldRemarks(metrics.filter(({ value }) => value !== undefined)),
    ...remark(of(isUnknown), found => warning(`has no value for ${found}: U is no number to it`)),
  ];
}

function fieldRemarks(kept: readonly IcingaMetric[]): Remark[] {
  const lost = (...fields: IcingaMetric['lostFields']): string[] =>
    kept
      .filter(({ lostFields }) => fields.some(field => lostFields.includes(field)))
      .map(({ label }) => label);
  const limits = lost('warn', 'crit');
  const bounds = lost('min', 'max');
  const units = kept
    .filter(({ lostUnit }) => lostUnit)
    .map(({ label, lostUnit }) => `${label} in ${lostUnit}`);
  return [
    ...(bounds.length > 0
      ? [error(`drops minimum or maximum of ${listed(bounds)}: they are no numbers`)]
      : []),
    ...(limits.length > 0
      ? [warning(`drops thresholds of ${listed(limits)}: it takes plain numbers only`)]
      : []),
    ...(units.length > 0 ? [warning(`forgets units it does not know: ${listed(units)}`)] : []),
  ];
}

const isUnknown = ({ source, value }: IcingaMetric): boolean => value === undefined && /=U(;|$)/.test(source);

const isLost = (metric: IcingaMetric): boolean => metric.value === undefined && !isUnknown(metric);

const isNameless = (name: string): boolean => name === '' || name === "''";

const hasBlanks = (name: string): boolean => /^ | $/.test(name);

// Words between two metrics become part of the second one's name.
const hasStray = (name: string, perfdata: string): boolean =>
  ownName(name).includes(' ') && !hasBlanks(name) && !isQuoted(name, perfdata);

const isQuoted = (name: string, perfdata: string): boolean =>
  perfdata.includes(`'${ownName(name)}'`) || perfdata.includes(`'${name}'`);

// Without a prefix it may have got from a metric before it.
const ownName = (name: string): string => name.slice(name.lastIndexOf('::') + 1).replace(/^:/, '');

const isGlued = (name: string): boolean => /[\t|=]/.test(name);

const isRepeated = (name: string, index: number, names: readonly string[]): boolean =>
  names.indexOf(name) < index;

function prefixRemarks(names: readonly string[]): Remark[] {
  const first = names.find(name => name.includes('::'));
  if (first === undefined) return [];
  const prefix = first.slice(0, first.lastIndexOf('::') + 2);
  return [error(`puts ${quoted(prefix)} before the name of every metric after ${quoted(first)}`)];
}
