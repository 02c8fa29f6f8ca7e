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
  if (!inputs) throw new InvalidRequest(agent, complaint, mistyped(typed, ddl));
  return { args: { ...inputs }, ddl, warnings: undeclared(typed, ddl) };
}

function findAction({ actions }: AgentDdl, agent: string, name: string): ActionDdl {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return action;
  throw new UnknownAction(agent, name, didYouMean(name, Object.keys(actions)));
}

// Nodes pass over what they do not know: `nop=true` is no dry run.
function undeclared(typed: Record<string, RubyValue>, { inputs }: ActionDdl): string[] {
  return unknownInputs(typed, inputs).map(({ name, meant }) => {
    const hint = meant === undefined ? '' : `, did you mean ${meant}?`;
    return `the DDL has no input ${name}: it is sent unchecked, and nodes may ignore it${hint}`;
  });
}

// What is complained of as missing may be there under a name with a typing error.
function mistyped(typed: Record<string, RubyValue>, { inputs }: ActionDdl): string | undefined {
  const found = unknownInputs(typed, inputs).find(({ meant }) => meant !== undefined);
  return found && `${found.name} is no input, did you mean ${found.meant}?`;
}

function unknownInputs(
  typed: Record<string, RubyValue>,
  inputs: ActionDdl['inputs'],
): { readonly name: string; readonly meant: string | undefined }[] {
  const known = Object.keys(inputs);
  return Object.keys(typed)
    .filter(name => !known.includes(name))
    .map(name => ({ name, meant: didYouMean(name, known) }));
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
