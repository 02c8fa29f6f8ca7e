// What check_puppet_fleet says of its hosts: the verdict, every host with something wrong, and the numbers.
import { type Finding, findings, isWanted, measurePerfdata, verdict } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { PluginRun } from '../nagios/plugin';
import { ageText } from './age_text';
import type { PuppetFleet } from './ask_puppet';
import type { PuppetHost } from './puppet_host';
import { conditionsOf, conditionWords, PUPPET_MEASURES, type PuppetReading, SILENT } from './puppet_measures';

/** Told one by one without being asked for. */
const MAX_TOLD = 20;

export function puppetAnswer({ values, verbosity }: PluginRun, fleet: PuppetFleet): PluginAnswer {
  const reading = { hosts: fleet.hosts, stale: values.stale as number };
  const all = [...findings(PUPPET_MEASURES, reading, values), ...doubts(fleet, reading, values)];
  const { status, text } = verdict(all, '; ');
  const bad = reading.hosts.flatMap(host => hostLine(host, reading) ?? []);
  return {
    status,
    subject: 'Puppet',
    text: status === 'OK' ? praise(reading) : text,
    details: [
      ...(verbosity > 0 ? bad : bad.slice(0, MAX_TOLD)),
      ...(verbosity === 0 && bad.length > MAX_TOLD
        ? [`and ${bad.length - MAX_TOLD} more hosts, see -v`]
        : []),
      ...fleet.notes,
    ],
    perfdata: [
      { label: 'hosts', value: reading.hosts.length, min: 0 },
      ...measurePerfdata(PUPPET_MEASURES, reading, values),
      { label: 'oldest', value: oldest(reading), unit: 's', min: 0 },
    ],
  };
}

function doubts(fleet: PuppetFleet, reading: PuppetReading, values: PluginRun['values']): Finding[] {
  const silent = PUPPET_MEASURES.find(({ option }) => option === SILENT)!;
  const unlimited = isWanted(silent, values) ? undefined : conditionWords(SILENT, reading);
  // Whatever the limits: nothing is known of these hosts.
  const nothing = reading.hosts.every(host => host.silent !== undefined)
    ? 'no host told of Puppet'
    : undefined;
  const texts = [...fleet.doubts, unlimited, nothing].filter(text => text !== undefined);
  return texts.map(text => ({ status: 'UNKNOWN', text }));
}

// What is within its limits is not hidden.
function praise(reading: PuppetReading): string {
  const { hosts } = reading;
  const bad = PUPPET_MEASURES.flatMap(({ option }) => conditionWords(option, reading) ?? []);
  const age = oldest(reading);
  const run = age === undefined ? [] : [`the oldest run was ${ageText(age)} ago`];
  const fine = hosts.length === 1 ? '1 host runs Puppet' : `${hosts.length} hosts run Puppet`;
  return [...(bad.length > 0 ? bad : [fine]), ...run].join('; ');
}

function oldest({ hosts }: PuppetReading): number | undefined {
  const ages = hosts.flatMap(({ age }) => age ?? []);
  return ages.length > 0 ? ages.reduce((a, b) => Math.max(a, b)) : undefined;
}

// `web1 disabled: "kernel upgrade", failed: 2 resources failed; last run 3 days ago`
function hostLine(host: PuppetHost, reading: PuppetReading): string | undefined {
  const conditions = conditionsOf(host, reading);
  if (conditions.length === 0) return undefined;
  if (host.silent !== undefined) return `${host.host} ${host.silent}`;
  const words = conditions.map(condition => conditionText(condition, host));
  return `${host.host} ${words.join(', ')}; ${host.age === undefined ? 'no run ever' : `last run ${ageText(host.age)} ago`}`;
}

function conditionText(condition: string, { failed, disabled }: PuppetHost): string {
  if (condition === 'failed') return `failed: ${failed}`;
  return condition === 'disabled' && disabled ? `disabled: ${JSON.stringify(disabled)}` : condition;
}
