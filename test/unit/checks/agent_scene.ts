// Sentences about hosts whose agents answer what a test says, and how they end.
import type { Scene } from '../../../lib/checks/assertion/expect_of_hosts';
import type { ChosenHosts } from '../../../lib/checks/assertion/readings';
import { HostGroups } from '../../../lib/checks/host_groups';
import { HostSelection } from '../../../lib/checks/host_selection';
import { parseSelection } from '../../../lib/checks/language/host_phrase';
import { ending } from './assertion/toy_scene';
import { type ToyAgent, ToyFleet, type ToyReply } from './toy_fleet';

export { ending };

/** By agent, or by `agent.action`; undefined is silence. */
export type Answers = Readonly<Record<string, ToyReply | ToyAgent | undefined>>;

export class AgentScene implements Scene {
  readonly fleet: ToyFleet;
  readonly run;
  readonly #groups = new HostGroups();

  /** Every host has the class web. */
  constructor(hosts: Readonly<Record<string, Answers>>) {
    const nodes = Object.entries(hosts).map(([name, answers]) => [
      name,
      { classes: ['web'], agents: agentsOf(answers) },
    ]);
    this.fleet = new ToyFleet(Object.fromEntries(nodes));
    this.run = this.fleet.context;
  }

  chooseHosts(who: Parameters<Scene['chooseHosts']>[0]): Promise<ChosenHosts> {
    return this.#groups.choose(who, new HostSelection(), this.run);
  }

  all(): Promise<ChosenHosts> {
    return this.chooseHosts(parseSelection('hosts with class web'));
  }

  /** Labels and values of the performance data. */
  get numbers(): Record<string, number> {
    return Object.fromEntries(this.fleet.metrics.map(({ label, value }) => [label, value]));
  }
}

function agentsOf(answers: Answers): Record<string, ToyAgent> {
  const names = new Set(Object.keys(answers).map(key => key.split('.')[0]!));
  const agents = [...names].map((name): [string, ToyAgent] => [
    name,
    (action, args) => {
      const answer = answers[`${name}.${action}`] ?? answers[name];
      return typeof answer === 'function' ? answer(action, args) : answer;
    },
  ]);
  // Every node has this one, and says which others it has.
  const inventory: ToyAgent = () => ({ data: { agents: [...names].map(agent => ({ agent })) } });
  return { rpcutil: inventory, ...Object.fromEntries(agents) };
}

export const EVERY = 'every host with class web should';
export const NO = 'no host with class web should';

/** How `sentence` ends where the hosts answer so. */
export function endingOf(
  hosts: Readonly<Record<string, Answers>>,
  sentence: (scene: AgentScene) => Promise<void>,
): Promise<string> {
  return ending(sentence(new AgentScene(hosts)));
}

/** One host, web1, whose agent answers with these data. */
export const saying = (
  agent: string,
  data: ToyReply['data'],
  more: ToyReply = {},
): Record<string, Answers> => ({
  web1: { [agent]: { ...(data && { data }), ...more } },
});
