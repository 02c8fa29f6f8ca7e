// Calling an action of an agent on many nodes and telling what each of them answered: `fleetspec rpc`, and every command that is
// about one agent.
import type { ActionDdl } from '../ddl/ddl';
import { isEmpty } from '../mcollective/filter';
import type { AgentClient } from '../rpc/agent_client';
import { type Call, type CallOptions, waitsForAnswers } from '../rpc/call';
import type { Fleet } from '../rpc/fleet';
import type { CallResult, Reply } from '../rpc/reply';
import { answerTimeoutMs, findAgent } from './agent_ddl';
import { callStatistics, callSummary, callWarnings, silenceNotices } from './call_report';
import type { CommandInput, CommandIo } from './command';
import { confirm } from './confirmation';
import { discoverOptions } from './discover_options';
import type { Display } from './display';
import { NotConfirmed, UsageFault } from './errors';
import { INTERRUPTED, unlessInterrupted } from './interruption';
import { repliesJson, toJson } from './json_output';
import { plainNames, tellNearNames } from './near_names';
import { nobodyFound } from './nobody_found';
import { filterOption, flagOption, textOption } from './options';
import { type ReplyFormat, replyFormat, sortOption } from './output/reply_format';
import { isSortKey, jsonLines, replyTable, sortedReplies } from './output/reply_rows';
import { failureLines, replyBlocks, summaries } from './output/reply_text';
import { printableLine } from './printable';
import { type PreparedCall, prepareCall } from './request_options';
import { prepareRequest } from './rpc_request';
import { displayOption, shownReplies } from './shown_replies';
import { type WatchedCall, watchCall } from './watch_call';
import { clientConfig, withFleet } from './with_fleet';

/** Nodes were named and none of them answered. */
const NOBODY_NAMED = 4;

export { summaries } from './output/reply_text';

export interface AgentCall {
  readonly agent: string;
  readonly action: string;
  /** Arguments as typed: key=value by the DDL, key:=json. */
  readonly words: readonly string[];
  /** The command in messages. */
  readonly command: string;
  /** What it would do to nodes, `restart the service nginx`: asked for before it is done to a whole fleet. */
  readonly changes?: string;
  /** It may change nothing: asked for at a terminal only, elsewhere it is done. */
  readonly mayChange?: boolean;
  /** What is told is a document to be kept: how the call went does not stand in it. */
  readonly document?: boolean;
  /** The end of the call is told only when somebody is missing, or with --verbose. */
  readonly brief?: boolean;
  /** Instead of the one agent. */
  readonly client?: (prepared: PreparedCall, fleet: Fleet) => AskedAgent;
  /** What people are told of the answers, instead of what the DDL says of them. */
  readonly tell?: (result: CallResult, told: ToldResult) => readonly string[] | Promise<readonly string[]>;
}

/** Whom a call goes to: lib/rpc's AgentClient, or several agents that are asked as one. */
export interface AskedAgent extends Pick<AgentClient, 'filter' | 'discover'> {
  call(action: string, args: Parameters<AgentClient['call']>[1], options: CallOptions): WatchedCall;
}

/** With what lines for people are made. */
export interface ToldResult {
  readonly ddl: ActionDdl | undefined;
  /** The replies `--display` and the DDL find worth it, by name. */
  readonly shown: readonly Reply[];
  readonly verbose: boolean;
  readonly colour: boolean;
  readonly columns: number;
  /** Columns of the terminal; undefined in a pipe, where lines are as wide as they are. */
  readonly terminal: number | undefined;
  /** The replies to tell of, in the order asked for: what `--display` says, all with --verbose, or those that `odd` finds. */
  attention(odd: (reply: Reply) => boolean): readonly Reply[];
  /** What the DDL sums up of all answers. */
  summaries(): Promise<readonly string[]>;
  /** Who failed, and why. */
  failures(): readonly string[];
}

