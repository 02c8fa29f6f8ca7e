// One SimpleRPC request against one agent: inputs checked, action run within its time, faults made into a reply.
import { describeError } from '../errors';
import type { RubyHash, RubyValue } from '../marshal/values';
import type { RequestMessage } from '../mcollective/message';
import { makeRpcReply, type RpcRequest } from '../mcollective/rpc_body';
import type { Clock } from '../util/clock';
import { type Action, ActionFailed, type Agent, type NodeContext } from './agent';
import { checkInputs, findAction } from './input_rules';
import { TIMED_OUT, withTimeLimit } from './time_limit';

export interface ActionCall {
  readonly agent: Agent;
  readonly message: RequestMessage;
  readonly request: RpcRequest;
  readonly node: NodeContext;
  readonly clock: Clock;
  /** Aborted when the daemon no longer waits for running requests. */
  readonly stop: AbortSignal;
}

/** The reply body, or TIMED_OUT: then nothing is replied, as by MCollective. Never rejects. */
export async function runAction(call: ActionCall): Promise<RubyHash | typeof TIMED_OUT> {
  let defaults: Record<string, RubyValue> = {};
  try {
    const action = findAction(call.agent, call.request.action);
    defaults = outputDefaults(action);
    const inputs = checkInputs(action, call.request.data);
    const outputs = await withTimeLimit(
      call.clock,
      call.agent.metadata.timeout * 1000,
      call.stop,
      // Awaited inside, so that an action that throws at once is caught here too.
      async signal => action.run(actionRequest(call, inputs, signal), call.node),
    );
    return outputs === TIMED_OUT ? TIMED_OUT : makeRpcReply(0, 'OK', { ...defaults, ...outputs });
  } catch (error) {
    return failureReply(error, defaults, call);
  }
}

function actionRequest(call: ActionCall, data: Readonly<Record<string, RubyValue>>, signal: AbortSignal) {
  const { agent, callerid, senderid, requestid } = call.message;
  return { agent, action: call.request.action, callerid, senderid, requestid, data, signal };
}

// Every declared output is in every reply, also of requests that failed.
function outputDefaults(action: Action): Record<string, RubyValue> {
  return Object.fromEntries(
    Object.entries(action.outputs).map(([name, spec]) => [name, spec.default ?? null]),
  );
}

function failureReply(error: unknown, defaults: Record<string, RubyValue>, call: ActionCall): RubyHash {
  if (error instanceof ActionFailed) {
    return makeRpcReply(error.statuscode, error.statusmsg, { ...defaults, ...error.data });
  }
  const sentence = describeError(error);
  call.node.logger.error(`${call.message.agent}#${call.request.action} failed: ${sentence}`, {
    callerid: call.message.callerid,
    requestid: call.message.requestid,
    stack: error instanceof Error ? error.stack : undefined,
  });
  return makeRpcReply(5, sentence, defaults);
}
