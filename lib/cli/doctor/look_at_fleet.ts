// Who answers: whether nodes are there, whether their answers can be verified, and whether their clocks are right.
import type { Config } from '../../config/config';
import { EMPTY_FILTER } from '../../mcollective/filter';
import { Fleet, type FleetOptions } from '../../rpc/fleet';
import { repeatedWarning, skewWarning } from '../call_report';
import { type Finding, faultFound, ok, problem } from './finding';

export async function lookAtFleet(config: Config, options: FleetOptions): Promise<Finding[]> {
  let fleet: Fleet;
  try {
    fleet = await Fleet.connect(config, options);
  } catch (fault) {
    return [faultFound('nodes', fault)];
  }
  try {
    const ping = fleet.ping(EMPTY_FILTER);
    const answers = [];
    for await (const answer of ping) answers.push(answer);
    const { refusals, repeated } = await ping.result();
    return [
      nodes(answers.length, config),
      ...keys(refusals, answers.length),
      ...clocks(answers),
      ...repeatedWarning(repeated).map(text => problem('nodes', text)),
    ];
  } catch (fault) {
    return [faultFound('nodes', fault)];
  } finally {
    await fleet.close();
  }
}

function nodes(count: number, { mainCollective }: Config): Finding {
  if (count > 0)
    return ok('nodes', `${count === 1 ? '1 node answers' : `${count} nodes answer`} in ${mainCollective}`);
  return problem(
    'nodes',
    `nobody answers in ${mainCollective}`,
    'check that fleetspecd or mcollectived runs on the nodes, with this broker, collective, key and the right time',
  );
}

function keys(refusals: Readonly<Record<string, number>>, answered: number): Finding[] {
  const findings = Object.entries(refusals).map(([reason, count]) => {
    const answers = count === 1 ? '1 answer' : `${count} answers`;
    if (reason !== 'signature') return problem('keys', `${answers} could not be read (${reason})`);
    return problem(
      'keys',
      `${answers} could not be verified: other nodes have another key or security provider`,
      'bring the same key to every machine; `fleetspec trace rpcutil ping` names who answers',
    );
  });
  return findings.length > 0 || answered === 0 ? findings : [ok('keys', 'every answer could be verified')];
}

function clocks(answers: readonly { readonly sender: string; readonly skewSeconds: number }[]): Finding[] {
  const [skewed] = skewWarning(answers);
  if (skewed !== undefined)
    return [problem('clocks', skewed, 'let chrony or systemd-timesyncd set the clocks')];
  const worst = Math.max(0, ...answers.map(({ skewSeconds }) => Math.abs(skewSeconds)));
  return answers.length === 0 ? [] : [ok('clocks', `at most ${worst} s off`)];
}
