// One SimpleRPC request against one agent: inputs checked, permission asked, action run within its time, faults made
// into a reply (MCollective 2.12, RPC::Agent#handlemsg; its order: what is invalid is told before what is denied).
import { checkInputs, type Inputs, unknownAction } from '../ddl/check_inputs';
import { describeError } from '../errors';
import type { RubyHash, RubyValue } from '../marshal/values';
import type { RequestMessage } from '../mcollective/message';
import { makeRpcReply, type RpcRequest } from '../mcollective/rpc_body';
import type { Clock } from '../util/clock';
import {
  type Action,
  ActionFailed,
  type ActionFunction,
  type ActionRequest,
  type Agent,
  type NodeContext,
} from './agent';
import type { AuditVerdict } from './audit/audit_entry';
import type { Authorizer } from './authorization/authorizer';
import { TIMED_OUT, withTimeLimit } from './time_limit';

export interface ActionCall {
  readonly agent: Agent;
  readonly message: RequestMessage;
  readonly request: RpcRequest;
  readonly node: NodeContext;
  readonly clock: Clock;
  /** Aborted when the daemon no longer waits for running requests. */
  readonly stop: AbortSignal;
  /** Undefined: everybody may do everything. */
  readonly authorizer: Authorizer | undefined;
  /** A sentence why nothing must be done now, because it could not be written down. */
  readonly auditProblem: () => string | undefined;
}

/** What became of a request. */
export interface ActionResult {
  readonly verdict: AuditVerdict;
  /** Undefined when nothing is replied, as by MCollective after a timeout. */
  readonly body: RubyHash | undefined;
  readonly statuscode: number | undefined;
  /** Why it was refused; for the log. */
  readonly why?: string;
}

/** MCollective's sentence. */
const DENIED = 'You are not authorized to call this agent or action.';
const UNAUDITED = 'This node refuses requests while it cannot write its audit log.';

type Outputs = Readonly<Record<string, RubyValue>>;

/** Never rejects. */
export async function runAction(call: ActionCall): Promise<ActionResult> {
  const action = findAction(call);
  if (!action) {
    const sentence = unknownAction(call.agent.metadata.name, call.request.action);
    return refused('invalid', 4, sentence, {}, sentence);
  }
  const defaults = outputDefaults(action);
  try {
    const { inputs, complaint } = checkInputs(action, call.request.data);
    if (!inputs) return refused('invalid', 4, complaint, defaults, complaint);
    return (await forbidden(call, defaults)) ?? (await run(action, inputs, defaults, call));
  } catch (error) {
    return failed(error, defaults, call);
  }
}

async function forbidden(call: ActionCall, defaults: Outputs): Promise<ActionResult | undefined> {
  const problem = call.auditProblem();
  if (problem !== undefined) return refused('unaudited', 1, UNAUDITED, defaults, problem);
  const { agent, callerid } = call.message;
  const asked = { agent, action: call.request.action, callerid };
  const decision = await call.authorizer
    ?.decide(asked, call.node, call.stop)
    .catch(error => ({ allowed: false, why: describeError(error) }));
  if (!decision || decision.allowed) return undefined;
  return refused('denied', 1, DENIED, defaults, decision.why);
}

async function run(
  action: Action,
  inputs: Inputs,
  defaults: Outputs,
  call: ActionCall,
): Promise<ActionResult> {
  const code = codeOf(action, call.agent);
  const outputs = await withTimeLimit(
    call.clock,
    call.agent.metadata.timeout * 1000 + (call.agent.lateMs ?? 0),
    call.stop,
    // Awaited inside, so that an action that throws at once is caught here too.
    async signal => code(actionRequest(call, inputs, signal), call.node),
  );
  if (outputs === TIMED_OUT) return { verdict: 'timeout', body: undefined, statuscode: undefined };
  return answered('allowed', 0, 'OK', { ...defaults, ...outputs });
}

// The action a request names, when the DDL has it.
function findAction({ agent: { actions }, request: { action } }: ActionCall): Action | undefined {
  return Object.hasOwn(actions, action) ? actions[action] : undefined;
}

function codeOf({ name, run: code }: Action, agent: Agent): ActionFunction {
  if (code) return code;
  throw new ActionFailed(`Unknown action '${name}' for agent '${agent.metadata.name}'`, 2);
}

function actionRequest(call: ActionCall, data: Inputs, signal: AbortSignal): ActionRequest {
  const { agent, callerid, senderid, requestid, collective, ttl, msgtime } = call.message;
  const who = { callerid, senderid, requestid, collective, ttl, msgtime };
  return { agent, action: call.request.action, ...who, data, signal };
}

// Every declared output is in every reply, also of requests that failed.
function outputDefaults(action: Action): Outputs {
  return Object.fromEntries(
    Object.entries(action.outputs).map(([name, spec]) => [name, spec.default ?? null]),
  );
}

function answered(
  verdict: AuditVerdict,
  statuscode: number,
  statusmsg: string,
  data: Outputs,
): ActionResult & { body: RubyHash } {
  return { verdict, statuscode, body: makeRpcReply(statuscode, statusmsg, data) };
}

// `why` may tell more than the caller should know.
function refused(
  verdict: AuditVerdict,
  statuscode: number,
  statusmsg: string,
  data: Outputs,
  why: string,
): ActionResult {
  return { ...answered(verdict, statuscode, statusmsg, data), why };
}

function failed(error: unknown, defaults: Outputs, call: ActionCall): ActionResult {
  if (error instanceof ActionFailed) {
    return answered('allowed', error.statuscode, error.statusmsg, { ...defaults, ...error.data });
  }
  const sentence = describeError(error);
  call.node.logger.error(`${call.message.agent}#${call.request.action} failed: ${sentence}`, {
    callerid: call.message.callerid,
    requestid: call.message.requestid,
    stack: error instanceof Error ? error.stack : undefined,
  });
  return answered('allowed', 5, sentence, defaults);
}
