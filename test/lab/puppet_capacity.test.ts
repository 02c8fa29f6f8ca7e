// Puppet's real state files, real processes and a real load average, asked through the daemons by check and by mco.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runCheck } from './peers/features';
import { writeFleetspecYaml } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { type LabNode, startMcollectived } from './peers/mcollectived';
import { describeOutcome, type Outcome } from './peers/outcome';
import { expectAnswer } from './peers/plugin_answer';

const CLIENTS = ['client1.lab', 'client2.lab', 'client3.lab'];
const MASTER = 'master.lab';

describe('the capacity of a Puppet master', () => {
  const lab = useLab('puppet');
  const daemons = new Map<string, LabNode>();
  let broker: LabBroker;
  let yaml: string;
  let clientCfg: string;

  const lock = (identity: string): string => lab.path('puppet', identity, 'agent_catalog_run.lock');
  const puppetRuns = (identity: string, pid: number): void => {
    lab.write(`puppet/${identity}/agent_catalog_run.lock`, String(pid));
  };
  const check = (usual: number, limit: string, ...more: string[]): Promise<Outcome> =>
    runCheck(lab, yaml, 'puppet_capacity', [
      ...['--param', `usual=${usual}`, '--param', `limit=${limit}`],
      ...more,
    ]);
  const mco = (...args: string[]): Promise<Outcome> => runMco(lab, clientCfg, args);

  before(async () => {
    broker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker, { checks: { puppet_master: 'role::puppetmaster' } });
    clientCfg = writeClient(lab, broker);
    const start = async (identity: string, role: string): Promise<void> => {
      lab.write(`puppet/${identity}/.keep`, '');
      const settings = {
        'plugin.puppet.statedir': lab.path('puppet', identity),
        'plugin.puppet.rundir': lab.path('puppet', identity),
      };
      daemons.set(identity, await startFleetspecd(lab, broker, { identity, classes: [role], settings }));
    };
    await Promise.all([
      // One node that has neither agent: it must not be counted, nor missed.
      startMcollectived(lab, broker, { identity: 'ruby1.lab' }),
      ...CLIENTS.map(identity => start(identity, 'role::web')),
      start(MASTER, 'role::puppetmaster'),
    ]);
  });

  it('nobody runs: OK, not applicable, and the master is not looked at', async () => {
    const outcome = await check(1, '0');
    expectAnswer(outcome, 'OK', { says: ['not applicable', '0 of 4 Puppet clients', 'puppet_clients=0;1'] });
  });

  it('a lock left by a run that was killed is no running client', async () => {
    const gone = lab.start('gone', 'true', []);
    await gone.exited;
    puppetRuns('client1.lab', gone.pid);
    expectAnswer(await check(0, '0'), 'OK', { says: ['not applicable'] });
    rmSync(lock('client1.lab'));
  });

  it('more run than usual and the master copes: OK', async () => {
    puppetRuns('client1.lab', process.pid);
    puppetRuns('client2.lab', process.pid);
    const outcome = await check(1, '100000');
    expectAnswer(outcome, 'OK', { says: ['1 scenario passed', 'puppet_clients=2;1'] });
  });

  it('more run than usual and the load is too high: CRITICAL, naming the master and the numbers', async () => {
    const outcome = await check(1, '0.0');
    expectAnswer(outcome, 'CRITICAL', { says: [MASTER, /expected below 0/, /puppet_capacity\.feature:7\b/] });
    for (const client of CLIENTS) expect(outcome.stdout.split('\n')[0]).not.to.contain(client);
  });

  it('exactly the usual number: OK, not applicable', async () => {
    expectAnswer(await check(2, '0'), 'OK', { says: ['not applicable', '2 of 4'] });
  });

  it('mco sees the same: who applies a catalog, who is stopped', async () => {
    const outcome = await mco('rpc', 'puppet', 'status', '--json');
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    const replies = JSON.parse(outcome.stdout) as { sender: string; data: Record<string, unknown> }[];
    const states = Object.fromEntries(replies.map(({ sender, data }) => [sender, data.status]));
    expect(states).to.deep.equal({
      'client1.lab': 'applying a catalog',
      'client2.lab': 'applying a catalog',
      'client3.lab': 'stopped',
      [MASTER]: 'stopped',
    });
    const applying = replies.filter(({ data }) => data.applying === true).map(({ sender }) => sender);
    expect(applying.sort()).to.deep.equal(['client1.lab', 'client2.lab']);
  });

  it("mco disables and enables Puppet by Puppet's own lock", async () => {
    const file = lab.path('puppet', 'client3.lab', 'agent_disabled.lock');
    const only = ['-I', 'client3.lab', '--json'];
    const disabled = await mco('rpc', 'puppet', 'disable', 'message=database move', ...only);
    expect(disabled.code, describeOutcome(disabled)).to.equal(0);
    expect(JSON.parse(readFileSync(file, 'utf8'))).to.deep.equal({ disabled_message: 'database move' });
    const again = await mco('rpc', 'puppet', 'disable', ...only);
    expect(again.code, describeOutcome(again)).to.equal(2);
    expect(JSON.parse(again.stdout)[0]).to.include({
      statuscode: 1,
      statusmsg: 'Could not disable Puppet: Already disabled',
    });
    const enabled = await mco('rpc', 'puppet', 'enable', ...only);
    expect(enabled.code, describeOutcome(enabled)).to.equal(0);
    expect(existsSync(file)).to.equal(false);
  });

  it('the master is silent while more run than usual: UNKNOWN, never OK', async () => {
    daemons.get(MASTER)!.child.signal('SIGSTOP');
    try {
      const outcome = await check(1, '100000', '-t', '8');
      expectAnswer(outcome, 'UNKNOWN', { says: [/role::puppetmaster|master\.lab/] });
    } finally {
      daemons.get(MASTER)!.child.signal('SIGCONT');
    }
  });
});
