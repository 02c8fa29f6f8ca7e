// Whether the Puppet master copes: its load average, asked of fleetspecd's agent `host` there. A fact would not do: facts
// are as old as the last Puppet run, which is what a master in trouble delays.
import type { Filter } from '../../mcollective/filter';
import { describeFilter } from '../../rpc/describe_filter';
import { askNodes, refusalOf } from '../ask_nodes';
import { amountIn } from '../assertion/amount_in';
import type { CheckContext } from '../check_context';
import { discoveryDoubt } from '../discovery_doubt';
import { NoPuppetMaster } from '../errors';
import { CheckFailed } from '../verdicts';

/** The one-minute load average of every host that `master` finds is below `limit`; throws CheckFailed otherwise. */
export async function expectMasterLoadBelow(
  limit: number,
  master: Filter,
  context: CheckContext,
): Promise<void> {
  const client = (await context.fleet()).agent('host').on(await discoverMaster(master, context));
  const answers = await askNodes(client, 'load', {}, context);
  const loads = answers.ok.map(reply => ({ host: reply.sender, load: amountIn(reply.data.load1) }));
  for (const { host, load } of loads) {
    const label = loads.length === 1 ? 'master_load' : `master_load_${host}`;
    if (load !== undefined) context.measure({ label, value: load, crit: limit });
  }
  const vague = answers.ok.filter(reply => amountIn(reply.data.load1) === undefined);
  const doubt = answers.doubt ?? refusalOf(vague, answers.question, 'the answer holds no load average');
  const findings = loads
    .filter(({ load }) => load !== undefined && load >= limit)
    .sort((a, b) => b.load! - a.load!)
    .map(({ host, load }) => ({ host, got: String(load) }));
  if (findings.length > 0) throw new CheckFailed('load average', `below ${limit}`, findings, doubt);
  if (doubt) throw doubt;
}

async function discoverMaster(master: Filter, context: CheckContext): Promise<readonly string[]> {
  const fleet = await context.fleet();
  const found = await fleet.discover(master, context.discoverOptions());
  if (found.nodes.length === 0) throw new NoPuppetMaster(`for ${describeFilter(master)}`, found.refused);
  const doubt = discoveryDoubt(found);
  if (doubt) throw doubt;
  return found.nodes;
}
