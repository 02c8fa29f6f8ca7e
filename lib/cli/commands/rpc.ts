// fleetspec rpc: an action of an agent on many nodes, and what each of them answered.
import { isReading } from '../../checks/safety/reading_actions';
import { callAgent } from '../call_agent';
import type { CommandRun } from '../command';

export const run: CommandRun = (input, io) => {
  const [agent = '', action = '', ...words] = input.args;
  // Scripts call actions of all kinds, as they did with mco, which asks nobody. A person at a terminal can be asked.
  const changes = isReading(agent, action) ? {} : { changes: `call ${agent} ${action}`, mayChange: true };
  return callAgent({ agent, action, words, command: 'rpc', ...changes }, input, io);
};
