// `fleetspec rpc` prints what `mco rpc` prints, on one fleet of both kinds of daemon: names, choice and summaries by the
// same DDLs, once read from MCollective's files and once built in.
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { normalise } from './normalise';
import { labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecds } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { startMcollectiveds } from './peers/mcollectived';
import { describeOutcome, type Outcome } from './peers/outcome';
import { SAMPLE_FLEET } from './peers/sample_fleet';

const BLOCKED = '192.0.2.7';
const WEB1 = ['-I', 'web1.lab'];

interface Case {
  readonly args: readonly string[];
  readonly exit: number;
  /** Something the output must hold, lest two empty outputs pass. */
  readonly says: string;
  /** And what it must not hold. */
  readonly hides?: string;
}

const rpcutil = (...args: string[]): string[] => ['rpc', 'rpcutil', ...args];
const iptables = (action: string, ...args: string[]): string[] => ['rpc', 'iptables', action, ...args];
const puppet = (...args: string[]): string[] => ['rpc', 'puppet', ...args];

/** The DDLs of these are built in, word for word where it shows. */
const BUILT_IN: readonly Case[] = [
  { args: rpcutil('ping'), exit: 0, says: 'Timestamp: T' },
  { args: rpcutil('get_fact', 'fact=country'), exit: 0, says: '   uk = 2\n   de = 1' },
  { args: rpcutil('get_fact', 'fact=cpus'), exit: 0, says: '   16 = 1' },
  { args: rpcutil('get_fact', 'fact=list'), exit: 0, says: '   b = 2' },
  { args: rpcutil('get_fact', 'fact=os'), exit: 0, says: '"family"=>"Debian"' },
  { args: rpcutil('get_fact', 'fact=nosuch'), exit: 0, says: 'No aggregate summary could be computed' },
  { args: rpcutil('get_fact', 'fact=umlaut', ...WEB1), exit: 0, says: '   Zürich = 1' },
  { args: rpcutil('get_facts', 'facts=country,cpus, os,nosuch'), exit: 0, says: 'Values: {"country"=>"uk"' },
  { args: rpcutil('collective_info'), exit: 0, says: 'Summary of All Collectives:' },
  { args: rpcutil('get_config_item', 'item=main_collective'), exit: 0, says: '   mcollective = 3' },
  { args: rpcutil('get_config_item', 'item=nosuch'), exit: 2, says: 'Request Aborted' },
  { args: rpcutil('get_data', 'source=collective', 'query=uk'), exit: 0, says: 'member: true' },
  { args: rpcutil('get_data', 'source=nosuch'), exit: 2, says: 'Unknown Request Status' },
  {
    args: rpcutil('get_fact', 'fact=country', '--display', 'failed'),
    exit: 0,
    says: 'Summary of Value',
    hides: 'Fact: country',
  },
  { args: iptables('isblocked', `ipaddr=${BLOCKED}`), exit: 0, says: '   true = 2' },
  { args: iptables('listblocked'), exit: 0, says: `Blocked: ["${BLOCKED}"]` },
  { args: iptables('block', `ipaddr=${BLOCKED}`), exit: 2, says: `${BLOCKED} is already blocked` },
  {
    args: iptables('block', `ipaddr=${BLOCKED}`, '--display', 'ok'),
    exit: 2,
    says: '   true = 2',
    hides: 'already',
  },
];

const FROM_FILES: readonly Case[] = [
  { args: puppet('status'), exit: 0, says: 'Summary of Status:' },
  { args: puppet('status', '--display', 'failed'), exit: 0, says: '   stopped = 2', hides: 'Lock Message' },
  { args: puppet('enable'), exit: 2, says: 'Could not enable Puppet: Already enabled' },
  { args: puppet('enable', '--display', 'ok'), exit: 2, says: 'processing 2 / 2', hides: 'Already' },
  { args: ['rpc', 'labecho', 'echo', 'msg=grüße', 'times=3'], exit: 0, says: 'Class of times: Integer' },
  { args: ['rpc', 'labecho', 'echo', 'msg=0'], exit: 0, says: 'Class of times: NilClass' },
  ...[1, 2, 3, 4, 5].map(code => ({
    args: ['rpc', 'labecho', 'status', `code=${code}`],
    exit: 2,
    says: `failed with ${code}`,
  })),
  { args: ['rpc', 'labecho', 'missing'], exit: 2, says: 'Unknown Action' },
];

