// fleetspec find: the identities of the nodes that match.
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { Fleet } from '../../rpc/fleet';
import type { DiscoveryResult } from '../../rpc/reply';
import { refusalWarning, repeatedWarning } from '../call_report';
import type { CommandIo, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import type { Display } from '../display';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { toJson } from '../json_output';
import { plainNames, tellNearNames } from '../near_names';
import { flagOption } from '../options';
import { type ReplyFormat, replyFormat } from '../output/reply_format';
import { prepareDiscovery } from '../request_options';
import { clientConfig, withFleet } from '../with_fleet';

export const run: CommandRun = async (input, io) => {
  const format = replyFormat(input, 'find');
  const config = await clientConfig(input, io);
  const { filter, nodes, discover } = await prepareDiscovery(input, io, config);
  const work = async (fleet: Fleet): Promise<number> => {
    // Asked even of nodes that are named: who wants to find a node wants to know whether it is there.
    const options = { ...discover, verify: true };
    const found = await unlessInterrupted(io, signal =>
      fleet.discover(filter, { ...options, signal }, nodes),
    );
    if (!found) return INTERRUPTED;
    for (const line of shown(found.nodes, format, io)) io.display.line(line);
    tell(io.display, found, flagOption(input.options, 'verbose'));
    if (found.nodes.length === 0) {
      await tellNearNames(plainNames(filter), fleet, discoverOptions(input.options), io);
      throw new NoNodesDiscovered(describeFilter(filter), found.method);
    }
    return 0;
  };
  return withFleet(input, io, work, config);
};

function shown(names: readonly string[], format: ReplyFormat, { environment }: CommandIo): readonly string[] {
  if (format === 'json') return [toJson(names, environment.stdout.isTTY === true)];
  return format === 'jsonl' ? names.map(sender => toJson({ sender }, false)) : names;
}

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
