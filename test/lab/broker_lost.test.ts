// A broker that is gone, dies or hangs: UNKNOWN with exit 3 before the deadline, and well again afterwards.
import { before, it } from 'node:test';
import { expect } from 'chai';
import { ActiveMq } from './peers/activemq';
import { runCheck } from './peers/features';
import { type FirewallFleet, FLEET, startFirewallFleet } from './peers/firewall_fleet';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { useLab } from './peers/lab';
import { describeWithHosts, rulesOn } from './peers/namespaces';
import { describeOutcome } from './peers/outcome';
import { expectAnswer, expectFault } from './peers/plugin_answer';
import { waitFor } from './peers/wait_for';

const ADDRESS = ['--param', 'address=192.0.2.7'];

describeWithHosts('a broker that fails', () => {
  const lab = useLab('broker');
  let broker: ActiveMq;
  let fleet: FirewallFleet;
  let yaml: string;
  let name: string;

  before(async () => {
    broker = await ActiveMq.start(lab, 'activemq-mortal');
    name = `127.0.0.1:${broker.port}`;
    yaml = writeFleetspecYaml(lab, broker);
    fleet = await startFirewallFleet(lab, broker);
  });

  it('alive: OK', async () => {
    expectAnswer(await runCheck(lab, yaml, 'is_unblocked', ADDRESS), 'OK', { says: [] });
  });

  it('hangs before the check: UNKNOWN within the time given', async () => {
    broker.signal('SIGSTOP');
    try {
      const outcome = await runCheck(lab, yaml, 'is_unblocked', [...ADDRESS, '-t', '3']);
      expectAnswer(outcome, 'UNKNOWN', { says: [], deadlineSeconds: 3 });
    } finally {
      broker.signal('SIGCONT');
    }
  });

  it('hangs in the middle of a call: UNKNOWN within the time given', async () => {
    fleet.forgetAsked();
    const check = runCheck(lab, yaml, 'is_unblocked', [...ADDRESS, '-t', '5']);
    await fleet.untilAsked();
    broker.signal('SIGSTOP');
    try {
      expectAnswer(await check, 'UNKNOWN', { says: [], deadlineSeconds: 5 });
    } finally {
      broker.signal('SIGCONT');
    }
  });

  it('dies in the middle of a call: UNKNOWN at once, naming the broker', async () => {
    fleet.forgetAsked();
    const check = runCheck(lab, yaml, 'is_unblocked', [...ADDRESS, '-t', '20']);
    await fleet.untilAsked();
    await broker.kill();
    expectAnswer(await check, 'UNKNOWN', { says: [name], deadlineSeconds: 10 });
  });

  it('is gone before the check: UNKNOWN at once, naming the broker', async () => {
    const outcome = await runCheck(lab, yaml, 'is_unblocked', [...ADDRESS, '-t', '20']);
    expectAnswer(outcome, 'UNKNOWN', { says: [name], deadlineSeconds: 8 });
    expectFault(await runFleetspec(lab, ['find', '--config', yaml]), [name]);
  });

  it('comes back: the daemons find it again and the check is OK', async () => {
    broker = await ActiveMq.start(lab, 'activemq-reborn', broker.port);
    const found = await waitFor(
      'all nodes to be back',
      async () => {
        const outcome = await runFleetspec(lab, ['find', '--json', '--config', yaml]);
        return outcome.stdout.includes(FLEET[0]) && JSON.parse(outcome.stdout).length === 3 && outcome;
      },
      45_000,
    );
    expect(found.code, describeOutcome(found)).to.equal(0);
    expectAnswer(await runCheck(lab, yaml, 'is_unblocked', ADDRESS), 'OK', { says: [] });
  });

  it('dies while rules are being changed: UNKNOWN, and it says which hosts may have stayed blocked', async () => {
    const web1 = fleet.network.host('web1');
    const check = runCheck(lab, yaml, 'block_and_unblock', [...ADDRESS, '--act', '-t', '20']);
    await waitFor('web1 to be blocked', () => rulesOn(web1).length > 0);
    await broker.kill();
    const outcome = await check;
    expectAnswer(outcome, 'UNKNOWN', { says: [name, 'web1.lab'], deadlineSeconds: 20 });
    expect(outcome.stdout.split('\n')[0]).to.match(/not .*unblocked|still|may|undone/);
    expect(rulesOn(web1)).to.deep.equal(['iptables -A junk_filter -s 192.0.2.7/32 -j DROP']);
  });
});
