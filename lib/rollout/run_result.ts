// How a run of Puppet ended, from what an agent says of it afterwards. Counts alone do not tell: Puppet applies the catalog
// of an earlier run when the server has none for it, and counts no failure in a run that was killed.
import type { Plain } from '../rpc/reply';
import type { RunResult } from './puppet_port';

export type Fields = Readonly<Record<string, Plain>>;

const OLD_CATALOG = 'no new catalog could be had, that of an earlier run was applied';
// Killed, or a command after the run failed.
const FAILED_OTHERWISE = 'Puppet reports that the run failed, though no resource did';
// Puppet's own words, of version 3 to 8.
const NO_CATALOG = /^Could not retrieve catalog/;

/** True when the agent says by itself how the run ended: fleetspecd does, MCollective's agent has only counts and logs. */
export function tellsVerdict(data: Fields): boolean {
  return typeof data.report_status === 'string' && typeof data.cached_catalog_status === 'string';
}

/**
 * From `last_run_summary` of either agent; undefined when it does not say. `environment` is the one that was asked for:
 * Puppet runs in another when the server does not know it.
 */
export function readResult(data: Fields, environment?: string): RunResult | undefined {
  const resources = fields(data.resources ?? fields(data.summary).resources);
  const legacy = data.resources === undefined || data.resources === null ? undefined : 0;
  const failed = count(data.failed_resources) ?? count(resources.failed) ?? legacy;
  const total = count(data.total_resources) ?? count(resources.total) ?? legacy;
  if (failed === undefined || total === undefined) return undefined;
  const changed = count(data.changed_resources) ?? count(resources.changed) ?? 0;
  const trouble = verdictTrouble(data) ?? environmentTrouble(data, environment);
  return {
    // A service that does not come back: Puppet 4 and 5 do not count it as failed.
    failed: Math.max(failed, count(resources.failed_to_restart) ?? 0),
    ...{ total, changed, seconds: count(data.total_time) ?? count(fields(data.time).total) },
    ...(trouble !== undefined && { trouble }),
  };
}

function verdictTrouble(data: Fields): string | undefined {
  if (data.cached_catalog_status === 'on_failure') return OLD_CATALOG;
  if (data.report_status === 'failed') return FAILED_OTHERWISE;
  const logs = Array.isArray(data.logs) ? data.logs : [];
  const noCatalog = logs.some(line => {
    const { level, msg } = fields(line);
    return level === 'err' && typeof msg === 'string' && NO_CATALOG.test(msg);
  });
  return noCatalog ? OLD_CATALOG : undefined;
}

function environmentTrouble({ summary }: Fields, environment: string | undefined): string | undefined {
  const ran = fields(fields(summary).application).converged_environment;
  if (environment === undefined || typeof ran !== 'string' || ran === environment) return undefined;
  return `it ran in the environment ${ran}, not ${environment}`;
}

export function flag(value: Plain | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 0 || value === 1 ? value === 1 : undefined;
}

export function count(value: Plain | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

export function fields(value: Plain | undefined): Fields {
  const isMap =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
  return isMap ? (value as Fields) : {};
}
