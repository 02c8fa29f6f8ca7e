// What hosts answered to each step, kept for the reports that show it: the request and a table of replies.
import type { AgentPort, CallPort, FleetPort } from '../../checks/fleet_port';
import type { CallResult, Plain } from '../../rpc/reply';

// A report is read by people.
const MOST_HOSTS = 100;
const MOST_CALLS = 20;
const WIDEST = 160;

export class Evidence {
  /** Whether some report wants it; asking costs nothing then. */
  wanted = false;
  #texts: string[] = [];
  #left = 0;

  /** The same fleet, with its calls noted. */
  watch(fleet: FleetPort): FleetPort {
    if (!this.wanted) return fleet;
    return {
      agent: name => this.#agent(fleet.agent(name)),
      discover: (filter, options) => fleet.discover(filter, options),
      ping: (filter, options) => fleet.ping(filter, options),
    };
  }

  /** What was noted since last asked, a text for each call. */
  take(): string[] {
    const texts = this.#left > 0 ? [...this.#texts, `and ${this.#left} more requests`] : this.#texts;
    this.#texts = [];
    this.#left = 0;
    return texts;
  }

  #agent(agent: AgentPort): AgentPort {
    return {
      name: agent.name,
      on: nodes => this.#agent(agent.on(nodes)),
      discover: options => agent.discover(options),
      call: (action, args, options) => this.#call(agent.call(action, args, options)),
    };
  }

  #call(call: CallPort): CallPort {
    let noted: Promise<CallResult> | undefined;
    return {
      result: () => {
        noted ??= call.result().then(result => this.#note(result));
        return noted;
      },
    };
  }

  #note(result: CallResult): CallResult {
    if (this.#texts.length < MOST_CALLS) this.#texts.push(callText(result));
    else this.#left++;
    return result;
  }
}

/** The request, and a line for each host. */
export function callText({
  agent,
  action,
  requestid,
  replies,
  noResponse,
  notAsked,
  stats,
}: CallResult): string {
  const rows = [
    ...replies.map(({ sender, statuscode, statusmsg, data }) => ({
      host: sender,
      status: String(statuscode),
      answer: statuscode === 0 ? dataText(data) : cut(statusmsg),
    })),
    ...noResponse.map(host => ({ host, status: '-', answer: 'no answer' })),
    ...notAsked.map(host => ({ host, status: '-', answer: 'not asked' })),
  ].sort((a, b) => (a.host < b.host ? -1 : 1));
  const shown = rows.slice(0, MOST_HOSTS);
  const width = Math.max(4, ...shown.map(({ host }) => host.length));
  const asked = rows.length;
  return [
    `${agent}.${action}, request ${requestid}: ${replies.length} of ${asked} answered in ${Math.round(stats.agentMs)} ms`,
    ...shown.map(({ host, status, answer }) => `${host.padEnd(width)}  ${status}  ${answer}`),
    ...(rows.length > shown.length ? [`… and ${rows.length - shown.length} more hosts`] : []),
  ].join('\n');
}

const dataText = (data: Readonly<Record<string, Plain>>): string =>
  cut(
    Object.entries(data)
      .map(([key, value]) => `${key}: ${valueText(value)}`)
      .join(', '),
  );

function valueText(value: Plain): string {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item));
  return text ?? '';
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}
