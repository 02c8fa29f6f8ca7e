// Plugin check_fleet: who of a fleet answers of who should, how fast, by which clock, and running which version.
import { describeError } from '../errors';
import { PluginUsage } from '../nagios/errors';
import { isWanted, measureOptions } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Plugin, PluginRun } from '../nagios/plugin';
import type { AgentClient } from '../rpc/agent_client';
import type { DiscoveryResult } from '../rpc/reply';
import { type ChosenNodes, chosenNodes, namesIn } from './chosen_nodes';
import { answerOf, type Expectation } from './fleet_answer';
import { type FleetAnswers, fleetAnswers, joinAnswers, requireNodes } from './fleet_answers';
import { FLEET_MEASURES, VERSIONS } from './fleet_measures';
import { CHOICE_OPTIONS, FLEET_OPTIONS } from './fleet_options';
import { type FleetSession, type OpenFleet, openFleet, withFleet } from './fleet_session';

const NAME = 'check_fleet';

/** `open` connects to the fleet. */
export function makeCheckFleet(open: OpenFleet): Plugin {
  return {
    name: NAME,
    summary: 'checks that the nodes of a fleet answer, in time and by the right clock',
    subject: 'fleet',
    timeout: 30,
    options: [
      ...FLEET_OPTIONS,
      {
        name: 'expected',
        kind: 'text',
        value: 'N|FILE',
        description: 'how many nodes must answer, or a file with their names',
      },
      {
        name: 'remember',
        kind: 'integer',
        value: 'DAYS',
        description: 'who answered in the last days is expected to answer again',
      },
      {
        name: 'forget',
        kind: 'text',
        value: 'NAME',
        description: 'a node that is no more: --remember does not expect it from now on',
        repeat: true,
      },
      {
        name: 'state-file',
        kind: 'text',
        value: 'FILE',
        description: 'where --remember keeps the names (default below /var/tmp/fleetspec-UID)',
      },
      ...measureOptions(FLEET_MEASURES),
    ],
    examples: [
      {
        line: 'check_fleet -C role::web --remember 7',
        does: 'warns when a web server does not answer that answered in the last seven days',
      },
      {
        line: 'check_fleet --nodes /etc/nagios/all-nodes --missing-crit 5% --slowest-warn 2',
        does: 'asks exactly the nodes of a list',
      },
    ],
    run: run => checkNodes(run, open),
  };
}

export const checkFleet = makeCheckFleet(openFleet);

async function checkNodes(run: PluginRun, open: OpenFleet): Promise<PluginAnswer> {
  const chosen = chosenNodes(run, NAME);
  const expectation = await expectationOf(run, chosen.list);
  const asked = await withFleet(open, run, session => ask(run, session, chosen, expectation));
  const trouble = await remember(expectation, asked.found);
  return answerOf(run, asked.answers, { ...expectation, trouble: [...expectation.trouble, ...trouble] });
}

async function expectationOf(run: PluginRun, list: readonly string[] | undefined): Promise<Expectation> {
  const { expected, remember: days, forget } = run.values;
  const forgotten = forget as readonly string[];
  if (list && expected !== undefined)
    throw new PluginUsage(NAME, '--nodes and --expected exclude each other');
  if (list && days !== undefined) throw new PluginUsage(NAME, '--nodes and --remember exclude each other');
  if (forgotten.length > 0 && days === undefined) throw new PluginUsage(NAME, '--forget needs --remember');
  const count = /^\d{1,9}$/.test(String(expected));
  const names = expected === undefined || count ? [] : namesIn(expected as string, run);
  const plain = { atLeast: count ? Number(expected) : 0, names, seen: undefined, trouble: [] };
  return days === undefined ? plain : { ...plain, ...(await recall(run, days as number, forgotten)) };
}

async function recall(
  run: PluginRun,
  days: number,
  forgotten: readonly string[],
): Promise<Pick<Expectation, 'seen' | 'trouble'>> {
  // What most do not need takes time to load.
  const { SeenNodes } = await import('./seen_nodes');
  const seen = new SeenNodes(
    run,
    days,
    CHOICE_OPTIONS.map(name => run.values[name]),
  );
  try {
    await seen.load();
  } catch (error) {
    return { seen: undefined, trouble: [describeError(error)] };
  }
  seen.forget(forgotten);
  return { seen, trouble: [] };
}

async function remember({ seen }: Expectation, found: readonly string[]): Promise<string[]> {
  try {
    await seen?.save(found);
    return [];
  } catch (error) {
    return [describeError(error)];
  }
}

interface Asked {
  readonly answers: FleetAnswers;
  /** Who was found by what they have in common, and answered. */
  readonly found: readonly string[];
}

// Those who are found, and each of the others by name.
async function ask(
  { values }: PluginRun,
  { fleet, time }: FleetSession,
  { filter, list }: ChosenNodes,
  { names, seen }: Expectation,
): Promise<Asked> {
  const agent = fleet.agent('rpcutil');
  const action = isWanted(VERSIONS, values) ? 'daemon_stats' : 'ping';
  const call = async (client: AgentClient, found?: DiscoveryResult): Promise<FleetAnswers> =>
    fleetAnswers(await client.call(action, {}, time.call(0)).result(), found);
  if (list) return { answers: await call(agent.on(list)), found: [] };
  const everybody = agent.withFilter(filter);
  const found = await everybody.discover(time.discover());
  const known = new Set(found.nodes);
  const others = [...new Set([...names, ...(seen?.names ?? [])])].filter(name => !known.has(name));
  if (others.length === 0) requireNodes(found, everybody.filter);
  const parts = await Promise.all([call(everybody, found), call(agent.on(others))]);
  const answers = joinAnswers(parts);
  const replied = new Set(answers.hosts.filter(({ reply }) => reply).map(({ host }) => host));
  return { answers, found: found.nodes.filter(name => replied.has(name)) };
}
