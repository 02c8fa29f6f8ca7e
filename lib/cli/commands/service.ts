// fleetspec service: the agent `service` on many nodes; what needs attention is shown.
import type { Reply } from '../../rpc/reply';
import { callAgent } from '../call_agent';
import type { CommandRun } from '../command';
import { nodeLines } from '../output/node_lines';
import { printableLine } from '../printable';
import { lineOfValue } from '../result_block';
import { unknownAction } from '../unknown_action';

/** What the state should be after the action; undefined where every state is news. */
const WANTED: Readonly<Record<string, string | undefined>> = {
  status: undefined,
  start: 'running',
  stop: 'stopped',
  restart: 'running',
};

export const run: CommandRun = (input, io) => {
  const { service, action } = understood(input.args);
  const wanted = WANTED[action];
  return callAgent(
    {
      ...{ agent: 'service', action, words: [`service=${service}`], command: 'service' },
      ...(action !== 'status' && { changes: `${action} the service ${service}` }),
      tell: async (_, told) => {
        const shown = told.attention(reply => reply.statuscode !== 0 || stateOf(reply) !== wanted);
        const lines = nodeLines(shown, stateInWords, told);
        return ['', ...lines, ...(shown.length > 0 ? [''] : []), ...(await told.summaries())];
      },
    },
    input,
    io,
  );
};

/** `nginx status`, and `status nginx`. */
function understood([first = '', second = '']: readonly string[]): { service: string; action: string } {
  const [service, action] =
    Object.hasOwn(WANTED, second) || !Object.hasOwn(WANTED, first) ? [first, second] : [second, first];
  if (Object.hasOwn(WANTED, action)) return { service, action };
  throw unknownAction([second, first], Object.keys(WANTED));
}

const stateOf = ({ data }: Reply): string => printableLine(lineOfValue(data.status ?? 'unknown'));

// systemd's word for it, where `stopped` is not all: `failed (failed)`, `activating (auto-restart)`.
function stateInWords(reply: Reply): string {
  const state = typeof reply.data.state === 'string' ? reply.data.state : '';
  const tells = stateOf(reply) === 'stopped' && /^(?:failed|activating|deactivating)\b/.test(state);
  return tells ? `stopped, ${printableLine(state)}` : stateOf(reply);
}
