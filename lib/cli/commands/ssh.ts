// fleetspec ssh: from a filter to a shell on the node it means.
import { handOver } from '../../exec/hand_over';
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import { BadValue } from '../errors';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { filterOption, flagOption, textOption } from '../options';
import { chooseNode } from '../ssh/choose_node';
import { withFleet } from '../with_fleet';

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
  const filter = filterOption(input.options);
  const waits = discoverOptions(input.options);
  return withFleet(input, io, async fleet => {
    const found = await unlessInterrupted(io, signal =>
      fleet.discover(filter, { ...waits, verify: true, signal }),
    );
    if (found?.nodes.length === 0) throw new NoNodesDiscovered(describeFilter(filter), found.method);
    return found?.nodes;
  });
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
