// A real Nagios 4 schedules `fleetspec check`: state, text and performance data arrive in its status.dat.
import { before, it } from 'node:test';
import { expect } from 'chai';
import { labBroker } from './peers/activemq';
import { feature } from './peers/features';
import { FLEET, startFirewallFleet } from './peers/firewall_fleet';
import { CLIENT, writeFleetspecYaml } from './peers/fleetspec';
import { useLab } from './peers/lab';
import { Nagios, type StatusBlock } from './peers/nagios';
import { describeWithHosts } from './peers/namespaces';

// What Nagios has in current_state.
const OK = '0';
const CRITICAL = '2';
const UNKNOWN = '3';

describeWithHosts('real Nagios', () => {
  const lab = useLab('nagios');
  let nagios: Nagios;

  before(async () => {
    const broker = await labBroker(lab);
    const devices = { checks: { devices: { 'load balancer': '192.0.2.7' } } };
    const yaml = writeFleetspecYaml(lab, broker, devices);
    const wrongPort = writeFleetspecYaml(lab, { ...broker, port: 1 }, devices, 'wrong_port.yaml');
    await startFirewallFleet(lab, broker);
    const check = (name: string, config: string, more = ''): string =>
      `${process.execPath} ${CLIENT} check ${feature(name)} --config ${config} -t 20 ${more}`;
    nagios = await Nagios.start(lab, [
      { description: 'open', commandLine: check('is_unblocked', yaml, '--param address=192.0.2.7') },
      { description: 'blocked', commandLine: check('is_blocked', yaml) },
      { description: 'no broker', commandLine: check('is_blocked', wrongPort) },
      { description: 'no such host', commandLine: check('named_hosts', yaml, '--param hosts=ghost.lab') },
    ]);
  });

  it('OK with its performance data', async () => {
    const block = await nagios.checked('open');
    expect(block.current_state, block.plugin_output).to.equal(OK);
    expect(block.plugin_output).to.match(/^OK: Open everywhere - 1 scenario passed$/);
    const perfdata = metrics(block);
    expect(perfdata.scenarios).to.match(/^1(;|$)/);
    expect(perfdata.passed).to.match(/^1(;|$)/);
    expect(perfdata.failed).to.match(/^0(;|$)/);
    expect(perfdata.time).to.match(/^\d+(\.\d+)?s(;|$)/);
  });

  it('CRITICAL names the hosts and the line of the feature', async () => {
    const block = await nagios.checked('blocked');
    expect(block.current_state, block.plugin_output).to.equal(CRITICAL);
    expect(block.plugin_output).to.match(/^CRITICAL: Blocked everywhere - /);
    expect(block.plugin_output)
      .to.contain('expected blocked, got unblocked')
      .and.to.match(/\.feature:6\)$/);
    for (const host of FLEET) expect(`${block.plugin_output}${block.long_plugin_output}`).to.contain(host);
    expect(metrics(block).failed).to.match(/^1(;|$)/);
  });

  it('UNKNOWN when the broker is not there', async () => {
    const block = await nagios.checked('no broker');
    expect(block.current_state, block.plugin_output).to.equal(UNKNOWN);
    expect(block.plugin_output).to.match(/^UNKNOWN: Blocked everywhere - .*127\.0\.0\.1:1\b/);
    expect(metrics(block).unknown).to.match(/^1(;|$)/);
  });

  it('UNKNOWN names the silent host', async () => {
    const block = await nagios.checked('no such host');
    expect(block.current_state, block.plugin_output).to.equal(UNKNOWN);
    expect(block.plugin_output).to.contain('ghost.lab');
  });
});

/** `label=value;…` of status.dat by label. */
function metrics(block: StatusBlock): Record<string, string> {
  const pairs = (block.performance_data ?? '').split(' ').map(metric => metric.split('='));
  return Object.fromEntries(pairs.map(([label = '', value = '']) => [label, value]));
}