/** Discovers, calls and tells; resolves with MCollective's exit code. Throws what is wrong before anything is sent. */
export async function callAgent(asked: AgentCall, input: CommandInput, io: CommandIo): Promise<number> {
  const { agent, action, words } = asked;
  checkFormat(asked.command, input);
  const config = await clientConfig(input, io);
  const { ddl: agentDdl, meant } = await findAgent(agent, input, config);
  if (!agentDdl && input.options.ddl !== false && flagOption(input.options, 'verbose'))
    io.display.notice(`fleetspec: no DDL of agent ${agent} was found: arguments are sent as text, unchecked`);
  const { args, ddl, warnings } = prepareRequest({ agent, action, words }, agentDdl);
  for (const text of warnings) io.display.notice(`fleetspec: ${text}`);
  const prepared = await prepareCall(input, io, config);
  const options = { ...prepared.call, timeoutMs: answerTimeoutMs(input, config, agentDdl) };
  const waits = waitsForAnswers(options);
  const work = async (fleet: Fleet): Promise<number> => {
    const client = asked.client?.(prepared, fleet) ?? prepared.client(fleet, agent);
    let expected = 0;
    if (waits || prepared.mustDiscover) {
      const found = await unlessInterrupted(io, signal => client.discover({ ...prepared.discover, signal }));
      if (!found) return INTERRUPTED;
      for (const text of found.remarks ?? []) io.display.notice(`fleetspec: ${text}`);
      if (found.nodes.length === 0) {
        if (flagOption(input.options, 'json')) io.display.line('[]');
        nobodyFound(found, client.filter, io.display, meant);
      }
      expected = found.nodes.length;
    }
    // Known to this site as reading.
    const reads = asked.mayChange && config.checks.readingActions.includes(`${agent}.${action}`);
    if (!reads) await mayGoOn(asked, prepared, expected || undefined, input, io);
    if (!waits) return sendOnly(client.call(action, args, options), options, input, io);
    const code = await watchCall(
      {
        start: signal => client.call(action, args, { ...options, signal }),
        expected,
        tell: result => report(result, ddl, asked, input, io),
      },
      io,
    );
    // Scripts get their answer at once.
    if (code === NOBODY_NAMED && io.environment.stderr.isTTY)
      await tellNearNames(plainNames(client.filter), fleet, discoverOptions(input.options), io);
    return code;
  };
  return withFleet(input, io, work, config);
}

// What has no answers cannot show them.
function checkFormat(command: string, input: CommandInput): void {
  displayOption(input);
  const format = replyFormat(input, command);
  const { results, replyTo } = input.options;
  if ((results === false || replyTo !== undefined) && (format === 'table' || format === 'senders'))
    throw new UsageFault(`--${format} needs answers, and nobody waits for them`, command);
}

/** Asks before a whole fleet is changed. Throws NotConfirmed. */
export async function mayGoOn(
  { changes: what, mayChange: onlyOnTerminal = false }: Pick<AgentCall, 'changes' | 'mayChange'>,
  prepared: PreparedCall,
  nodes: number | undefined,
  input: CommandInput,
  io: CommandIo,
): Promise<void> {
  if (what === undefined || !isUnfiltered(input, prepared)) return;
  const { options } = input;
  // `fleetspec find … | fleetspec … --yes`, and nobody was found: that is nobody, not everybody.
  if (!onlyOnTerminal && options.discoveryMethod === undefined && io.environment.stdinIsPipe?.())
    throw new NotConfirmed(
      what,
      nodes === undefined ? 'any node' : `all ${nodes} nodes`,
      'standard input is a pipe that named nobody',
      'mean all of them: --dm mc',
    );
  const yes = flagOption(options, 'yes');
  const limited = options.limit !== undefined || flagOption(options, 'one');
  const atATime = prepared.call.batch && String(prepared.call.batch.size);
  await confirm({ what, nodes, yes, limited, atATime, onlyOnTerminal }, io);
}

// Lists say which nodes; the other methods know all of them.
const LISTS = ['flatfile', 'stdin'];

/** Nobody said which nodes. */
export function isUnfiltered({ options }: CommandInput, prepared?: Pick<PreparedCall, 'discover'>): boolean {
  if (!isEmpty(filterOption(options)) || options.nodes !== undefined) return false;
  const method = textOption(options, 'discoveryMethod') ?? '';
  return !LISTS.includes(method) && prepared?.discover.method?.name !== 'stdin';
}

