// Real rules on real hosts, and checks that end in the middle: whatever ends them, the rules go again.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { before, it } from 'node:test';
import { expect } from 'chai';
import { labBroker } from './peers/activemq';
import { runCheck } from './peers/features';
import { type FirewallFleet, FLEET, startFirewallFleet } from './peers/firewall_fleet';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { useLab } from './peers/lab';
import { describeWithHosts, rulesOn } from './peers/namespaces';
import { describeOutcome, type Outcome, runProgram } from './peers/outcome';
import { expectAnswer } from './peers/plugin_answer';
import { waitFor } from './peers/wait_for';

const ADDRESS = ['--param', 'address=192.0.2.7'];
const DROP = 'iptables -A junk_filter -s 192.0.2.7/32 -j DROP';

describeWithHosts('a check that ends while hosts are changed', () => {
  const lab = useLab('hands');
  let fleet: FirewallFleet;
  let yaml: string;

  const rules = (identity: string): readonly string[] => rulesOn(fleet.network.host(identity.split('.')[0]!));
  const blocked = (): string[] => FLEET.filter(identity => rules(identity).includes(DROP));

  before(async () => {
    const broker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker, { rpc: { timeout: '10s' } });
    fleet = await startFirewallFleet(lab, broker);
  });

  /** Blocks and unblocks; `signal` comes as soon as a host is blocked, and long before the last is. */
  async function interrupted(signal: NodeJS.Signals): Promise<Outcome> {
    let pid = 0;
    const check = runCheck(lab, yaml, 'block_and_unblock', [...ADDRESS, '--act', '-t', '20'], {
      onStart: started => {
        pid = started;
      },
    });
    await waitFor('web1 to be blocked', () => blocked().includes('web1.lab'));
    process.kill(pid, signal);
    return check;
  }

  it('is refused without --act, and planned with --plan: no rule is made', async () => {
    const refused = await runCheck(lab, yaml, 'block_and_unblock', ADDRESS);
    expectAnswer(refused, 'UNKNOWN', { says: ['I block the load balancer', '--act', /:7\)\|/] });
    const plan = await runCheck(lab, yaml, 'block_and_unblock', [...ADDRESS, '--plan']);
    expect(plan.stdout, describeOutcome(plan)).to.match(
      /^OK: .* 1 call would change 3\s+hosts, and nothing was\n/,
    );
    expect(plan.stdout).to.include(
      '  iptables block ipaddr=192.0.2.7 on 3 hosts\n    allowed (no policy): web1.lab',
    );
    expect(blocked()).to.deep.equal([]);
  });

  it('by kill -9: the next start unblocks them, and says so', async () => {
    const killed = await interrupted('SIGKILL');
    expect(killed.stdout).to.equal('');
    expect(blocked()).to.include('web1.lab');
    const next = await runCheck(lab, yaml, 'is_unblocked', ADDRESS);
    expectAnswer(next, 'OK', { says: ['Open everywhere'] });
    expect(next.stdout).to.include(
      'undone: unblocked 192.0.2.7 on web1.lab, web2.lab and web3.lab; left by an earlier run',
    );
    expect(blocked()).to.deep.equal([]);
    expect(readdirSync(lab.path('state'))).to.deep.equal([]);
  });

  it('by a signal: it unblocks them itself', async () => {
    const outcome = await interrupted('SIGTERM');
    expectAnswer(outcome, 'UNKNOWN', { says: ['interrupted by SIGTERM'] });
    // The slow host may need longer than a run that must end has.
    expect(outcome.stdout).to.include('undone: unblocked 192.0.2.7 on web1.lab');
    expect(blocked()).not.to.include('web1.lab');
    expect((await runFleetspec(lab, ['undo', '--config', yaml])).code).to.equal(0);
    expect(blocked()).to.deep.equal([]);
  });

  it('by its deadline: it unblocks who answers, and keeps the others for later', async () => {
    const { child } = fleet.nodes.get('web2.lab')!;
    const check = runCheck(lab, yaml, 'block_and_unblock', [...ADDRESS, '--act', '-t', '8']);
    await waitFor('web2 to be blocked', () => blocked().includes('web2.lab'));
    child.signal('SIGSTOP');
    const outcome = await check;
    child.signal('SIGCONT');
    expectAnswer(outcome, 'UNKNOWN', { says: [], deadlineSeconds: 8 });
    expect(outcome.stdout).to.include('undone: unblocked 192.0.2.7 on web1.lab');
    expect(blocked()).not.to.include('web1.lab');
    const undone = await runFleetspec(lab, ['undo', '--config', yaml]);
    expect(undone.code, describeOutcome(undone)).to.equal(0);
    expect(blocked()).to.deep.equal([]);
  });

  it('is not begun when the disk for its journal is full', async () => {
    const disk = lab.path('full');
    mkdirSync(disk);
    const mount = await runProgram('mount', ['-t', 'tmpfs', '-o', 'size=4096,mode=700', 'none', disk]);
    expect(mount.code, describeOutcome(mount)).to.equal(0);
    try {
      writeFileSync(`${disk}/full`, Buffer.alloc(4096));
      const full = lab.write('full.yaml', lab.read('fleetspec.yaml').replace(lab.path('state'), disk), 0o600);
      const outcome = await runCheck(lab, full, 'block_and_unblock', [...ADDRESS, '--act']);
      expectAnswer(outcome, 'UNKNOWN', {
        says: ['no host is changed, because its undo cannot be kept', 'ENOSPC'],
      });
      expect(blocked()).to.deep.equal([]);
    } finally {
      await runProgram('umount', [disk]);
    }
  });
});
