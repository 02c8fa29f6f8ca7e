// An agent of one's own for the daemon: its DDL, and a thread that runs its actions.
import type { ActionDdl, AgentDdl } from '../../ddl/ddl';
import { describeError } from '../../errors';
import { RubyFloat, type RubyHash, type RubyValue } from '../../marshal/values';
import type { Clock } from '../../util/clock';
import { ActionFailed, type ActionOutputs, type ActionRequest, type Agent, type NodeContext } from '../agent';
import { outputComplaints } from '../external_agents/output_types';
import { fromJson, JsonImpossible, toJson } from '../external_agents/ruby_json';
import { makeAgent } from '../make_agent';
import { TIMED_OUT, withTimeLimit } from '../time_limit';
import { requireSameActions } from './match_ddl';
import { OwnAgentThread } from './own_agent_thread';
import type { CallReply } from './perform_call';
import { ThreadEnded } from './running_thread';
import type { CallFacts } from './thread_messages';

export interface OwnAgentParts {
  readonly ddl: AgentDdl;
  readonly ddlFile: string;
  /** Absolute path of its code. */
  readonly file: string;
  /** The agent's own settings, without its name before them. */
  readonly settings: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Instead of the thread's program that is built beside this one. */
  readonly program?: string;
}

/** For the reply to leave before the daemon's own limit, ms. */
const LATE_MS = 1000;

/** With `check`, its code is loaded once, and forgotten again. Rejects with OwnAgentBroken then. */
export async function loadOwnAgent(parts: OwnAgentParts, check: boolean): Promise<Agent> {
  const { ddl, ddlFile, file, clock, program } = parts;
  const { name } = ddl.metadata;
  const thread = new OwnAgentThread({ name, file, clock, ...(program ? { program } : {}) }, actions =>
    requireSameActions(actions, ddl, file, ddlFile),
  );
  if (check) await thread.check();
  const code = Object.fromEntries(
    Object.values(ddl.actions).map(action => [
      action.name,
      (request: ActionRequest, node: NodeContext) => outputsOfCall(request, node, action, parts, thread),
    ]),
  );
  return { ...makeAgent(ddl, code), lateMs: LATE_MS };
}

/** Rejects with ActionFailed. */
async function outputsOfCall(
  request: ActionRequest,
  node: NodeContext,
  action: ActionDdl,
  { ddl, settings, clock }: OwnAgentParts,
  thread: OwnAgentThread,
): Promise<ActionOutputs> {
  const name = `${request.agent}#${request.action}`;
  const broken = (sentence: string): ActionFailed => {
    node.logger.error(sentence);
    return new ActionFailed(sentence, 5);
  };
  const { timeout } = ddl.metadata;
  const facts = callFacts(request, action, settings, node.identity);
  let reply: CallReply | typeof TIMED_OUT;
  try {
    reply = await withTimeLimit(clock, timeout * 1000, request.signal, signal =>
      thread.call(facts, node, signal),
    );
  } catch (fault) {
    throw broken(`${name}: ${fault instanceof ThreadEnded ? fault.message : describeError(fault)}`);
  }
  // Its own limit comes before that of whoever asks for it, unless the daemon stops.
  if (request.signal.aborted) throw new ActionFailed(`${name}: the daemon stops`, 5);
  if (reply === TIMED_OUT) throw broken(`${name}: took longer than ${timeout} s and was ended`);
  if (reply.isMistake) throw broken(reply.statusmsg);
  const said = readOutputs(reply.outputs);
  if (!(said instanceof Map)) throw broken(`${name}: its answer ${said}`);
  const outputs = permittedOutputs(said, action, name, node);
  if (reply.statuscode === 0) return outputs;
  throw new ActionFailed(reply.statusmsg, reply.statuscode, outputs);
}

// Only inputs the DDL has: nothing else was checked.
function callFacts(
  { agent, action, data, callerid, senderid, requestid }: ActionRequest,
  { inputs }: ActionDdl,
  settings: Readonly<Record<string, string>>,
  identity: string,
): CallFacts {
  const known = Object.keys(inputs).filter(name => data[name] !== undefined);
  const given: RubyHash = new Map(known.map(name => [name, data[name]!]));
  try {
    const caller = { id: callerid, host: senderid };
    return { agent, action, inputs: toJson(given), caller, requestId: requestid, identity, settings };
  } catch (fault) {
    if (!(fault instanceof JsonImpossible)) throw fault;
    throw new ActionFailed(`${agent}#${action}: the request cannot be handed on, it ${fault.message}`, 4);
  }
}

/** Or why not, to follow "its answer …". */
function readOutputs(json: string): RubyHash | string {
  try {
    const said = fromJson(json);
    return said instanceof Map ? said : 'is no JSON object';
  } catch (fault) {
    if (fault instanceof JsonImpossible) return fault.message;
    throw fault;
  }
}

function permittedOutputs(
  said: RubyHash,
  action: ActionDdl,
  name: string,
  { logger }: Pick<NodeContext, 'logger'>,
): ActionOutputs {
  const outputs: Record<string, RubyValue> = Object.create(null);
  for (const [output, value] of said) outputs[output as string] = value;
  for (const sentence of outputComplaints(action, outputs)) logger.warn(`${name}: ${sentence}`);
  const known = Object.entries(outputs).filter(([output]) => Object.hasOwn(action.outputs, output));
  return Object.fromEntries(
    known.map(([output, value]) => [output, typed(value, action.outputs[output]?.type)]),
  );
}

// JavaScript writes 2.0 as 2.
const typed = (value: RubyValue, type: string | undefined): RubyValue =>
  type === 'float' && typeof value === 'number' && Number.isInteger(value) ? new RubyFloat(value) : value;
