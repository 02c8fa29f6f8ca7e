// The options of `fleetspec rpc` that say whom to ask and how: read before anything is connected, so that a typing error
// costs no time.
import type { Config } from '../config/config';
import type { Filter } from '../mcollective/filter';
import type { AgentClient } from '../rpc/agent_client';
import type { BatchOptions } from '../rpc/batches';
import type { CallOptions } from '../rpc/call';
import { CannotBatch } from '../rpc/errors';
import type { DiscoverOptions, Fleet } from '../rpc/fleet';
import { type LimitOptions, parseNodeCount } from '../rpc/node_limit';
import type { CommandInput, CommandIo } from './command';
import { discoverOptions } from './discover_options';
import { BadValue, UsageFault } from './errors';
import { chooseMethod, readNodes } from './method_option';
import { filterOption, flagOption, millisecondsOption, textOption } from './options';

type Options = CommandInput['options'];

/** A call but for its agent, action and arguments. */
export interface PreparedCall {
  client(fleet: Fleet, agent: string): AgentClient;
  readonly discover: DiscoverOptions;
  readonly call: CallOptions;
  /** Nodes have to be found even when nobody waits for their answers. */
  readonly mustDiscover: boolean;
}

/** Throws UsageFault, BadValue, BadNodeCount, FilterSyntax, CannotBatch and the errors of lists of nodes. */
export async function prepareCall(
  input: Pick<CommandInput, 'command' | 'options'>,
  io: CommandIo,
  config: Config,
): Promise<PreparedCall> {
  const { options } = input;
  const call = callOptions(options);
  const batch = batchOption(options, config.rpc.batchSize, call);
  const { filter, nodes, discover } = await prepareDiscovery(input, io, config);
  return {
    client(fleet, agent) {
      const client = fleet.agent(agent).withFilter(filter);
      return nodes ? client.on(nodes) : client;
    },
    discover,
    call: { ...call, ...(batch && { batch }) },
    mustDiscover: discover.limit !== undefined || (discover.method?.name ?? 'mc') !== 'mc',
  };
}

/** Which nodes are meant, and where they are known from. */
export interface PreparedDiscovery {
  readonly filter: Filter;
  /** The list of `--nodes`. */
  readonly nodes: readonly string[] | undefined;
  readonly discover: DiscoverOptions;
}

/**
 * `stdin`: names that are piped in are the nodes, though no option says so; or what is there belongs to somebody else.
 * Throws UsageFault, BadValue, BadNodeCount, FilterSyntax and the errors of lists of nodes.
 */
export async function prepareDiscovery(
  input: Pick<CommandInput, 'command' | 'options'>,
  io: CommandIo,
  config: Config,
  stdin: 'names' | 'not ours' = 'names',
): Promise<PreparedDiscovery> {
  const { options } = input;
  const filter = filterOption(options);
  const limit = limitOption(input);
  const discover = { ...discoverOptions(options), limitMethod: config.rpc.limitMethod, ...limit };
  const nodes = await readNodes(input, io);
  const method = nodes ? undefined : await chooseMethod(input, filter, config, io, stdin);
  return { filter, nodes, discover: { ...discover, ...(method && { method }) } };
}

function callOptions(options: Options): CallOptions {
  const timeoutMs = millisecondsOption(options, 'timeout', '--timeout');
  const replyTo = textOption(options, 'replyTo');
  const { ttl } = discoverOptions(options);
  return {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(ttl !== undefined && { ttl }),
    ...(replyTo !== undefined && { replyTo }),
    ...(options.results === false && { processResults: false }),
  };
}

function limitOption({ command, options }: Pick<CommandInput, 'command' | 'options'>): LimitOptions {
  const text = textOption(options, 'limit');
  const one = flagOption(options, 'one');
  if (one && text !== undefined) throw new UsageFault('--one and --limit exclude each other', command);
  const limit = one ? 1 : text === undefined ? undefined : parseNodeCount(text, 'a limit');
  const limitMethod = textOption(options, 'limitMethod');
  if (limitMethod !== undefined && limitMethod !== 'first' && limitMethod !== 'random')
    throw new BadValue('--limit-method', limitMethod, 'first or random');
  const seed = textOption(options, 'limitSeed');
  if (seed !== undefined && !/^-?\d{1,40}$/.test(seed))
    throw new BadValue('--limit-seed', seed, 'a whole number');
  return {
    ...(limit !== undefined && { limit }),
    ...(limitMethod !== undefined && { limitMethod }),
    ...(seed !== undefined && { limitSeed: BigInt(seed) }),
  };
}

// 0 is "all at once", also where the configuration says otherwise.
function batchOption(
  options: Options,
  configured: string | undefined,
  { processResults, replyTo }: CallOptions,
): BatchOptions | undefined {
  const sleepMs = millisecondsOption(options, 'batchSleep', '--batch-sleep', 0);
  const text = textOption(options, 'batch') ?? configured ?? '0';
  if (/^0+$/.test(text)) return undefined;
  if (processResults === false || replyTo !== undefined)
    throw new CannotBatch('nobody waits for their answers', 'ask all nodes at once with --batch 0');
  const size = parseNodeCount(text, 'the size of a batch');
  return { size, ...(sleepMs !== undefined && { sleepMs }) };
}
