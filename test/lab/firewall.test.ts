// Real traffic between real hosts: what is blocked on fleetspecd hosts no longer answers the load balancer's ping.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { expect } from 'chai';
import { labBroker } from './peers/activemq';
import { gaps, startPinging } from './peers/continuous_ping';
import { runCheck } from './peers/features';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { canPing, describeWithHosts, type LabHost, LabNetwork, rulesOn, runOnHost } from './peers/namespaces';
import { describeOutcome, type Outcome } from './peers/outcome';
import { expectAnswer } from './peers/plugin_answer';
import { forwardTo } from './peers/port_forward';

const WEB = ['web1.lab', 'web2.lab'];
const NODES = [...WEB, 'db1.lab'];
const SHIPPED = join(ROOT, 'features/firewall.feature');

/** `file:line` of the shipped scenario whose name holds `words`. */
function shippedScenario(words: string): string {
  const lines = readFileSync(SHIPPED, 'utf8').split('\n');
  const index = lines.findIndex(line => line.includes('Scenario:') && line.includes(words));
  expect(index, `a scenario "${words}"`).to.be.greaterThan(0);
  return `${SHIPPED}:${index + 1}`;
}

describeWithHosts('the firewall on real hosts', () => {
  const lab = useLab('firewall');
  let loadBalancer: LabHost;
  const hosts = new Map<string, LabHost>();
  let yaml: string;
  let clientCfg: string;

  const fleetspec = (...args: string[]): Promise<Outcome> => runFleetspec(lab, [...args, '--config', yaml]);
  const mco = (...args: string[]): Promise<Outcome> => runMco(lab, clientCfg, args);

  /** Which nodes answer the load balancer, by identity. */
  async function reachable(version: 'ipv4' | 'ipv6' = 'ipv4'): Promise<string[]> {
    const answers = await Promise.all(NODES.map(name => canPing(loadBalancer, hosts.get(name)![version])));
    return NODES.filter((_, index) => answers[index]);
  }
  const noRules = (): void => {
    for (const name of NODES) expect(rulesOn(hosts.get(name)!), name).to.deep.equal([]);
  };

  before(async () => {
    const network = LabNetwork.create(lab, ['lb', 'web1', 'web2', 'db1']);
    const broker = await labBroker(lab);
    const seenByHosts = await forwardTo(lab, broker, network.gateway);
    loadBalancer = network.host('lb');
    for (const name of NODES) hosts.set(name, network.host(name.split('.')[0]!));
    yaml = writeFleetspecYaml(lab, broker, {
      checks: { devices: { 'load balancer': loadBalancer.ipv4, 'old balancer': '192.0.2.99' } },
    });
    clientCfg = writeClient(lab, broker);
    await Promise.all(
      NODES.map(identity =>
        startFleetspecd(
          lab,
          seenByHosts,
          { identity, classes: [WEB.includes(identity) ? 'role::web' : 'role::db'] },
          { host: hosts.get(identity)! },
        ),
      ),
    );
  });

  it('every host answers the load balancer to begin with', async () => {
    expect(await reachable()).to.deep.equal(NODES);
    expect(await reachable('ipv6')).to.deep.equal(NODES);
  });

  it('fleetspec rpc blocks the web servers: their answers stop; unblocked they come back', async () => {
    const blocked = await fleetspec(
      'rpc',
      'iptables',
      'block',
      `ipaddr=${loadBalancer.ipv4}`,
      '-C',
      'role::web',
    );
    expect(blocked.code, describeOutcome(blocked)).to.equal(0);
    expect(await reachable()).to.deep.equal(['db1.lab']);
    expect(await reachable('ipv6')).to.deep.equal(NODES);
    for (const name of WEB) {
      expect(rulesOn(hosts.get(name)!)).to.deep.equal([
        `iptables -A junk_filter -s ${loadBalancer.ipv4}/32 -j DROP`,
      ]);
    }
    const open = await fleetspec(
      'rpc',
      'iptables',
      'unblock',
      `ipaddr=${loadBalancer.ipv4}`,
      '-C',
      'role::web',
    );
    expect(open.code, describeOutcome(open)).to.equal(0);
    expect(await reachable()).to.deep.equal(NODES);
    noRules();
  });

  it('the real mco blocks an IPv6 address on one host, and sees it', async () => {
    const address = `ipaddr=${loadBalancer.ipv6}`;
    const blocked = await mco('rpc', 'iptables', 'block', address, '-I', 'web1.lab');
    expect(blocked.code, describeOutcome(blocked)).to.equal(0);
    expect(await reachable('ipv6')).to.deep.equal(['web2.lab', 'db1.lab']);
    expect(await reachable()).to.deep.equal(NODES);
    const seen = await mco('rpc', 'iptables', 'isblocked', address, '--json');
    const states = (JSON.parse(seen.stdout) as { sender: string; data: { blocked: boolean } }[]).map(
      reply => [reply.sender, reply.data.blocked] as const,
    );
    expect(Object.fromEntries(states)).to.deep.equal({
      'web1.lab': true,
      'web2.lab': false,
      'db1.lab': false,
    });
    const list = await mco('rpc', 'iptables', 'listblocked', '-I', 'web1.lab', '--json');
    expect(JSON.parse(list.stdout)[0].data).to.deep.equal({ blocked: [loadBalancer.ipv6] });
    const again = await mco('rpc', 'iptables', 'block', address, '-I', 'web1.lab', '--json');
    expect(again.code, describeOutcome(again)).to.equal(2);
    expect(JSON.parse(again.stdout)[0]).to.include({
      statuscode: 1,
      statusmsg: `${loadBalancer.ipv6} is already blocked`,
    });
    const open = await mco('rpc', 'iptables', 'unblock', address, '-I', 'web1.lab');
    expect(open.code, describeOutcome(open)).to.equal(0);
    expect(await reachable('ipv6')).to.deep.equal(NODES);
    noRules();
  });

  it('the shipped feature: blocked by its first scenario, let in again by its second', async () => {
    const params = [
      '--act',
      '--param',
      `load_balancer=${loadBalancer.ipv4}`,
      '--param',
      'web_servers=role::web',
    ];
    const blocked = await fleetspec('check', shippedScenario('is blocked on every'), ...params);
    expectAnswer(blocked, 'OK', { says: ['Firewall', '1 scenario passed'] });
    expect(await reachable()).to.deep.equal(['db1.lab']);
    const open = await fleetspec('check', shippedScenario('is let in again'), ...params);
    expectAnswer(open, 'OK', { says: ['Firewall', '1 scenario passed'] });
    expect(await reachable()).to.deep.equal(NODES);
    noRules();
  });

  it('the whole shipped feature is OK, and the traffic really stopped meanwhile', async () => {
    const web = await startPinging(lab, loadBalancer, hosts.get('web1.lab')!.ipv4);
    const db = await startPinging(lab, loadBalancer, hosts.get('db1.lab')!.ipv4);
    const params = [
      '--act',
      '--param',
      `load_balancer=${loadBalancer.ipv4}`,
      '--param',
      'web_servers=role::web',
    ];
    const outcome = await fleetspec('check', SHIPPED, ...params);
    const lost = gaps(await web.stop());
    const lostByOthers = gaps(await db.stop());
    expectAnswer(outcome, 'OK', { says: ['Firewall', '2 scenarios passed'] });
    expect(Math.max(0, ...lost), `gaps ${lost}`).to.be.greaterThan(2);
    expect(lostByOthers, 'a host of another class').to.deep.equal([]);
    noRules();
  });

  it('fleetspec run shows every step of it and exits 0', async () => {
    const params = [
      '--act',
      '--param',
      `load_balancer=${loadBalancer.ipv4}`,
      '--param',
      'web_servers=role::web',
    ];
    const outcome = await fleetspec('run', SHIPPED, ...params);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    expect(outcome.stdout).to.contain('✔ When I block the load balancer\n');
    expect(outcome.stdout).to.match(/OK: Firewall - 2 scenarios passed/);
    noRules();
  });

  it('one host that does not block makes the check CRITICAL: host, expected, got, feature:line', async () => {
    const address = `ipaddr=${loadBalancer.ipv4}`;
    await fleetspec('rpc', 'iptables', 'block', address, '-C', 'role::web');
    const outcome = await runCheck(lab, yaml, 'is_blocked');
    expectAnswer(outcome, 'CRITICAL', {
      says: ['db1.lab', 'expected blocked', 'got unblocked', /is_blocked\.feature:6\b/],
    });
    expect(outcome.stdout.split('\n')[0]).not.to.contain('web1.lab');
    await fleetspec('rpc', 'iptables', 'block', address, '-C', 'role::db');
    expectAnswer(await runCheck(lab, yaml, 'is_blocked'), 'OK', { says: ['Blocked everywhere'] });
    await fleetspec('rpc', 'iptables', 'unblock', address);
    noRules();
  });

  it('a check leaves alone what was blocked before it', async () => {
    await fleetspec('rpc', 'iptables', 'block', 'ipaddr=192.0.2.99');
    const outcome = await runCheck(lab, yaml, 'block_and_unblock', [
      '--act',
      '--param',
      `address=${loadBalancer.ipv4}`,
    ]);
    expectAnswer(outcome, 'OK', { says: [] });
    for (const name of NODES) {
      expect(rulesOn(hosts.get(name)!)).to.deep.equal(['iptables -A junk_filter -s 192.0.2.99/32 -j DROP']);
    }
    await fleetspec('rpc', 'iptables', 'unblock', 'ipaddr=192.0.2.99');
    noRules();
  });

  it('an address that is none is refused by every host and changes nothing', async () => {
    for (const bad of ['not-an-address', '192.0.2.7; reboot', '-j', '192.0.2.0/24', '999.1.1.1']) {
      const outcome = await fleetspec('rpc', 'iptables', 'block', `ipaddr=${bad}`, '--json', '--no-ddl');
      expect(outcome.code, describeOutcome(outcome)).to.equal(2);
      const codes = (JSON.parse(outcome.stdout) as { statuscode: number }[]).map(reply => reply.statuscode);
      expect(codes, bad).to.deep.equal([4, 4, 4]);
    }
    noRules();
  });

  it('a step about a device nobody introduced is UNKNOWN and names the nearest', async () => {
    const outcome = await runCheck(lab, yaml, 'unknown_device', ['--act']);
    expectAnswer(outcome, 'UNKNOWN', { says: ['load balancr', 'load balancer'] });
    noRules();
  });

  it('a broker behind a firewall that drops everything is given up in time, by name', async () => {
    const web1 = hosts.get('web1.lab')!;
    const drop = ['INPUT', '-p', 'tcp', '--dport', '61613', '-j', 'DROP'];
    await runOnHost(web1, 'iptables', ['-I', ...drop]);
    const config = writeFleetspecYaml(
      lab,
      { host: web1.ipv4, port: 61613, user: 'mcollective', password: 'marionette' },
      { broker: { connect_timeout: '1s' } },
      'dropped.yaml',
    );
    const outcome = await runCheck(lab, config, 'nobody', ['-t', '8']);
    expectAnswer(outcome, 'UNKNOWN', { says: [`${web1.ipv4}:61613`], deadlineSeconds: 5 });
    await runOnHost(web1, 'iptables', ['-D', ...drop]);
  });
});
