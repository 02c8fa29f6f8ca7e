// fleetspec trace: one call, and everything that happens on its way.
import type { Config } from '../../config/config';
import type { Call } from '../../rpc/call';
import type { Fleet } from '../../rpc/fleet';
import type { CallResult } from '../../rpc/reply';
import { fleetTrace } from '../../trace/fleet_trace';
import { nodeOutcomes } from '../../trace/node_outcomes';
import type { TraceEvent } from '../../trace/trace_event';
import { TraceLog } from '../../trace/trace_log';
import { traceTotals } from '../../trace/trace_totals';
import { systemClock } from '../../util/clock';
import { answerTimeoutMs, findAgent } from '../agent_ddl';
import { callWarnings } from '../call_report';
import type { CommandInput, CommandIo, CommandRun } from '../command';
import { INTERRUPTED, unlessInterrupted } from '../interruption';
import { nobodyFound } from '../nobody_found';
import { flagOption } from '../options';
import { prepareCall } from '../request_options';
import { prepareRequest } from '../rpc_request';
import { traceJson } from '../trace_json';
import { summaryOfTrace } from '../trace_summary';
import { TraceText } from '../trace_text';
import { watchCall } from '../watch_call';
import { clientConfig, withFleet } from '../with_fleet';

export const run: CommandRun = async (input, io) => {
  const [agent = '', action = '', ...words] = input.args;
  const config = await clientConfig(input, io);
  const { ddl, meant } = await findAgent(agent, input, config);
  const { args, warnings } = prepareRequest({ agent, action, words }, ddl);
  for (const text of warnings) io.display.notice(`fleetspec: ${text}`);
  const prepared = await prepareCall(input, io, config);
  const options = { ...prepared.call, timeoutMs: answerTimeoutMs(input, config, ddl) };
  const tracer = new Tracer(input, io);
  const work = async (fleet: Fleet): Promise<number> => {
    const client = prepared.client(fleet, agent);
    const found = await unlessInterrupted(io, signal => client.discover({ ...prepared.discover, signal }));
    if (!found) return INTERRUPTED;
    for (const text of found.remarks ?? []) io.display.notice(`fleetspec: ${text}`);
    if (found.nodes.length === 0) nobodyFound(found, client.filter, io.display, meant);
    const start = (signal: AbortSignal): Call => client.call(action, args, { ...options, signal });
    return watchCall({ start, expected: found.nodes.length, tell: async result => tracer.tell(result) }, io);
  };
  return withFleet(input, tracer.io(config), work, config);
};

// Keeps what happened for the summary, and prints it as it happens.
class Tracer {
  readonly #events: TraceEvent[] = [];
  readonly #text: TraceText;
  readonly #json: boolean;

  constructor(
    private readonly input: CommandInput,
    private readonly base: CommandIo,
  ) {
    this.#text = new TraceText(base.display.columns, flagOption(input.options, 'frames'));
    this.#json = flagOption(input.options, 'json');
  }

  /** The same, with everything that goes to the fleet looked at. */
  io({ broker }: Config): CommandIo {
    const log = new TraceLog(this.base.fleet?.clock ?? systemClock, event => this.#take(event));
    const frames = flagOption(this.input.options, 'frames');
    const trace = fleetTrace(log, { frames, bodies: !broker.base64 });
    return { ...this.base, fleet: { ...this.base.fleet, trace } };
  }

  tell(result: CallResult): void {
    const { display } = this.base;
    const nodes = nodeOutcomes(this.#events, result);
    const totals = traceTotals(this.#events, result.stats);
    const lines = this.#json
      ? [...nodes, totals].map(traceJson)
      : summaryOfTrace(nodes, totals, display.columns);
    for (const line of lines) display.line(line);
    for (const text of callWarnings(result)) display.notice(`fleetspec: ${text}`);
  }

  #take(event: TraceEvent): void {
    if (event.event !== 'frame') this.#events.push(event);
    const lines = this.#json ? [traceJson(event)] : this.#text.lines(event);
    for (const line of lines) this.base.display.line(line);
  }
}
