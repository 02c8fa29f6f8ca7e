// A daemon that dies: the check is UNKNOWN, names the silent host and comes in time.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/load_config';
import { processEnvironment } from '../../lib/environment';
import { Fleet } from '../../lib/rpc/fleet';
import { type LabBroker, labBroker } from './peers/activemq';
import { runCheck } from './peers/features';
import { type FirewallFleet, FLEET, SLOW, startFirewallFleet } from './peers/firewall_fleet';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { useLab } from './peers/lab';
import { writeClient } from './peers/mco';
import { type LabNode, startMcollectived } from './peers/mcollectived';
import { describeWithHosts } from './peers/namespaces';
import { expectAnswer } from './peers/plugin_answer';

const ADDRESS = ['--param', 'address=192.0.2.7'];

describeWithHosts('a node that falls silent', () => {
  const lab = useLab('silent');
  let broker: LabBroker;
  let fleet: FirewallFleet;
  let ruby: LabNode;
  let yaml: string;

  before(async () => {
    broker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker, { rpc: { timeout: '2s' } });
    [fleet, ruby] = await Promise.all([
      startFirewallFleet(lab, broker),
      startMcollectived(lab, broker, { identity: 'ruby1.lab' }),
    ]);
  });

  it('all alive: OK', async () => {
    const outcome = await runCheck(lab, yaml, 'is_unblocked', ADDRESS);
    expectAnswer(outcome, 'OK', { says: ['Open everywhere'] });
  });

  it('killed in the middle of a call: UNKNOWN, its name and no other', async () => {
    fleet.forgetAsked();
    const check = runCheck(lab, yaml, 'is_unblocked', ADDRESS);
    await fleet.untilAsked();
    await fleet.nodes.get(SLOW)!.child.kill();
    const outcome = await check;
    expectAnswer(outcome, 'UNKNOWN', { says: [SLOW, /is_unblocked\.feature:7/] });
    for (const other of FLEET) if (other !== SLOW) expect(outcome.stdout).not.to.contain(other);
  });

  it('dead before the check: missed when the check names it', async () => {
    const hosts = ['--param', `hosts=web1.lab and ${SLOW}`];
    const outcome = await runCheck(lab, yaml, 'named_hosts', hosts);
    expectAnswer(outcome, 'UNKNOWN', { says: [SLOW] });
    expect(outcome.stdout).not.to.contain('web1.lab');
  });

  it('a stopped process is as silent as a dead one, and the deadline is kept', async () => {
    const { child } = fleet.nodes.get('web2.lab')!;
    child.signal('SIGSTOP');
    try {
      const hosts = ['--param', 'hosts=web1.lab and web2.lab'];
      const outcome = await runCheck(lab, yaml, 'named_hosts', [...hosts, '-t', '3']);
      expectAnswer(outcome, 'UNKNOWN', { says: ['web2.lab'], deadlineSeconds: 3 });
    } finally {
      child.signal('SIGCONT');
    }
  });

  it('a killed mcollectived is named by rpc as well, and the others are heard', async () => {
    await ruby.child.kill();
    const outcome = await runFleetspec(lab, [
      ...['rpc', 'rpcutil', 'ping', '-I', 'ruby1.lab', '-I', 'web1.lab', '-t', '1'],
      ...['--config', yaml],
    ]);
    expect(outcome.stdout + outcome.stderr).to.contain('ruby1.lab');
    expect(outcome.stdout).to.contain('web1.lab');
  });

  describe('between discovery and call', () => {
    let client: Fleet;
    before(async () => {
      const environment = processEnvironment();
      const config = loadConfig(environment, { file: writeClient(lab, broker), role: 'client' });
      client = await Fleet.connect(config, { environment });
    });
    after(() => client?.close());

    it('the library lists it as not responding', async () => {
      const iptables = client.agent('iptables').withClass('role::web');
      const { nodes } = await iptables.discover();
      expect(nodes).to.deep.equal(['web1.lab', 'web2.lab']);
      await fleet.nodes.get('web2.lab')!.child.kill();
      const result = await iptables.call('isblocked', { ipaddr: '192.0.2.7' }, { timeoutMs: 1_000 }).result();
      expect(result.noResponse).to.deep.equal(['web2.lab']);
      expect(result.ok.map(reply => reply.sender)).to.deep.equal(['web1.lab']);
    });
  });
});
