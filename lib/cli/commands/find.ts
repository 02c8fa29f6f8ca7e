// fleetspec find: the identities of the nodes that match.
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { Fleet } from '../../rpc/fleet';
import type { DiscoveryResult } from '../../rpc/reply';
import { refusalWarning, repeatedWarning } from '../call_report';
import type { CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import type { Display } from '../display';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { toJson } from '../json_output';
import { plainNames, tellNearNames } from '../near_names';
import { flagOption } from '../options';
import { prepareDiscovery } from '../request_options';
import { clientConfig, withFleet } from '../with_fleet';

export const run: CommandRun = async (input, io) => {
  const config = await clientConfig(input, io);
  const { filter, nodes, discover } = await prepareDiscovery(input, io, config);
  const work = async (fleet: Fleet): Promise<number> => {
    // Asked even of nodes that are named: who wants to find a node wants to know whether it is there.
    const options = { ...discover, verify: true };
    const found = await unlessInterrupted(io, signal =>
      fleet.discover(filter, { ...options, signal }, nodes),
    );
    if (!found) return INTERRUPTED;
    if (flagOption(input.options, 'json')) {
      io.display.line(toJson(found.nodes, io.environment.stdout.isTTY === true));
    } else for (const name of found.nodes) io.display.line(name);
    tell(io.display, found, flagOption(input.options, 'verbose'));
    if (found.nodes.length === 0) {
      await tellNearNames(plainNames(filter), fleet, discoverOptions(input.options), io);
      throw new NoNodesDiscovered(describeFilter(filter), found.method);
    }
    return 0;
  };
  return withFleet(input, io, work, config);
};

function tell(
  display: Display,
  { nodes, elapsedMs, method, refusals, repeated, remarks = [] }: DiscoveryResult,
  verbose: boolean,
): void {
  for (const text of [...remarks, ...refusalWarning(refusals), ...repeatedWarning(repeated)])
    display.notice(`fleetspec: ${text}`);
  if (!verbose) return;
  const seconds = (elapsedMs / 1000).toFixed(2);
  display.notice(
    `Discovered ${nodes.length} nodes in ${seconds} seconds using the ${method} discovery method`,
  );
}
