// How the nodes that a command line means are found, with either of MCollective's Puppet agents.
import { makeFilter } from '../../mcollective/filter';
import type { WaysToFind } from '../../rollout/find_puppets';
import type { Fleet } from '../../rpc/fleet';
import type { CommandInput } from '../command';
import { filterOption } from '../options';
import type { PreparedCall } from '../request_options';

// Whoever has the one or the other answers; MCollective takes entries in slashes for regexes.
const EITHER_AGENT = '/^puppetd?$/';

export function waysToFind({ options }: CommandInput, prepared: PreparedCall, fleet: Fleet): WaysToFind {
  const filter = filterOption(options);
  const either = makeFilter({ ...filter, agent: [...filter.agent, EITHER_AGENT] });
  const older = prepared.client(fleet, 'puppetd');
  return {
    modern: how => prepared.client(fleet, 'puppet').discover(how),
    // A list with conditions besides is known to the client only.
    older: how => (options.nodes === undefined ? fleet.discover(either, how) : older.discover(how)),
    among: (agent, nodes, how) => fleet.agent(agent).on(nodes).discover(how),
  };
}