/** Refused by the client: nothing is sent, and both say the same. */
const REFUSED: readonly (readonly [args: readonly string[], complaint: string])[] = [
  [rpcutil('get_fact'), 'Action get_fact needs a fact argument'],
  [rpcutil('get_fact', 'fact=a b'), 'Cannot validate input fact: value should match ^[\\w\\-\\.]+$'],
  [
    rpcutil('get_fact', `fact=${'x'.repeat(41)}`),
    'Cannot validate input fact: Input string is longer than 40 character(s)',
  ],
  [puppet('disable', 'message=a;b'), 'Cannot validate input message: value should not have ; in it'],
  [['rpc', 'labecho', 'status'], 'Action status needs a code argument'],
  [['rpc', 'labecho', 'status', 'code=1.5'], 'Cannot validate input code: value should be a integer'],
];

const AT_ONCE = 6;

// Blank lines and blanks at the ends of lines are not told apart; time goes on between two calls.
function seen(stdout: string): string {
  return normalise(stdout)
    .replace(/(Since Last Run: )\d+$/gm, '$1T')
    .replace(/(last completed run ).* ago$/gm, '$1T ago')
    .replace(/ +$/gm, '')
    .replace(/\n{2,}/g, '\n\n')
    .trim();
}

describe('fleetspec rpc prints what mco rpc prints', () => {
  const lab = useLab('rpc_parity');
  const outcomes = new Map<Case, Promise<{ theirs: Outcome; ours: Outcome }>>();
  let files: string;
  let builtIn: string;

  before(async () => {
    const broker = await labBroker(lab);
    files = writeClient(lab, broker);
    builtIn = writeClient(lab, broker, { file: 'built_in.cfg', settings: { libdir: lab.path('nothing') } });
    const listing = `case "$*" in *-L*) echo "Chain junk_filter (1 references)";; *-S*) RULES;; esac`;
    const program = (name: string, rules: string): string =>
      lab.write(name, `#!/bin/sh\n${listing.replace('RULES', rules)}\n`, 0o755);
    lab.write('puppet/.keep', '');
    const settings = {
      'plugin.iptables.iptables': program('iptables', `echo "-A junk_filter -s ${BLOCKED}/32 -j DROP"`),
      'plugin.iptables.ip6tables': program('ip6tables', 'true'),
      'plugin.puppet.statedir': lab.path('puppet'),
      'plugin.puppet.rundir': lab.path('puppet'),
    };
    const [ruby, ...ours] = SAMPLE_FLEET;
    await Promise.all([
      startMcollectiveds(lab, broker, [ruby!]),
      startFleetspecds(
        lab,
        broker,
        ours.map(node => ({ ...node, settings })),
      ),
    ]);
    schedule([
      ...BUILT_IN.map(one => ({ one, config: builtIn })),
      ...FROM_FILES.map(one => ({ one, config: files })),
    ]);
    await Promise.all(outcomes.values());
  });

  function schedule(cases: readonly { one: Case; config: string }[]): void {
    const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    cases.forEach(({ one, config }, index) => {
      const outcome = lanes[index % AT_ONCE]!.then(() => both(one, config));
      lanes[index % AT_ONCE] = outcome.catch(() => undefined);
      outcomes.set(one, outcome);
    });
  }

  async function both({ args }: Case, config: string): Promise<{ theirs: Outcome; ours: Outcome }> {
    const [theirs, ours] = await Promise.all([
      runMco(lab, files, [...args, '--np']),
      runFleetspec(lab, [...args, '--discovery-quiet', '1.5', '--config', config]),
    ]);
    return { theirs, ours };
  }

  for (const one of [...BUILT_IN, ...FROM_FILES]) {
    it(one.args.join(' '), async () => {
      const { theirs, ours } = await outcomes.get(one)!;
      expect(seen(theirs.stdout), describeOutcome(theirs)).to.contain(one.says);
      if (one.hides) expect(theirs.stdout).not.to.contain(one.hides);
      expect(seen(ours.stdout), describeOutcome(ours)).to.equal(seen(theirs.stdout));
      expect([ours.code, theirs.code]).to.deep.equal([one.exit, one.exit]);
    });
  }

  for (const [args, complaint] of REFUSED) {
    it(`refuses ${args.join(' ').slice(0, 50)}`, async () => {
      const [theirs, ours] = await Promise.all([
        runMco(lab, files, args),
        runFleetspec(lab, [...args, '--config', files]),
      ]);
      expect(theirs.stderr, describeOutcome(theirs)).to.contain(complaint);
      expect(ours.stderr, describeOutcome(ours)).to.contain(complaint);
      expect([ours.code, theirs.code, ours.stdout]).to.deep.equal([1, 1, '']);
    });
  }
});
