// An agent from its DDL and the code of its actions.
import type { AgentDdl } from '../ddl/ddl';
import type { Action, ActionFunction, Agent } from './agent';

/** Throws Error for code of an action that the DDL does not have. */
export function makeAgent(
  ddl: AgentDdl,
  code: Readonly<Record<string, ActionFunction>>,
  more: Pick<Agent, 'settings' | 'activate'> = {},
): Agent {
  for (const name of Object.keys(code)) {
    if (!Object.hasOwn(ddl.actions, name))
      throw new Error(`no action ${name} in the DDL of ${ddl.metadata.name}`);
  }
  const actions = Object.values(ddl.actions).map((action): [string, Action] => {
    const run = Object.hasOwn(code, action.name) ? code[action.name] : undefined;
    return [action.name, { ...action, ...(run && { run }) }];
  });
  return { metadata: ddl.metadata, actions: Object.fromEntries(actions), ...more };
}
