// What check_fleet says of its fleet: the verdict, whom it is about, and the numbers.
import { type Finding, findings, measurePerfdata, verdict } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { PluginRun } from '../nagios/plugin';
import { alerts, type Range } from '../nagios/range';
import { ageText } from './age_text';
import type { FleetAnswers } from './fleet_answers';
import { clockWords, FLEET_MEASURES } from './fleet_measures';
import { type FleetReading, type NodeReading, readFleet } from './fleet_reading';
import { hostNames } from './host_names';
import type { SeenNodes } from './seen_nodes';

/** What is expected besides the nodes that are found. */
export interface Expectation {
  /** So many answers, whoever gives them. */
  readonly atLeast: number;
  readonly names: readonly string[];
  /** Undefined when nobody is remembered. */
  readonly seen: SeenNodes | undefined;
  /** Why those are not known who should be remembered. */
  readonly trouble: readonly string[];
}

/** Told one by one without being asked for. */
const MAX_TOLD = 10;

export function answerOf(run: PluginRun, answers: FleetAnswers, expectation: Expectation): PluginAnswer {
  const { values, verbosity } = run;
  const reading = readFleet(answers, expectation.atLeast);
  const doubts = [...doubtsOf(answers, reading), ...expectation.trouble];
  const unknown = doubts.map((text): Finding => ({ status: 'UNKNOWN', text }));
  const { status, text } = verdict([...findings(FLEET_MEASURES, reading, values), ...unknown], '; ');
  const bad = [...silentLines(reading, expectation.seen), ...clockLines(reading, values)];
  return {
    status,
    subject: 'fleet',
    text,
    details: [
      ...(verbosity > 0 ? bad : bad.slice(0, MAX_TOLD)),
      ...strangers(reading, expectation),
      ...answers.notes,
      ...(verbosity > 0 ? reading.answered.map(nodeLine) : []),
    ],
    perfdata: [
      { label: 'expected', value: reading.expected, min: 0 },
      { label: 'answered', value: reading.answered.length, min: 0 },
      ...measurePerfdata(FLEET_MEASURES, reading, values),
    ],
  };
}

function doubtsOf({ doubts, hosts }: FleetAnswers, { answered }: FleetReading): string[] {
  const twice = hosts.filter(({ reply, problem }) => reply && problem).map(({ host }) => host);
  return [
    ...doubts,
    ...(twice.length > 0 ? [`more than one node has the name ${hostNames(twice, SHORT)}`] : []),
    // Whatever the limits: nothing is known of this fleet.
    ...(answered.length === 0 ? ['nobody answered'] : []),
  ];
}

const SHORT = { bytes: 60, separator: ', ' };

function silentLines({ silent }: FleetReading, seen: SeenNodes | undefined): string[] {
  return silent.map(({ host, problem = 'gave no answer' }) => {
    const age = seen?.age(host);
    return `${host} ${problem}${age === undefined ? '' : `, last seen ${ageText(age)} ago`}`;
  });
}

function clockLines({ answered }: FleetReading, values: PluginRun['values']): string[] {
  const limits = [values['skew-crit'], values['skew-warn']] as (Range | undefined)[];
  const isOff = ({ skew }: NodeReading): boolean =>
    limits.some(limit => limit !== undefined && alerts(limit, Math.abs(skew)));
  return answered.filter(isOff).map(({ host, skew }) => clockWords(host, skew));
}

// With a list of names, the others are worth a look.
function strangers({ answered }: FleetReading, { names }: Expectation): string[] {
  const known = new Set(names);
  const others = answered.map(({ host }) => host).filter(host => !known.has(host));
  return names.length > 0 && others.length > 0 ? [`not expected, and answered: ${hostNames(others)}`] : [];
}

function nodeLine({ host, seconds, skew, version }: NodeReading): string {
  const told = [`${Math.round(seconds * 1000)} ms`, `clock ${skew >= 0 ? '+' : ''}${skew} s`, version];
  return `${host} ${told.filter(Boolean).join(', ')}`;
}
