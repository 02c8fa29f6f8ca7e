// How the last run of Puppet ended, as its report has it (last_run_report.yaml of Puppet 3 to 8). The summary has only
// counts, and those of a run that was cut short, or applied an old catalog for want of a new one, look like success.
import type { HostPaths } from '../exec/host_paths';
import { readHostFile, statHostFile } from './host_file';
import type { PuppetFiles } from './puppet_files';

/** Puppet's own words; `unknown` where there is no report of that run. */
export interface RunVerdict {
  readonly status: 'changed' | 'unchanged' | 'failed' | 'unknown';
  /** `on_failure`: no catalog could be had, and that of an earlier run was applied. Since Puppet 4. */
  readonly cachedCatalog: 'not_used' | 'explicitly_requested' | 'on_failure' | 'unknown';
}

const UNKNOWN: RunVerdict = { status: 'unknown', cachedCatalog: 'unknown' };

/**
 * Of the run that ended at `lastRun`, epoch seconds. An older report is of another run: with `report = false`, or where the
 * server does not take it, Puppet leaves the one before. Throws ProbeFailed when it cannot be read.
 */
export async function readRunVerdict(
  paths: HostPaths,
  { report }: PuppetFiles,
  lastRun: number,
): Promise<RunVerdict> {
  const found = await statHostFile(paths, report);
  if (!found || Math.floor(found.modifiedMs / 1000) < lastRun) return UNKNOWN;
  return parseRunVerdict((await readHostFile(paths, report)) ?? '');
}

/** Only lines without indentation are of the report itself; to read all of it as YAML takes a second for a large one. */
export function parseRunVerdict(text: string): RunVerdict {
  const [, status = 'unknown'] = /^status: (changed|unchanged|failed)$/m.exec(text) ?? [];
  const [, cached = 'unknown'] =
    /^cached_catalog_status: (not_used|explicitly_requested|on_failure)$/m.exec(text) ?? [];
  return {
    status: status as RunVerdict['status'],
    cachedCatalog: cached as RunVerdict['cachedCatalog'],
  };
}
