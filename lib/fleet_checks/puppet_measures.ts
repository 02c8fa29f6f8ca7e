// What is counted of Puppet's hosts by check_puppet_fleet.
import type { Measure } from '../nagios/measure';
import { ageText } from './age_text';
import { fewHosts } from './host_names';
import type { PuppetHost } from './puppet_host';

export interface PuppetReading {
  readonly hosts: readonly PuppetHost[];
  /** Seconds after which a run is too long ago. */
  readonly stale: number;
}

interface Condition {
  /** Name of option and metric. */
  readonly name: string;
  readonly description: string;
  readonly warn?: string;
  readonly crit?: string;
  /** Behind `3 of 47 hosts`. */
  words(reading: PuppetReading): string;
  isSo(host: PuppetHost, reading: PuppetReading): boolean;
}

// A disabled host does not run, which is what disabling is for: it is neither stale nor missed for never having run.
const CONDITIONS: readonly Condition[] = [
  {
    name: 'failed',
    description: 'hosts whose last run failed, or some of its resources',
    warn: '1',
    crit: '10%',
    words: () => 'failed their last run',
    isSo: ({ failed }) => failed !== undefined,
  },
  {
    name: 'disabled',
    description: 'hosts on which Puppet is disabled',
    warn: '1',
    words: () => 'have Puppet disabled',
    isSo: ({ disabled }) => disabled !== undefined,
  },
  {
    name: 'stale',
    description: 'hosts whose last run is longer ago than --stale',
    warn: '1',
    crit: '10%',
    words: ({ stale }) => `did not run in ${ageText(stale)}`,
    isSo: ({ disabled, age }, { stale }) => disabled === undefined && age !== undefined && age > stale,
  },
  {
    name: 'never',
    description: 'hosts on which Puppet never ran',
    warn: '1',
    words: () => 'never ran',
    isSo: ({ silent, disabled, age }) => silent === undefined && disabled === undefined && age === undefined,
  },
  {
    name: 'silent',
    description: 'hosts without an answer that tells all this; without limits any makes it UNKNOWN',
    words: () => 'gave no usable answer',
    isSo: ({ silent }) => silent !== undefined,
  },
];

export const SILENT = 'silent';

export const PUPPET_MEASURES: readonly Measure<PuppetReading>[] = CONDITIONS.map(condition => ({
  option: condition.name,
  kind: 'share',
  description: condition.description,
  ...(condition.warn === undefined ? {} : { warn: condition.warn }),
  ...(condition.crit === undefined ? {} : { crit: condition.crit }),
  label: condition.name,
  unknown: 'there are no hosts',
  always: true,
  value: reading => those(condition, reading).length,
  total: ({ hosts }) => hosts.length,
  words: (_value, reading) => sentence(condition, reading),
}));

/** `2 of 47 hosts failed their last run (web1, web2)`; of no condition that nobody is in. */
export function conditionWords(name: string, reading: PuppetReading): string | undefined {
  const condition = CONDITIONS.find(one => one.name === name);
  return condition && those(condition, reading).length > 0 ? sentence(condition, reading) : undefined;
}

/** Names of the conditions a host is in, the worst first. */
export function conditionsOf(host: PuppetHost, reading: PuppetReading): string[] {
  return CONDITIONS.filter(({ isSo }) => isSo(host, reading)).map(({ name }) => name);
}

function those({ isSo }: Condition, reading: PuppetReading): PuppetHost[] {
  return reading.hosts.filter(host => isSo(host, reading));
}

function sentence(condition: Condition, reading: PuppetReading): string {
  const names = those(condition, reading).map(({ host }) => host);
  const who = names.length > 0 ? ` (${fewHosts(names)})` : '';
  return `${names.length} of ${reading.hosts.length} hosts ${condition.words(reading)}${who}`;
}
