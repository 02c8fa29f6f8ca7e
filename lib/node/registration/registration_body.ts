// What a node tells of itself (MCollective 2.12: registration plugin agentlist; and meta, its companion in the field).
import type { RegistrationConfig } from '../../config/config';
import { type RubyValue, symbolHash } from '../../marshal/values';
import type { NodeContext } from '../agent';

export type RegistrationSubject = Pick<
  NodeContext,
  'identity' | 'collectives' | 'agents' | 'factTree' | 'classes'
>;

/** `agentlist`: the names of the agents; `meta`: all that clients filter by. */
export async function registrationBody(
  method: RegistrationConfig['method'],
  node: RegistrationSubject,
): Promise<RubyValue> {
  const agentlist = [...node.agents.keys()];
  if (method === 'agentlist') return agentlist;
  const [facts, classes] = await Promise.all([node.factTree(), node.classes()]);
  return symbolHash({
    agentlist,
    facts: new Map(facts),
    classes: [...classes],
    collectives: [...node.collectives].sort(),
    identity: node.identity,
  });
}
