// fleetspec rpc: an action of an agent on many nodes, and what each of them answered.
import type { Config } from '../../config/config';
import type { ActionDdl, AgentDdl } from '../../ddl/ddl';
import type { AgentClient } from '../../rpc/agent_client';
import { type Call, type CallOptions, waitsForAnswers } from '../../rpc/call';
import { describeFilter } from '../../rpc/describe_filter';
import { NoNodesDiscovered } from '../../rpc/errors';
import type { Fleet } from '../../rpc/fleet';
import type { CallResult, DiscoveryResult } from '../../rpc/reply';
import { callStatistics, callSummary, callWarnings, refusalWarning, silenceNotices } from '../call_report';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { discoverOptions } from '../discover_options';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { repliesJson, toJson } from '../json_output';
import { flagOption, millisecondsOption } from '../options';
import { prepareCall } from '../request_options';
import { lineOfValue, resultBlock } from '../result_block';
import { callTimeoutMs, prepareRequest } from '../rpc_request';
import { displayOption, shownReplies } from '../shown_replies';
import { summaryLines } from '../summary_lines';
import { watchCall } from '../watch_call';
import { clientConfig, withFleet } from '../with_fleet';

export const run: CommandRun = async (input, io) => {
  const [agent = '', action = '', ...words] = input.args;
  displayOption(input);
  const config = await clientConfig(input, io);
  const agentDdl = await findDdl(input, io, config);
  const { args, ddl, warnings } = prepareRequest({ agent, action, words }, agentDdl);
  for (const text of warnings) io.display.notice(`fleetspec: ${text}`);
  const prepared = await prepareCall(input, io, config);
  const options = { ...prepared.call, timeoutMs: timeoutMs(input, config, agentDdl) };
  const waits = waitsForAnswers(options);
  const work = async (fleet: Fleet): Promise<number> => {
    const client = prepared.client(fleet, agent);
    let expected = 0;
    if (waits || prepared.mustDiscover) {
      const found = await unlessInterrupted(io, signal => client.discover({ ...prepared.discover, signal }));
      if (!found) return INTERRUPTED;
      for (const text of found.remarks ?? []) io.display.notice(`fleetspec: ${text}`);
      if (found.nodes.length === 0) return nobody(found, client, input, io);
      expected = found.nodes.length;
    }
    if (!waits) return sendOnly(client.call(action, args, options), options, input, io);
    return watchCall(
      {
        start: signal => client.call(action, args, { ...options, signal }),
        expected,
        tell: result => report(result, ddl, input, io),
      },
      io,
    );
  };
  return withFleet(input, io, work, config);
};

// Undefined: the nodes alone know what they take.
async function findDdl(input: CommandInput, io: CommandIo, config: Config): Promise<AgentDdl | undefined> {
  if (input.options.ddl === false) return undefined;
  const [agent = ''] = input.args;
  const { DdlLibrary } = await import('../../ddl/ddl_library');
  const ddl = await new DdlLibrary(config.libDirs).agent(agent);
  if (!ddl && flagOption(input.options, 'verbose')) {
    io.display.notice(`fleetspec: no DDL of agent ${agent} was found: arguments are sent as text, unchecked`);
  }
  return ddl;
}

// A call of many seconds by its DDL; with data functions in the filter the nodes need time for those, too.
function timeoutMs({ options }: CommandInput, { rpc }: Config, ddl: AgentDdl | undefined): number {
  const { capMs = rpc.discoveryCapMs } = discoverOptions(options);
  return millisecondsOption(options, 'timeout', '--timeout') ?? callTimeoutMs(ddl, capMs, rpc.timeoutMs);
}

async function sendOnly(
  call: Call,
  { replyTo }: CallOptions,
  { options }: CommandInput,
  { display, environment }: CommandIo,
): Promise<number> {
  const { requestid } = await call.result();
  if (flagOption(options, 'json')) {
    display.line(toJson({ requestid, reply_to: replyTo }, environment.stdout.isTTY === true));
  } else
    display.line(`Sent request ${requestid}${replyTo === undefined ? '' : `, answers go to ${replyTo}`}`);
  return 0;
}

// Nothing is sent when nobody is there. What could not be verified may be the reason.
function nobody(
  { refusals, method }: DiscoveryResult,
  client: AgentClient,
  input: CommandInput,
  io: CommandIo,
): never {
  if (flagOption(input.options, 'json')) io.display.line('[]');
  for (const text of refusalWarning(refusals)) io.display.notice(`fleetspec: ${text}`);
  throw new NoNodesDiscovered(describeFilter(client.filter), method);
}

async function report(
  result: CallResult,
  ddl: ActionDdl | undefined,
  input: CommandInput,
  { display, environment }: CommandIo,
): Promise<void> {
  const verbose = flagOption(input.options, 'verbose');
  const shown = shownReplies(result.replies, input, ddl);
  if (flagOption(input.options, 'json')) {
    display.line(repliesJson(result, shown, environment.stdout.isTTY === true));
    for (const text of silenceNotices(result)) display.notice(`fleetspec: ${text}`);
  } else {
    const { colour, columns } = display;
    const style = { colour, columns, verbose, outputs: ddl?.outputs };
    display.line();
    for (const reply of shown) for (const line of resultBlock(reply, style)) display.line(line);
    for (const line of await summaries(result, ddl, colour)) display.line(line);
    if (verbose) for (const line of callStatistics(result)) display.line(line);
    for (const line of callSummary(result, display)) display.line(line);
  }
  for (const text of callWarnings(result)) display.notice(`fleetspec: ${text}`);
}

async function summaries(
  { replies }: CallResult,
  ddl: ActionDdl | undefined,
  colour: boolean,
): Promise<string[]> {
  if (!ddl || ddl.aggregates.length === 0) return [];
  const { summarise } = await import('../../ddl/summarise');
  return summaryLines(summarise(ddl, replies, lineOfValue), colour);
}
