// The action `may` of the agent `host`: what this node would say to a request of the caller, without doing it.
import { ActionFailed, type ActionOutputs, type ActionRequest, type NodeContext } from '../agent';

/** Which rule of which file decided is for this node's log, not for a caller. */
export async function may(request: ActionRequest, node: NodeContext): Promise<ActionOutputs> {
  const { agent, action } = request.data;
  if (typeof agent !== 'string' || typeof action !== 'string')
    throw new ActionFailed('agent and action must be names', 4);
  const wanting = whatIsWanting(agent, action, node);
  if (wanting !== undefined) return { allowed: false, reason: wanting };
  if (!node.authorizer) return { allowed: true, reason: 'no policy' };
  const asked = { agent, action, callerid: request.callerid };
  const { allowed, why } = await node.authorizer.decide(asked, node, request.signal);
  node.logger.debug(`host#may: ${agent}#${action} for ${request.callerid}: ${why}`);
  const verb = allowed ? 'allows' : 'does not allow';
  return { allowed, reason: `the policy ${verb} it to ${request.callerid}` };
}

function whatIsWanting(name: string, action: string, { agents }: NodeContext): string | undefined {
  const agent = agents.get(name);
  if (!agent) return `there is no agent ${name} here`;
  const found = Object.hasOwn(agent.actions, action) ? agent.actions[action] : undefined;
  return found?.run ? undefined : `the agent ${name} has no action ${action} here`;
}
