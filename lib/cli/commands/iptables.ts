// fleetspec iptables: addresses blocked on many nodes.
import type { Reply } from '../../rpc/reply';
import { callAgent } from '../call_agent';
import type { CommandRun } from '../command';
import { UsageFault } from '../errors';
import { nodeLines } from '../output/node_lines';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';
import { unknownAction } from '../unknown_action';

const ACTIONS = ['block', 'unblock', 'isblocked', 'listblocked'] as const;

export const run: CommandRun = (input, io) => {
  const [action = '', address] = input.args;
  if (!(ACTIONS as readonly string[]).includes(action)) throw unknownAction([action], ACTIONS);
  const lists = action === 'listblocked';
  if (lists !== (address === undefined))
    throw new UsageFault(lists ? 'listblocked takes no address' : `${action} which address?`, 'iptables');
  const reads = action.endsWith('blocked');
  return callAgent(
    {
      ...{ agent: 'iptables', action, words: lists ? [] : [`ipaddr=${address}`], command: 'iptables' },
      ...(!reads && { changes: `${action} ${address}` }),
      tell: async (_, told) => {
        const shown = told.attention(reply => reads || reply.statuscode !== 0);
        const lines = nodeLines(shown, stateOf, told);
        return ['', ...lines, ...(shown.length > 0 ? [''] : []), ...(await told.summaries())];
      },
    },
    input,
    io,
  );
};

function stateOf({ data: { blocked, output } }: Reply): string {
  if (Array.isArray(blocked))
    return blocked.length === 0 ? 'none' : blocked.map(lineOfValue).map(printableLine).join(' ');
  return printableLine(lineOfValue(blocked ?? output ?? 'unknown'));
}