async function sendOnly(
  call: Pick<Call, 'result'>,
  { replyTo }: CallOptions,
  { options }: CommandInput,
  { display, environment }: CommandIo,
): Promise<number> {
  const { requestid } = await call.result();
  const pretty = flagOption(options, 'json') && environment.stdout.isTTY === true;
  if (flagOption(options, 'json') || flagOption(options, 'jsonl')) {
    display.line(toJson({ requestid, reply_to: replyTo }, pretty));
  } else
    display.line(`Sent request ${requestid}${replyTo === undefined ? '' : `, answers go to ${replyTo}`}`);
  return 0;
}

async function report(
  result: CallResult,
  ddl: ActionDdl | undefined,
  asked: AgentCall,
  input: CommandInput,
  io: CommandIo,
): Promise<void> {
  const { display, environment } = io;
  const format = replyFormat(input, asked.command);
  const sort = sortOption(input);
  const shown = sortedReplies(shownReplies(result.replies, input, ddl), sort);
  const isTerminal = environment.stdout.isTTY === true;
  const terminal = isTerminal ? display.columns : undefined;
  if (format === 'text') await tellPeople(result, { ddl, shown, terminal }, asked, input, display);
  else if (format === 'json') display.line(repliesJson(result, shown, isTerminal));
  else for (const line of rows(format, result, shown, ddl, terminal)) display.line(line);
  if (format !== 'text' || asked.document)
    for (const text of silenceNotices(result)) display.notice(`fleetspec: ${text}`);
  if (sort && result.replies.length > 0 && !isSortKey(result.replies, sort.key, ddl))
    display.notice(
      `fleetspec: no answer has an output ${JSON.stringify(sort.key)} to sort by; known are ${sortKeys(result, ddl).join(', ')}`,
    );
  for (const text of callWarnings(result)) display.notice(`fleetspec: ${text}`);
}

function sortKeys({ replies }: CallResult, ddl: ActionDdl | undefined): string[] {
  const outputs = [...Object.keys(ddl?.outputs ?? {}), ...Object.keys(replies[0]?.data ?? {})];
  return ['sender', 'time', ...new Set(outputs)].slice(0, MOST_KEYS).map(printableLine);
}

// In a sentence.
const MOST_KEYS = 12;

async function tellPeople(
  result: CallResult,
  told: Pick<ToldResult, 'ddl' | 'shown' | 'terminal'>,
  { tell = tellByDdl, brief = false, document = false }: AgentCall,
  input: CommandInput,
  display: Display,
): Promise<void> {
  const verbose = flagOption(input.options, 'verbose');
  const { colour, columns } = display;
  const style = { colour, terminal: told.terminal, verbose };
  const lines = await tell(result, {
    ...{ ...told, verbose, colour, columns },
    attention(odd) {
      const choice = displayOption(input) ?? (verbose ? () => true : odd);
      return sortedReplies(result.replies.filter(choice), sortOption(input));
    },
    summaries: () => summaries(result, told.ddl, colour, verbose),
    failures: () => failureLines(result.failed, style),
  });
  for (const line of lines) display.line(line);
  if (verbose && !document) for (const line of callStatistics(result)) display.line(line);
  if (!document && (!brief || verbose || isLacking(result)))
    for (const line of callSummary(result, display)) display.line(line);
}

function isLacking({ noResponse, notAsked, unexpected }: CallResult): boolean {
  return noResponse.length + notAsked.length + unexpected.length > 0;
}

function rows(
  format: Exclude<ReplyFormat, 'text' | 'json'>,
  result: CallResult,
  shown: readonly Reply[],
  ddl: ActionDdl | undefined,
  terminal = Number.POSITIVE_INFINITY,
): string[] {
  if (format === 'jsonl') return jsonLines(result, shown);
  return format === 'table'
    ? replyTable(shown, ddl, terminal)
    : shown.map(reply => printableLine(reply.sender));
}

/** As mco prints answers: a block for each that is worth it, then the summaries of the DDL. */
async function tellByDdl(_result: CallResult, told: ToldResult): Promise<string[]> {
  const { ddl, shown } = told;
  const blocks = replyBlocks(shown, ddl, { ...told, outputs: ddl?.outputs });
  return ['', ...blocks, ...(await told.summaries())];
}
