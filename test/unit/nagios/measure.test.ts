// Measures: options with defaults, findings with what was expected, shares of a total, performance data.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import {
  findings,
  isWanted,
  type Measure,
  measureOptions,
  measurePerfdata,
  verdict,
} from '../../../lib/nagios/measure';
import { formatPerfdata } from '../../../lib/nagios/perfdata';
import { type PluginValues, readArguments } from '../../../lib/nagios/plugin_arguments';

interface Hosts {
  readonly bad: number | undefined;
  readonly all: number;
  readonly seconds: number | undefined;
}

const MEASURES: readonly Measure<Hosts>[] = [
  {
    option: 'bad',
    kind: 'share',
    description: 'bad hosts',
    crit: '50%',
    label: 'bad',
    unknown: 'are not known',
    always: true,
    needed: true,
    value: ({ bad }) => bad,
    total: ({ all }) => all,
    words: (value, { all }) => `${value} of ${all} are bad`,
  },
  {
    option: 'time',
    kind: 'range',
    description: 'time',
    label: 'time',
    unit: 's',
    unknown: 'was not timed',
    value: ({ seconds }) => seconds,
    words: value => `took ${value} s`,
  },
];

const values = (...argv: string[]): PluginValues => readArguments('check_x', measureOptions(MEASURES), argv);
const judged = (hosts: Hosts, ...argv: string[]): string => {
  const { status, text } = verdict(findings(MEASURES, hosts, values(...argv)));
  return `${status}: ${text}`;
};

describe('measures', () => {
  it('have the options of their thresholds, with defaults', () => {
    expect(measureOptions(MEASURES).map(({ name, value }) => `${name} ${value}`)).to.deep.equal([
      'bad-warn N|N%|RANGE',
      'bad-crit N|N%|RANGE',
      'time-warn RANGE',
      'time-crit RANGE',
    ]);
    expect(isWanted(MEASURES[0]!, values())).to.equal(true);
    expect(isWanted(MEASURES[1]!, values())).to.equal(false);
    expect(isWanted(MEASURES[1]!, values('--time-warn', '5'))).to.equal(true);
  });

  it('judge a share by how many there are', () => {
    const of = (bad: number, all: number): Hosts => ({ bad, all, seconds: 1 });
    expect(judged(of(1, 10))).to.equal('OK: 1 of 10 are bad');
    expect(judged(of(5, 10))).to.equal('CRITICAL: 5 of 10 are bad, expected below 50 %');
    expect(judged(of(5, 11))).to.equal('OK: 5 of 11 are bad');
    expect(judged(of(1, 10), '--bad-warn', '10%')).to.equal('WARNING: 1 of 10 are bad, expected below 10 %');
    expect(judged(of(1, 10), '--bad-warn', '1', '--bad-crit', '~:')).to.equal(
      'WARNING: 1 of 10 are bad, expected below 1',
    );
  });

  it('know nothing of none', () => {
    expect(judged({ bad: 0, all: 0, seconds: 1 })).to.equal('UNKNOWN: are not known');
    expect(judged({ bad: 0, all: 0, seconds: 1 }, '--bad-crit', '1')).to.equal('UNKNOWN: are not known');
  });

  it('judge several, the worst first', () => {
    const hosts = { bad: 5, all: 10, seconds: 7 };
    expect(judged(hosts, '--time-warn', '5')).to.equal(
      'CRITICAL: 5 of 10 are bad, expected below 50 %, took 7 s, expected at most 5',
    );
    expect(judged({ ...hosts, seconds: undefined }, '--time-warn', '5', '--bad-crit', '6')).to.equal(
      'UNKNOWN: was not timed',
    );
  });

  it('write thresholds of shares in things', () => {
    const hosts = { bad: 5, all: 47, seconds: 7 };
    const written = (...argv: string[]): string =>
      formatPerfdata(measurePerfdata(MEASURES, hosts, values(...argv)));
    expect(written('--bad-warn', '3')).to.equal('bad=5;3;23.5;0;47');
    expect(written('--time-warn', '5')).to.equal('bad=5;;23.5;0;47 time=7s;5;;0');
  });
});
