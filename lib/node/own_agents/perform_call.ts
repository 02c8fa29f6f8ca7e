// One call of an action of one's own: whatever it answers or throws becomes a reply that can be passed on.
import { describeError } from '../../errors';
import { ActionFailed } from '../agent';
import { MAX_REPLY_BYTES } from '../external_agents/call_folder';
import { JsonImpossible, toJson } from '../external_agents/ruby_json';
import type { Call, OwnAction } from './define_agent';
import { AnswerImpossible, outputsOf } from './plain_values';

export interface CallReply {
  readonly statuscode: number;
  readonly statusmsg: string;
  /** Outputs by name, JSON. */
  readonly outputs: string;
  /** A mistake in the agent's program, for the log; not what an action says on purpose. */
  readonly isMistake: boolean;
}

const MAX_STATUSMSG = 10_000;
const NO_OUTPUTS = '{}';

/** Never rejects. `placeOf` tells where in the agent's files something was thrown. */
export async function performCall(
  action: OwnAction,
  call: Call,
  placeOf: (fault: unknown) => string | undefined,
): Promise<CallReply> {
  const name = `${call.agent}#${call.action}`;
  try {
    const outputs = outputsJson(await action(call));
    return { statuscode: 0, statusmsg: 'OK', outputs, isMistake: false };
  } catch (fault) {
    return isActionFailed(fault) ? refusal(fault, name) : mistake(fault, name, placeOf);
  }
}

/** Throws AnswerImpossible and JsonImpossible. */
function outputsJson(answer: unknown): string {
  const json = toJson(outputsOf(answer) as Parameters<typeof toJson>[0]);
  if (Buffer.byteLength(json) > MAX_REPLY_BYTES)
    throw new AnswerImpossible(`has more than ${MAX_REPLY_BYTES} bytes`);
  return json;
}

// Of any copy of this package: a test may have another than the one that runs it.
function isActionFailed(fault: unknown): fault is ActionFailed {
  if (fault instanceof ActionFailed) return true;
  return fault instanceof Error && 'statuscode' in fault && 'statusmsg' in fault;
}

function refusal({ statuscode, statusmsg, data }: ActionFailed, name: string): CallReply {
  const isCode = Number.isInteger(statuscode) && statuscode >= 1 && statuscode <= 255;
  const sentence = String(statusmsg || `${name} failed and does not say why`).slice(0, MAX_STATUSMSG);
  try {
    const outputs = outputsJson(data ?? {});
    return { statuscode: isCode ? statuscode : 1, statusmsg: sentence, outputs, isMistake: false };
  } catch (fault) {
    return mistake(fault, name, () => undefined);
  }
}

function mistake(fault: unknown, name: string, placeOf: (fault: unknown) => string | undefined): CallReply {
  const isAnswer = fault instanceof AnswerImpossible || fault instanceof JsonImpossible;
  const place = isAnswer ? undefined : placeOf(fault);
  const why = isAnswer
    ? `its answer ${fault.message}`
    : `went wrong${place ? ` at ${place}` : ''}: ${describeError(fault)}`;
  const statusmsg = `${name}: ${why}`.slice(0, MAX_STATUSMSG);
  return { statuscode: 5, statusmsg, outputs: NO_OUTPUTS, isMistake: true };
}
