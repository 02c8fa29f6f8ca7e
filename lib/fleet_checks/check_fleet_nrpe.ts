// Plugin check_fleet_nrpe: one check of NRPE on every node of a filter, as one service (after MCollective's check-mc-nrpe).
import { describeError, isFleetspecError } from '../errors';
import { PluginUsage } from '../nagios/errors';
import type { PluginAnswer } from '../nagios/output';
import type { Plugin, PluginRun } from '../nagios/plugin';
import type { Share } from '../nagios/share';
import { type ChosenNodes, chosenNodes } from './chosen_nodes';
import { type FleetAnswers, fleetAnswers, requireNodes } from './fleet_answers';
import { FLEET_OPTIONS } from './fleet_options';
import { type FleetSession, type OpenFleet, openFleet, withFleet } from './fleet_session';
import { type NrpeJudgement, nrpeAnswer } from './nrpe_answer';

const NAME = 'check_fleet_nrpe';
// Of the agent, and for the way.
const REPLY_MS = 7000;

/** `open` connects to the fleet. */
export function makeCheckFleetNrpe(open: OpenFleet): Plugin {
  return {
    name: NAME,
    summary: 'runs a check of NRPE on many nodes and counts the states',
    subject: 'NRPE',
    timeout: 30,
    options: [
      {
        name: 'command',
        kind: 'text',
        value: 'COMMAND',
        description: 'name of the command in the configuration of NRPE: check_load',
        positional: true,
      },
      {
        name: 'args',
        short: 'a',
        kind: 'text',
        value: 'A!B',
        description: 'arguments, for $ARG1$ and $ARG2$ of its command line',
      },
      ...FLEET_OPTIONS,
      {
        name: 'warning',
        short: 'w',
        kind: 'share',
        value: 'N|N%|RANGE',
        description: 'warn for so many hosts in any state but OK; else the worst host decides',
      },
      {
        name: 'critical',
        short: 'c',
        kind: 'share',
        value: 'N|N%|RANGE',
        description: 'be critical for so many hosts, likewise',
      },
      {
        name: 'min-nodes',
        kind: 'integer',
        value: 'N',
        description: 'UNKNOWN when fewer nodes answer',
        default: '1',
      },
    ],
    examples: [
      {
        line: 'check_fleet_nrpe check_load -C /^role::web/ -c 5%',
        does: 'is critical when one of twenty web servers or more is not well',
      },
      {
        line: 'check_fleet_nrpe check_disk --args 10%!/var --nodes /etc/nagios/databases',
        does: 'asks exactly the nodes of a list; the worst of them decides',
      },
    ],
    run: run => answerOf(run, open),
  };
}

export const checkFleetNrpe = makeCheckFleetNrpe(openFleet);

// A fault is told in the line that programs read, too.
async function answerOf(run: PluginRun, open: OpenFleet): Promise<PluginAnswer> {
  const command = run.values.command as string | undefined;
  if (command === undefined) return unknown('UNKNOWN: NRPE command not specified');
  try {
    const chosen = chosenNodes(run, NAME);
    const request = await checkedRequest(run, command);
    const answers = await withFleet(open, run, session => ask(session, chosen, request));
    return nrpeAnswer(answers, { command, ...judgementOf(run) });
  } catch (error) {
    if (!isFleetspecError(error)) throw error;
    return unknown(`${command}: UNKNOWN: ${describeError(error)}`);
  }
}

const unknown = (line: string): PluginAnswer => ({ status: 'UNKNOWN', subject: '', text: '', line });

async function ask(
  { fleet, time }: FleetSession,
  { filter, list }: ChosenNodes,
  request: Record<string, string>,
): Promise<FleetAnswers> {
  const everybody = fleet.agent('nrpe').withFilter(filter);
  const client = list ? everybody.on(list) : everybody;
  const found = await client.discover(time.discover());
  requireNodes(found, client.filter);
  const result = await client.call('runcommand', request, time.call(REPLY_MS)).result();
  return fleetAnswers(result, list ? undefined : found);
}

function judgementOf({ values, verbosity }: PluginRun): Omit<NrpeJudgement, 'command'> {
  const { warning, critical } = values as { warning?: Share; critical?: Share };
  return { warning, critical, minNodes: values['min-nodes'] as number, verbosity };
}

// As every node would refuse it.
async function checkedRequest({ values }: PluginRun, command: string): Promise<Record<string, string>> {
  const [{ checkInputs }, { nrpe }] = await Promise.all([
    import('../ddl/check_inputs'),
    import('../ddl/agents/nrpe'),
  ]);
  const args = values.args as string | undefined;
  const request = { command, ...(args === undefined ? {} : { args }) };
  const { complaint } = checkInputs(nrpe.actions.runcommand!, request);
  if (complaint !== undefined) throw new PluginUsage(NAME, complaint);
  return request;
}
