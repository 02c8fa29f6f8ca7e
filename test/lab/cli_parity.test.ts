// fleetspec's commands beside mco's on one fleet of both kinds of daemon: facts, inventory, collectives, ping and JSON say
// the same. What may differ is named here and in normalise.ts.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { normalise, normaliseJson } from './normalise';
import { labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecds } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';
import { describeOutcome, type Outcome } from './peers/outcome';
import { SAMPLE_FLEET, SAMPLE_IDENTITIES } from './peers/sample_fleet';

interface Case {
  readonly args: readonly string[];
  readonly exit: number;
  /** Something the output must hold, lest two empty outputs pass. */
  readonly says: string;
  /** What is compared; without it the whole text, normalised. */
  readonly seen?: (stdout: string) => unknown;
}

// The block of statistics differs, at the end: ours counts more. Blank lines are not told apart.
function text(stdout: string): string {
  return normalise(stdout)
    .replace(/^---- \S+ (?:call )?stats ----\n[\s\S]*/m, '')
    .replace(/^Finished processing.*$/gm, line => line.replace(/in .*/, 'in T'))
    .replace(/ +$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

/** Node's page: counters go on, and times of processes are theirs. Classes stand in as many columns as fit. */
function page(stdout: string): string {
  return text(stdout)
    .replace(/^( *(?:Start Time|Version|Config File|Process ID): ).*$/gm, '$1X')
    .replace(/^( *(?:Total|Messages|Expired|Replies|System).*: )[\d.]+/gm, '$1N');
}

const sortedLines = (stdout: string): string => stdout.trim().split('\n').sort().join('\n');

// Ours has a bar for each 50 ms, too, but the times are not theirs.
const graph = (stdout: string): string => text(stdout).replace(/[▁▂▃▄▅▆▇]+/g, 'BARS');

const INVENTORIES = SAMPLE_IDENTITIES.map(
  (node): Case => ({ args: ['inventory', node], exit: 0, says: `Inventory for ${node}:`, seen: page }),
);

const CASES: readonly Case[] = [
  { args: ['facts', 'country'], exit: 0, says: 'found 2 times' },
  { args: ['facts', 'country', '-v'], exit: 0, says: '            db1.lab' },
  { args: ['facts', 'os'], exit: 0, says: '"release"=>{"major"=>"12"}' },
  { args: ['facts', 'umlaut'], exit: 0, says: 'Zürich' },
  { args: ['facts', 'nosuch'], exit: 0, says: 'No values found for fact nosuch' },
  { args: ['facts', 'country', '-C', 'nosuch'], exit: 1, says: '' },
  { args: ['facts', 'country', '-I', 'ghost.lab', '-t', '1'], exit: 4, says: 'ghost.lab' },
  ...INVENTORIES,
  { args: ['inventory', 'ghost.lab', '-t', '1'], exit: 1, says: '' },
  { args: ['inventory', '--list-collectives'], exit: 0, says: '   uk                             2' },
  { args: ['ping', '-g'], exit: 0, says: '3 replies max: ', seen: graph },
  {
    args: ['rpc', 'rpcutil', 'get_fact', 'fact=country', '-j'],
    exit: 0,
    says: '"statusmsg"',
    seen: normaliseJson,
  },
  { args: ['rpc', 'rpcutil', 'get_fact', 'fact=list', '-j'], exit: 0, says: '"b"', seen: normaliseJson },
  {
    args: ['rpc', 'rpcutil', 'get_config_item', 'item=no', '-j'],
    exit: 2,
    says: '"statuscode":1',
    seen: normaliseJson,
  },
  { args: ['rpc', 'rpcutil', 'ping', '-j', '-C', 'nosuch'], exit: 1, says: '' },
];

const AT_ONCE = 6;

describe('fleetspec beside mco', () => {
  const lab = useLab('cli_parity');
  const outcomes = new Map<Case, Promise<{ theirs: Outcome; ours: Outcome }>>();
  let config: string;

  before(async () => {
    const broker = await labBroker(lab);
    config = writeClient(lab, broker);
    const [ruby, ...ours] = SAMPLE_FLEET;
    await Promise.all([startMcollectiveds(lab, broker, [ruby!]), startFleetspecds(lab, broker, ours)]);
    const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    CASES.forEach((one, index) => {
      const outcome = lanes[index % AT_ONCE]!.then(() => both(one));
      lanes[index % AT_ONCE] = outcome.catch(() => undefined);
      outcomes.set(one, outcome);
    });
    await Promise.all(outcomes.values());
  });

  async function both({ args }: Case): Promise<{ theirs: Outcome; ours: Outcome }> {
    const quiet = args[0] === 'inventory' && !args[1]!.startsWith('-') ? [] : ['--discovery-quiet', '1.5'];
    const [theirs, ours] = await Promise.all([
      runMco(lab, config, [...args, ...(args[0] === 'rpc' ? ['--np'] : [])]),
      runFleetspec(lab, [...args, ...quiet, '--config', config]),
    ]);
    return { theirs, ours };
  }

  for (const one of CASES) {
    it(one.args.join(' '), async () => {
      const { theirs, ours } = await outcomes.get(one)!;
      const { seen = text } = one;
      expect(theirs.stdout, describeOutcome(theirs)).to.contain(one.says);
      expect([ours.code, theirs.code], describeOutcome(ours)).to.deep.equal([one.exit, one.exit]);
      // Nobody there: mco reports on no answers, ours says so on stderr.
      if (one.exit === 1) expect(ours.stderr).to.match(/^fleetspec: (no nodes discovered|did not receive)/);
      else expect(seen(ours.stdout), describeOutcome(ours)).to.deep.equal(seen(theirs.stdout));
    });
  }

  it('inventory --collective-graph', async () => {
    const [theirs, ours] = await Promise.all([
      runMco(lab, config, ['inventory', '--collective-graph', 'theirs.dot']),
      runFleetspec(lab, ['inventory', '--map', 'ours.dot', '--discovery-quiet', '1.5', '--config', config]),
    ]);
    expect([theirs.code, ours.code], describeOutcome(ours)).to.deep.equal([0, 0]);
    expect(theirs.stdout).to.include('Graph of 3 nodes has been written to theirs.dot');
    expect(ours.stdout).to.include('A map of 3 nodes has been written to ours.dot');
    // Members stand in the order of arrival in theirs.
    expect(sortedLines(lab.read('ours.dot'))).to.equal(sortedLines(lab.read('theirs.dot')));
  });

  it('names and JSON piped into the next command, whichever is first', async () => {
    const found = await runMco(lab, config, ['find', '-F', 'country=uk']);
    const json = await runFleetspec(lab, [
      ...[
        'rpc',
        'rpcutil',
        'ping',
        '--json',
        '-F',
        'country=uk',
        '--discovery-quiet',
        '1.5',
        '--config',
        config,
      ],
    ]);
    const ask = ['rpc', 'rpcutil', 'get_fact', 'fact=country', '-j'];
    const answers = await Promise.all([
      runFleetspec(lab, [...ask, '--dm', 'stdin', '--config', config], { input: found.stdout }),
      runFleetspec(lab, [...ask, '--config', config], { input: json.stdout }),
      runMco(lab, config, [...ask, '--dm', 'stdin'], { input: json.stdout }),
    ]);
    const senders = ({ stdout }: Outcome): string[] =>
      (JSON.parse(stdout) as { sender: string }[]).map(({ sender }) => sender).sort();
    for (const answer of answers)
      expect(senders(answer), describeOutcome(answer)).to.deep.equal(['db1.lab', 'web1.lab']);
  });
});
