// How Puppet does on one host, from the answers of MCollective's agent `puppet`, or of the older `puppetd`.
import type { Plain, Reply } from '../rpc/reply';
import type { HostAnswer } from './fleet_answers';

export interface PuppetHost {
  readonly host: string;
  /** Why nothing is known; the rest is then as of a host with nothing wrong. */
  readonly silent: string | undefined;
  /** Who disabled Puppet and why, as far as that was said; undefined when it is enabled. */
  readonly disabled: string | undefined;
  /** What went wrong in the last run. */
  readonly failed: string | undefined;
  /** Seconds since the last run, by the clock of the host; undefined when there was none. */
  readonly age: number | undefined;
}

type Fields = Readonly<Record<string, Plain>>;

/** From the answers to `status` and `last_run_summary`; `now` is our clock, epoch seconds. */
export function readPuppetHost(status: HostAnswer, summary: HostAnswer, now: number): PuppetHost {
  const { host } = status;
  const silent = problemOf(status) ?? problemOf(summary);
  if (silent !== undefined) return silentHost(host, silent);
  const [state, run] = [status.reply!, summary.reply!];
  const enabled = flag(state.data.enabled);
  const lastrun = count(state.data.lastrun);
  if (enabled === undefined) return silentHost(host, 'does not tell whether Puppet is enabled');
  if (lastrun === undefined) return silentHost(host, 'does not tell when Puppet ran last');
  const disabled = enabled ? undefined : text(state.data.disable_message);
  if (lastrun === 0) return { host, silent, disabled, failed: undefined, age: undefined };
  const outcome = runOutcome(run.data);
  if (outcome === undefined) return silentHost(host, 'does not tell how the last run of Puppet ended');
  return { host, silent, disabled, failed: outcome.failed, age: ageOf(state, lastrun, now) };
}

export function silentHost(host: string, silent: string): PuppetHost {
  return { host, silent, disabled: undefined, failed: undefined, age: undefined };
}

function problemOf({ reply, problem }: HostAnswer): string | undefined {
  if (!reply || problem !== undefined) return problem ?? 'gave no answer';
  return reply.statuscode === 0 ? undefined : `answered statuscode ${reply.statuscode}: ${reply.statusmsg}`;
}

// A catalog that could not be compiled or applied at all leaves a summary without resources; a catalog has some always.
function runOutcome(data: Fields): { failed: string | undefined } | undefined {
  const resources = fields(data.resources);
  const failed = count(data.failed_resources ?? resources.failed ?? (data.resources ? 0 : undefined));
  const total = count(data.total_resources ?? resources.total ?? (data.resources ? 0 : undefined));
  if (failed === undefined || total === undefined) return undefined;
  if (total === 0) return { failed: 'the whole run failed: no catalog was applied' };
  if (failed === 0) return { failed: otherFailure(data) };
  return { failed: failed === 1 ? '1 resource failed' : `${failed} resources failed` };
}

// fleetspecd tells it, MCollective's agent does not: counts that look well, of a run that was not.
function otherFailure({ cached_catalog_status: catalog, report_status: status }: Fields): string | undefined {
  if (catalog === 'on_failure') return 'no new catalog could be had, that of an earlier run was applied';
  return status === 'failed' ? 'Puppet reports that the run failed, though no resource did' : undefined;
}

// puppetd does not tell how long ago that was: by its clock, which its answer shows.
function ageOf({ data, skewSeconds }: Reply, lastrun: number, now: number): number {
  return Math.max(0, count(data.since_lastrun) ?? now + skewSeconds - lastrun);
}

function flag(value: Plain | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 0 || value === 1 ? value === 1 : undefined;
}

function count(value: Plain | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

const text = (value: Plain | undefined): string => (typeof value === 'string' ? value.trim() : '');

function fields(value: Plain | undefined): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
