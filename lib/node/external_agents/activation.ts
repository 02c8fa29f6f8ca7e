// Asks a program written for Choria whether it can work on this node, as Choria does before it loads one.
import type { NodeContext } from '../agent';
import type { AgentProgram } from './program_agent';
import { callProgram, type ProgramAnswer, ProgramUnusable } from './program_call';
import { configText } from './program_config';
import { ACTIVATION_PROTOCOL, activationRequest } from './program_request';
import { ReplyMeaningless } from './reply_meaning';
import { fromJson, JsonImpossible } from './ruby_json';

const TIMEOUT_MS = 2000;

/** A sentence why the agent is not active, undefined when the program said yes. */
export async function activationProblem(
  { ddl, program, settings, uid }: AgentProgram,
  node: NodeContext,
): Promise<string | undefined> {
  const { name } = ddl.metadata;
  const call = {
    ...{ program, name: `activation of ${name}`, protocol: ACTIVATION_PROTOCOL, choriaFirst: true },
    choriaRequest: `${activationRequest(name)}\n`,
    config: configText(settings),
    timeoutMs: TIMEOUT_MS,
  };
  try {
    return await callProgram(call, node, uid, answered);
  } catch (error) {
    if (error instanceof ProgramUnusable) return error.message;
    if (error instanceof ReplyMeaningless || error instanceof JsonImpossible) {
      return `the reply of its activation check ${error.message}`;
    }
    throw error;
  }
}

async function answered({ result, reply }: ProgramAnswer): Promise<string | undefined> {
  if (result.timedOut) return `its activation check took longer than ${TIMEOUT_MS / 1000} s`;
  if (result.code === null) return `its activation check was ended by ${result.signal}`;
  if (result.code !== 0) return `its activation check ended with exit code ${result.code}`;
  const said = fromJson(await reply());
  if (!(said instanceof Map) || !said.has('activate')) return 'its activation check does not say "activate"';
  return said.get('activate') === true ? undefined : 'its activation check says no';
}
