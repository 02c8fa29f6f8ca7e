// What Puppet wrote about its last run: last_run_summary.yaml, resources.txt and the log in last_run_report.yaml.

import type { HostPaths } from '../exec/host_paths';
import { RubyFloat } from '../marshal/values';
import { BrokenYaml } from '../util/yaml';
import { ProbeFailed } from './errors';
import { readHostFile } from './host_file';
import type { PuppetFiles } from './puppet_files';
import { parseRubyTree, scalarText, type YamlMap, type YamlValue } from './ruby_tree';

export interface RunLogLine {
  /** Epoch seconds. */
  readonly time: number;
  readonly level: string;
  readonly source: string;
  readonly message: string;
}

const SECTIONS = ['changes', 'time', 'resources', 'version', 'events'];
const RESOURCE_COUNTS = ['failed', 'changed', 'corrective_change', 'total', 'restarted', 'out_of_sync'];
const MAX_LOG_LINES = 1000;

/** The summary with every section and resource count there, as MCollective's puppet agent fills them in. */
export function completeSummary(document: YamlMap): YamlMap {
  const summary: YamlMap = new Map([
    ...SECTIONS.map((name): [string, YamlValue] => [name, new Map()]),
    ...document,
  ]);
  const counts: YamlMap = new Map(RESOURCE_COUNTS.map((name): [string, YamlValue] => [name, 0]));
  return summary.set('resources', new Map([...counts, ...section(summary, 'resources')]));
}

/** A section of the summary, empty when it is not there. */
export function section(summary: YamlMap, name: string): YamlMap {
  const found = summary.get(name);
  return found instanceof Map ? found : new Map();
}

/** Epoch seconds of the last completed run, 0 when there was none. */
export function lastRun(summary: YamlMap): number {
  const value = section(summary, 'time').get('last_run');
  const seconds = Math.trunc(Number(value instanceof RubyFloat ? value.value : value));
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds : 0;
}

/** Resources per type: `file[/etc/motd]` and `apache::vhost[x]` → File 1, Apache::Vhost 1. */
export function parseResources(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n').filter(Boolean)) {
    const type = line.split('[')[0]!.split('::').map(capitalize).join('::');
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

/** Log lines of a report, at most the last 1000. */
export function parseReportLog(text: string): RunLogLine[] {
  const logs = parseTree(text, 'last_run_report.yaml').get('logs');
  if (!Array.isArray(logs)) return [];
  return logs
    .filter((line): line is YamlMap => line instanceof Map)
    .slice(-MAX_LOG_LINES)
    .map(line => ({
      time: Math.floor(Date.parse(scalarText(line.get('time'))) / 1000) || 0,
      level: scalarText(line.get('level')),
      source: scalarText(line.get('source')),
      message: scalarText(line.get('message')).replace(/\n$/, ''),
    }));
}

/** A host that never ran Puppet has a summary of zeros. Throws ProbeFailed when the file is not what Puppet writes. */
export async function readPuppetSummary(paths: HostPaths, files: PuppetFiles): Promise<YamlMap> {
  const text = await readHostFile(paths, files.summary);
  return completeSummary(text === undefined ? new Map() : parseTree(text, files.summary));
}

/** The lines of resources.txt. Throws ProbeFailed. */
export async function readResourceList(paths: HostPaths, files: PuppetFiles): Promise<readonly string[]> {
  return ((await readHostFile(paths, files.resources)) ?? '').split('\n').filter(Boolean);
}

/**
 * True when `File[/etc/motd]` is in the list. Puppet writes the types in lower case, and of those defined in manifests the
 * name, too.
 */
export function isManaged(list: readonly string[], resource: string): boolean {
  const typed = resource.replace(/^[^[]+/, type => type.toLowerCase());
  return list.includes(typed) || list.includes(resource.toLowerCase());
}

export async function readResourceTypes(paths: HostPaths, files: PuppetFiles): Promise<Map<string, number>> {
  return parseResources((await readHostFile(paths, files.resources)) ?? '');
}

export async function readRunLog(paths: HostPaths, files: PuppetFiles): Promise<RunLogLine[]> {
  const text = await readHostFile(paths, files.report);
  return text === undefined ? [] : parseReportLog(text);
}

function parseTree(text: string, file: string): YamlMap {
  try {
    return parseRubyTree(text);
  } catch (error) {
    throw new ProbeFailed(file, error instanceof BrokenYaml ? error.message : String(error), error);
  }
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
}
