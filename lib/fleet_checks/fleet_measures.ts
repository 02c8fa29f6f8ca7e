// What is measured of a fleet by check_fleet.
import type { Measure } from '../nagios/measure';
import { type FleetReading, highest, versionCounts } from './fleet_reading';
import { fewHosts } from './host_names';

export const VERSIONS: Measure<FleetReading> = {
  option: 'versions',
  kind: 'limit',
  description: 'different versions of the daemon; 2 alerts when not all are alike',
  label: 'versions',
  unknown: 'no version was told',
  value: reading => versionCounts(reading).length || undefined,
  words: (_value, reading) => {
    const counts = versionCounts(reading).map(([version, nodes]) => `${version} (${nodes})`);
    return `running ${counts.join(', ')}`;
  },
};

export const FLEET_MEASURES: readonly Measure<FleetReading>[] = [
  {
    option: 'missing',
    kind: 'share',
    description: 'nodes that are expected and do not answer',
    warn: '1',
    crit: '10%',
    label: 'missing',
    unknown: 'nobody was expected',
    always: true,
    needed: true,
    value: ({ missing }) => missing,
    total: ({ expected }) => expected,
    words: missingWords,
  },
  {
    option: 'slowest',
    kind: 'limit',
    description: 'time until the slowest answer, seconds',
    label: 'slowest',
    unknown: 'no answer to time',
    unit: 's',
    always: true,
    value: ({ answered }) => slowest(answered)?.seconds,
    words: (value, { answered }) => `the slowest answer took ${round(value)} s (${slowest(answered)!.host})`,
  },
  {
    option: 'skew',
    kind: 'limit',
    description: 'how far a clock is from the clock here, seconds; from 60 on requests are refused',
    warn: '10',
    crit: '40',
    label: 'skew',
    unknown: 'no clock was told',
    unit: 's',
    always: true,
    value: ({ answered }) => furthest(answered) && Math.abs(furthest(answered)!.skew),
    words: (value, { answered }) =>
      value <= 1 ? 'the clocks agree' : clockWords(furthest(answered)!.host, furthest(answered)!.skew),
  },
  VERSIONS,
];

/** `the clock of web1 is 45 s ahead`. */
export function clockWords(host: string, skew: number): string {
  return `the clock of ${host} is ${Math.abs(skew)} s ${skew > 0 ? 'ahead' : 'behind'}`;
}

function missingWords(missing: number, { silent, answered, expected }: FleetReading): string {
  if (missing === 0) return expected === 1 ? 'the node answered' : `all ${expected} nodes answered`;
  if (missing > silent.length) return `only ${answered.length} of ${expected} nodes answered`;
  return `${missing} of ${expected} nodes did not answer (${fewHosts(silent.map(({ host }) => host))})`;
}

const slowest = (answered: FleetReading['answered']) => highest(answered, node => node.seconds);
const furthest = (answered: FleetReading['answered']) => highest(answered, node => Math.abs(node.skew));
const round = (seconds: number): number => Math.round(seconds * 100) / 100;
