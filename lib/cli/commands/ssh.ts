// fleetspec ssh: from a filter to a shell on the node it means.
import { handOver } from '../../exec/hand_over';
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { Fleet } from '../../rpc/fleet';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import { BadValue } from '../errors';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { plainNames, tellNearNames } from '../near_names';
import { flagOption, textOption } from '../options';
import { prepareDiscovery } from '../request_options';
import { chooseNode } from '../ssh/choose_node';
import { clientConfig, withFleet } from '../with_fleet';

const NOT_PICKED = 1;

export const run: CommandRun = async (input, io) => {
  const { options, args } = input;
  // The connection is closed before the terminal is handed over, for who knows how long.
  const nodes = await findNodes(input, io);
  if (!nodes) return INTERRUPTED;
  const node = await chooseNode(nodes, io);
  if (node === undefined) return NOT_PICKED;
  const words = sshWords(node, textOption(options, 'login'), args);
  if (flagOption(options, 'print')) {
    io.display.line(['ssh', ...words].map(quoted).join(' '));
    return 0;
  }
  return handOver('ssh', words, io.environment.env);
};

async function findNodes(input: CommandInput, io: CommandIo): Promise<readonly string[] | undefined> {
  const config = await clientConfig(input, io);
  const { filter, nodes, discover } = await prepareDiscovery(input, io, config, 'not ours');
  const work = async (fleet: Fleet): Promise<readonly string[] | undefined> => {
    // Who is listed is taken at the list's word: a node whose daemon is down is a reason to log in there.
    const options = { ...discover, verify: nodes === undefined };
    const found = await unlessInterrupted(io, signal =>
      fleet.discover(filter, { ...options, signal }, nodes),
    );
    for (const text of found?.remarks ?? []) io.display.notice(`fleetspec: ${text}`);
    if (found?.nodes.length === 0) {
      await tellNearNames(plainNames(filter), fleet, discoverOptions(input.options), io);
      throw new NoNodesDiscovered(describeFilter(filter), found.method);
    }
    return found?.nodes;
  };
  return withFleet(input, io, work, config);
}

// A name comes from the network; ssh must not take it for an option, nor for anything but a host.
function sshWords(node: string, login: string | undefined, command: readonly string[]): string[] {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(node))
    throw new BadValue('the name of the node', node, 'one that is a host name');
  return [...(login === undefined ? [] : ['-l', login]), '--', node, ...command];
}

// For a shell that it is copied to.
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
