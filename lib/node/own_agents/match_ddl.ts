// An agent's code and its DDL promise the same actions, or neither is worth anything.
import { basename } from 'node:path';
import type { AgentDdl } from '../../ddl/ddl';
import { OwnAgentBroken } from '../errors';

/** `names` are the actions of the code in `file`. Throws OwnAgentBroken. */
export function requireSameActions(
  names: readonly string[],
  ddl: AgentDdl,
  file: string,
  ddlFile: string,
): void {
  const [code, description] = [basename(file), basename(ddlFile)];
  const promised = Object.keys(ddl.actions);
  const missing = promised.find(name => !names.includes(name));
  if (missing !== undefined) {
    throw new OwnAgentBroken(
      `${description} has the action ${missing}, and ${code} has no function of that name`,
      `write it into defineAgent({ … }), or take it out of ${description}`,
    );
  }
  const unknown = names.find(name => !promised.includes(name));
  if (unknown !== undefined) {
    throw new OwnAgentBroken(
      `${code} has the action ${unknown}, and ${description} does not describe it`,
      `describe it there, or take it out of ${code}`,
    );
  }
  if (names.length === 0) throw new OwnAgentBroken(`${code} has no action`, 'write one, and describe it');
}
