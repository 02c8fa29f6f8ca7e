// A call as typed, made ready by the DDL of its agent: nothing is sent that every node would refuse.
import type { ActionDdl, AgentDdl } from '../ddl/ddl';
import { prepareInputs } from '../ddl/prepare_inputs';
import type { RubyValue } from '../marshal/values';
import { didYouMean } from '../util/did_you_mean';
import { InvalidRequest, UnknownAction } from './errors';
import { parseArguments } from './rpc_arguments';

export interface TypedCall {
  readonly agent: string;
  readonly action: string;
  readonly words: readonly string[];
}

export interface RpcRequest {
  readonly args: Record<string, RubyValue>;
  /** Undefined when nobody knows the agent: its nodes decide what they take. */
  readonly ddl: ActionDdl | undefined;
  /** What the person should know, one sentence each. */
  readonly warnings: readonly string[];
}

/** Throws UnknownAction, InvalidRequest and BadValue. */
export function prepareRequest(
  { agent, action, words }: TypedCall,
  agentDdl: AgentDdl | undefined,
): RpcRequest {
  if (!agentDdl) return { args: parseArguments(words), ddl: undefined, warnings: [] };
  const ddl = findAction(agentDdl, agent, action);
  const typed = parseArguments(words, ddl.inputs);
  const { inputs, complaint } = prepareInputs(ddl, typed);
  if (!inputs) throw new InvalidRequest(agent, complaint);
  return { args: { ...inputs }, ddl, warnings: undeclared(typed, ddl) };
}

function findAction({ actions }: AgentDdl, agent: string, name: string): ActionDdl {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action;
  throw new UnknownAction(agent, name, didYouMean(name, Object.keys(actions)));
}

// Nodes pass over what they do not know: `nop=true` is no dry run.
function undeclared(typed: Record<string, RubyValue>, { inputs }: ActionDdl): string[] {
  const known = Object.keys(inputs);
  return Object.keys(typed)
    .filter(name => !known.includes(name))
    .map(name => {
      const meant = didYouMean(name, known);
      const hint = meant === undefined ? '' : `, did you mean ${meant}?`;
      return `the DDL has no input ${name}: it is sent unchecked, and nodes may ignore it${hint}`;
    });
}

/** Milliseconds a call may take: what its agent needs and what discovery takes, but not less than configured. */
export function callTimeoutMs(
  agentDdl: AgentDdl | undefined,
  discoveryMs: number,
  configuredMs: number,
): number {
  if (!agentDdl) return configuredMs;
  return Math.max(configuredMs, agentDdl.metadata.timeout * 1000 + discoveryMs);
}
