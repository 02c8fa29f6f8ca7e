// When Puppet last applied a catalog on hosts, and what came of it: asked of MCollective's agent `puppet`, or the older
// `puppetd`.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import type { AgentQuestion, Readings } from '../assertion/readings';
import { isRow } from '../assertion/rows_in';
import type { CheckContext } from '../check_context';
import type { Claim, ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showSeconds } from '../show_seconds';
import { askPuppet } from './ask_puppet';

/** A clock may be a little ahead of another. */
const TOLERATED_SECONDS = 300;

/** Seconds since the last run; never is longer ago than anything. Throws as expectOfHosts does. */
export async function expectLastRun(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'the time since the last run of Puppet');
  const age = (reply: Reply): number | undefined => ageOf(reply, scene.run);
  const ageOfCatalog = (reply: Reply): number | undefined =>
    catalogTrouble(reply) === undefined ? age(reply) : undefined;
  const vague = 'the answer does not say when Puppet last applied a catalog, or that is still to come';
  const troubled = (reply: Reply): string => {
    const trouble = catalogTrouble(reply);
    return trouble === undefined ? vague : `${trouble}, so when it last did is not known`;
  };
  const measure = measureHosts('puppet_run_age', comparison, scene.run, 'seconds');
  await expectOfHosts(
    claim,
    askPuppet(
      question('puppet', 'last_run_summary', ageOfCatalog, troubled),
      question('puppetd', 'status', age, vague),
    ),
    {
      subject: 'last Puppet run',
      expected: `${comparison.text} ago`,
      holds: comparison.holds,
      show: age => (Number.isFinite(age) ? `${showSeconds(age)} ago` : 'never'),
      measure: (readings, made) => measure(onlyFinite(readings), made),
    },
    scene,
  );
}

function question<T>(
  agent: string,
  action: string,
  read: AgentQuestion<T>['read'],
  vague: AgentQuestion<T>['vague'],
): AgentQuestion<T> {
  return { agent, action, read, vague };
}

// Both agents tell the epoch second, 0 for never; by the clock of the host.
function ageOf({ data, skewSeconds }: Reply, context: CheckContext): number | undefined {
  const lastRun = numberIn(data.lastrun);
  if (lastRun === undefined || lastRun < 0) return undefined;
  if (lastRun === 0) return Number.POSITIVE_INFINITY;
  const age = context.wallClock() / 1000 + skewSeconds - lastRun;
  return age < -TOLERATED_SECONDS ? undefined : Math.max(0, age);
}

// A run that fails as a whole is a last run, too; a catalog has some resources always. Of the agent `puppet`.
function catalogTrouble({ data }: Reply): string | undefined {
  const lastRun = numberIn(data.lastrun);
  if (lastRun === undefined || lastRun <= 0) return undefined;
  const total = countIn(data.total_resources);
  if (total === undefined) return 'the answer does not say whether the last run of Puppet applied a catalog';
  return total === 0 ? 'the last run of Puppet applied no catalog' : undefined;
}

function onlyFinite({ known, ...rest }: Readings<number>): Readings<number> {
  return { ...rest, known: known.filter(({ value }) => Number.isFinite(value)) };
}

export const RESOURCE_KINDS = ['failed', 'changed', 'out of sync'] as const;

export type ResourceKind = (typeof RESOURCE_KINDS)[number];

const MODERN: Readonly<Record<ResourceKind, string>> = {
  failed: 'failed_resources',
  changed: 'changed_resources',
  'out of sync': 'out_of_sync_resources',
};

// As in Puppet's own summary.
const LEGACY: Readonly<Record<ResourceKind, string>> = {
  failed: 'failed',
  changed: 'changed',
  'out of sync': 'out_of_sync',
};

/** Of the last run; of a host where none ever was nothing is known. Throws as expectOfHosts does. */
export async function expectResources(
  claim: ClaimText,
  limit: ComparisonText,
  kind: ResourceKind,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'number', 'the number of resources');
  const measure = measureHosts(`${kind.replaceAll(' ', '_')}_resources`, comparison, scene.run);
  await expectCount(claim, kind, { expected: comparison.text, holds: comparison.holds, measure }, scene);
}

/** At least one. Throws as expectOfHosts does. */
export async function expectAnyResource(claim: ClaimText, kind: ResourceKind, scene: Scene): Promise<void> {
  await expectCount(claim, kind, { expected: 'more than 0', holds: count => count > 0 }, scene);
}

interface Count {
  readonly expected: string;
  holds(count: number): boolean;
  measure?(readings: Readings<number>, claim: Claim): void;
}

async function expectCount(claim: ClaimText, kind: ResourceKind, count: Count, scene: Scene): Promise<void> {
  const never = `no run of Puppet tells how many resources were ${kind}`;
  const vague = (reply: Reply): string => untold(reply, kind) ?? never;
  const ask = askPuppet(
    question('puppet', 'last_run_summary', reply => modernCount(reply, kind), vague),
    question('puppetd', 'last_run_summary', reply => legacyCount(reply, kind), never),
  );
  await expectOfHosts(claim, ask, { subject: `${kind} resources`, show: String, ...count }, scene);
}

// Why a number of the last run is none. That no resource failed means nothing when the catalog was not the one of now, or
// not applied to its end.
function untold(reply: Reply, kind: ResourceKind): string | undefined {
  const { report_status: status, cached_catalog_status: catalog } = reply.data;
  const trouble = catalogTrouble(reply);
  if (trouble !== undefined) return trouble;
  if (kind !== 'failed' || numberIn(reply.data.failed_resources) !== 0) return undefined;
  if (catalog === 'on_failure') return 'the last run of Puppet got no new catalog and applied an old one';
  return status === 'failed' ? 'the last run of Puppet failed, though no resource did' : undefined;
}

// Where no run ever was, every number is 0; -1 is what MCollective fills in.
function modernCount(reply: Reply, kind: ResourceKind): number | undefined {
  if (untold(reply, kind) !== undefined) return undefined;
  const { data } = reply;
  const lastRun = numberIn(data.lastrun);
  return lastRun === undefined || lastRun <= 0 ? undefined : countIn(data[MODERN[kind]]);
}

function legacyCount({ data }: Reply, kind: ResourceKind): number | undefined {
  const { resources, time } = data;
  if (!isRow(resources) || !isRow(time) || numberIn(resources.total) === 0) return undefined;
  const lastRun = numberIn(time.last_run);
  return lastRun === undefined || lastRun <= 0 ? undefined : countIn(resources[LEGACY[kind]]);
}

function countIn(value: Reply['data'][string] | undefined): number | undefined {
  const count = numberIn(value);
  return count !== undefined && count >= 0 ? count : undefined;
}
