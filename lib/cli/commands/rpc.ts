// fleetspec rpc: an action of an agent on many nodes, and what each of them answered.
import type { AgentClient } from '../../rpc/agent_client';
import type { Call, CallOptions } from '../../rpc/call';
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { Fleet } from '../../rpc/fleet';
import type { CallResult, DiscoveryResult, Reply } from '../../rpc/reply';
import { callStatistics, callSummary, callWarnings, refusalWarning } from '../call_report';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import type { Display } from '../display';
import { BadValue } from '../errors';
import { exitCodeOf } from '../exit_code';
import { repliesJson } from '../json_output';
import { readNodeList } from '../node_list';
import { filterOption, flagOption, millisecondsOption, textOption } from '../options';
import { resultBlock } from '../result_block';
import { parseArguments } from '../rpc_arguments';
import { withFleet } from '../with_fleet';

export const run: CommandRun = async (input, io) => {
  const [agent = '', action = '', ...words] = input.args;
  const args = parseArguments(agent, words);
  const prepare = await prepareClient(input, io);
  const options = callOptions(input);
  displayOption(input);
  return withFleet(input, io, async fleet => {
    const client = prepare(fleet, agent);
    if (options.processResults === false) return sendOnly(client.call(action, args, options), io.display);
    const found = await client.discover(discoverOptions(input.options));
    if (found.nodes.length === 0) return nobody(found, client, input, io);
    const result = await watch(client.call(action, args, options), found.nodes.length, io.display);
    report(result, input, io);
    return exitCodeOf(result);
  });
};

// Files and filters are read before anything is connected: a typing error costs no time.
async function prepareClient(
  { options }: CommandInput,
  io: CommandIo,
): Promise<(fleet: Fleet, agent: string) => AgentClient> {
  const filter = filterOption(options);
  const file = textOption(options, 'nodes');
  const nodes = file === undefined ? undefined : await readNodeList(file, io.environment);
  return (fleet, agent) => {
    const client = fleet.agent(agent).withFilter(filter);
    return nodes ? client.on(nodes) : client;
  };
}

function callOptions({ options }: CommandInput): CallOptions {
  const timeoutMs = millisecondsOption(options, 'timeout', '--timeout');
  return {
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(options.results === false && { processResults: false }),
  };
}

const SHOWN = {
  all: () => true,
  ok: (reply: Reply) => reply.statuscode === 0,
  failed: (reply: Reply) => reply.statuscode !== 0,
};

function displayOption({ options }: CommandInput): (reply: Reply) => boolean {
  const wanted = textOption(options, 'display') ?? 'all';
  if (!Object.hasOwn(SHOWN, wanted)) throw new BadValue('--display', wanted, 'ok, failed or all');
  return SHOWN[wanted as keyof typeof SHOWN];
}

async function sendOnly(call: Call, display: Display): Promise<number> {
  const { requestid } = await call.result();
  display.line(`Sent request ${requestid}`);
  return 0;
}

// Nothing is sent when nobody is there. What could not be verified may be the reason.
function nobody(
  { refusals }: DiscoveryResult,
  client: AgentClient,
  input: CommandInput,
  io: CommandIo,
): never {
  if (flagOption(input.options, 'json')) io.display.line('[]');
  for (const text of refusalWarning(refusals)) io.display.notice(`fleetspec: ${text}`);
  throw new NoNodesDiscovered(describeFilter(client.filter));
}

async function watch(call: Call, expected: number, display: Display): Promise<CallResult> {
  let done = 0;
  display.progress(done, expected);
  for await (const _reply of call) display.progress(++done, expected);
  display.progressEnd();
  return call.result();
}

function report(result: CallResult, input: CommandInput, { display, environment }: CommandIo): void {
  const verbose = flagOption(input.options, 'verbose');
  const shown = result.replies.filter(displayOption(input)).sort(bySender);
  if (flagOption(input.options, 'json')) {
    display.line(repliesJson(result, shown, environment.stdout.isTTY === true));
    if (result.noResponse.length > 0)
      display.notice(`fleetspec: no response from ${result.noResponse.join(', ')}`);
  } else {
    const { colour, columns } = display;
    display.line();
    for (const reply of shown)
      for (const line of resultBlock(reply, { colour, columns, verbose })) display.line(line);
    if (verbose) for (const line of callStatistics(result)) display.line(line);
    for (const line of callSummary(result, display)) display.line(line);
  }
  for (const text of callWarnings(result)) display.notice(`fleetspec: ${text}`);
}

function bySender(a: Reply, b: Reply): number {
  return a.sender < b.sender ? -1 : Number(a.sender > b.sender);
}
