// What `fleetspecd --check` says of authorization: the policy of each agent, and what is wrong with it.
import type { AuthorizationConfig } from '../../config/config';
import type { ActionPolicy } from './action_policy';
import type { PolicyInForce } from './policies_in_force';

/** One line for the whole, one for each agent, and one for each fault and warning. */
export async function describePolicies(
  config: AuthorizationConfig,
  policy: ActionPolicy,
  agents: readonly string[],
): Promise<string[]> {
  const lines = await Promise.all(
    agents.map(async agent => agentLine(agent, await policy.inForce(agent), config)),
  );
  const remarks = await Promise.all(
    agents.map(async agent => {
      const { faults, warnings } = await policy.inForce(agent);
      return [...faults.map(fault => `fault: ${fault}`), ...warnings.map(text => `warning: ${text}`)];
    }),
  );
  const head = `authorization: policies of ${config.policyDir}${config.strict ? ', strict' : ''}`;
  // Agents may share the default policy.
  return [head, ...lines, ...new Set(remarks.flat())];
}

function agentLine(
  agent: string,
  { policy, name, faults }: PolicyInForce,
  config: AuthorizationConfig,
): string {
  if (faults.length > 0) return `policy of ${agent}: ${name} is faulty, every request is denied`;
  const standard = policy?.standard ?? (config.allowUnconfigured ? 'allow' : 'deny');
  if (!policy)
    return `policy of ${agent}: none, every request is ${config.allowUnconfigured ? 'allowed' : 'denied'}`;
  const { length } = policy.rules;
  return `policy of ${agent}: ${name}, ${length} ${length === 1 ? 'rule' : 'rules'}, default ${standard}`;
}
