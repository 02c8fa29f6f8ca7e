// The firewall feature and its relatives over the embedded broker and emulated hosts, up to plugin line and exit code.
import { after, afterEach, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { ToySite } from './toy_site';

const LB = '192.0.2.7';
const WEB = ['web1.example.net', 'web2.example.net', 'web3.example.net'];
const PARAMS = ['--act', '--param', `load_balancer=${LB}`, '--param', 'web_servers=role::web'];

let site: ToySite;
before(async () => {
  const web = WEB.map(identity => ({ identity, classes: ['role::web'], facts: { country: 'de' } }));
  site = await ToySite.start([...web, { identity: 'db1.example.net', facts: { country: 'uk' } }]);
});
after(() => site.stop());
afterEach(() =>
  Promise.all(
    WEB.map(name =>
      site.fleetspec(['rpc', 'iptables', 'unblock', `ipaddr=${LB}`, '-I', name, '-c', site.configFile()]),
    ),
  ),
);

const blocked = async (): Promise<string[]> => {
  const argv = [
    'rpc',
    'iptables',
    'isblocked',
    `ipaddr=${LB}`,
    '-C',
    'role::web',
    '--json',
    '-c',
    site.configFile(),
  ];
  const { stdout } = await site.fleetspec(argv);
  const replies = JSON.parse(stdout) as { sender: string; data: { blocked: boolean } }[];
  return replies.filter(reply => reply.data.blocked).map(reply => reply.sender);
};

const background = `Feature: Toys
  Background:
    Given the load balancer has ip address ${LB}
    And I want to update hosts with class /^role::web$/
    And I want to update hosts with fact country=de
    And I want to pre-discover the nodes to manage
`;
const scenario = (...steps: string[]) => `  Scenario: Toy\n${steps.map(step => `    ${step}\n`).join('')}`;

describe('the firewall feature', () => {
  it('blocks and unblocks every web server', async () => {
    const answer = await site.check('features/firewall.feature', PARAMS);
    expect(answer.first).to.equal('OK: Firewall - 2 scenarios passed');
    expect(answer.perfdata).to.match(
      /^scenarios=2;;;0 passed=2;;;0 failed=0;;;0 unknown=0;;;0 not_applicable=0;;;0 time=[\d.]+s;;;0$/,
    );
    expect(answer).to.include({ code: 0, stderr: '' });
    expect(await blocked()).to.deep.equal([]);
  });

  it('takes parameters and devices from the configuration', async () => {
    const checks = { params: { load_balancer: LB, web_servers: 'role::web' } };
    expect(await site.check('features/firewall.feature', ['--act'], { checks })).to.include({ code: 0 });
    const feature = site.feature(
      `${background.replace(/ {4}Given the load.*\n/, '')}${scenario('When I block the load balancer', 'Then traffic from the Load Balancer should be blocked', 'When I unblock the load balancer')}`,
    );
    const devices = { devices: { 'load balancer': LB } };
    expect(await site.check(feature, ['--act'], { checks: devices })).to.include({ code: 0 });
  });

  it('runs the scenario at a line', async () => {
    const answer = await site.check('features/firewall.feature:20', PARAMS);
    expect(answer.first).to.equal('OK: Firewall - 1 scenario passed');
    expect(await blocked()).to.have.members(WEB);
  });

  it('names the hosts that are not as they should be', async () => {
    const feature = site.feature(
      `${background}${scenario('Then traffic from the load balancer should be blocked')}`,
    );
    const answer = await site.check(feature);
    expect(answer.first).to.equal(
      `CRITICAL: Toys - web1.example.net, web2.example.net and web3.example.net: traffic from ${LB} expected blocked, got unblocked (${feature}:8)`,
    );
    expect(answer).to.include({ code: 2, stderr: '' });
    expect(answer.more).to.have.lengthOf(4);
    expect(answer.more[0]).to.match(/^\[critical\] Toy \(.*toy\.feature:7\): web1\.example\.net, /);
  });

  it('names a device nobody knows, and what to do', async () => {
    const feature = site.feature(`${background}${scenario('When I block the lode balancer')}`);
    const answer = await site.check(feature, ['--act']);
    expect(answer.first).to.match(
      /^UNKNOWN: Toys - unknown device "lode balancer" \(did you mean "load balancer"\?\); add the step /,
    );
    expect(answer).to.include({ code: 3, stderr: '' });
  });

  it('names an address that is none', async () => {
    const answer = await site.check('features/firewall.feature', [
      '--act',
      '--param',
      'load_balancer=192.0.2.777',
      '--param',
      'web_servers=x',
    ]);
    expect(answer.first).to.match(/^UNKNOWN: Firewall - "192\.0\.2\.777" is not an IP address/);
    expect(answer.code).to.equal(3);
  });

  it('is unknown when nobody is discovered, and says who was looked for', async () => {
    const answer = await site.check('features/firewall.feature', [
      '--act',
      '--param',
      `load_balancer=${LB}`,
      '--param',
      'web_servers=role::mail',
    ]);
    expect(answer.first).to.match(
      /^UNKNOWN: Firewall - no nodes discovered for class role::mail; check the filter, that the daemons run, and that security keys/,
    );
    expect(answer.code).to.equal(3);
  });

  it('names what parameters are missing', async () => {
    const answer = await site.check('features/firewall.feature', ['--param', `load_balancer=${LB}`]);
    expect(answer.first).to.match(
      /^UNKNOWN: Firewall - no value for <web_servers>; give --param web_servers=…/,
    );
    expect(answer.code).to.equal(3);
  });

  it('names a host that is expected and does not answer', async () => {
    const feature = site.feature(`Feature: Toys
  Scenario: Named
    Given the load balancer has ip address ${LB}
    And I want to update hosts named web1.example.net and web9.example.net
    Then traffic from the load balancer should be unblocked
`);
    const answer = await site.check(feature, [], { timeoutMs: 300 });
    expect(answer.first).to.match(
      /^UNKNOWN: Toys - no answer from web9\.example\.net to iptables isblocked; /,
    );
    expect(answer.first).to.match(/toy\.feature:5\)$/);
    expect(answer.code).to.equal(3);
  });

  it('undoes what it did on the others when one host fails, and says so', async () => {
    const { exec } = site.fleet.host('web2.example.net');
    const run = exec.run.bind(exec);
    exec.run = async (file, args, options) => {
      const busy = {
        code: 4,
        signal: null,
        stdout: '',
        stderr: 'Resource temporarily unavailable',
        timedOut: false,
        truncated: false,
      };
      return args.includes('-A') ? busy : run(file, args, options);
    };
    const answer = await site.check('features/firewall.feature:20', PARAMS);
    exec.run = run;
    expect(answer.first).to.match(
      /^CRITICAL: Firewall - web2\.example\.net: traffic from 192\.0\.2\.7 expected blocked, got /,
    );
    expect(answer.code).to.equal(2);
    expect(answer.more.join('\n')).to.match(
      /undone: unblocked 192\.0\.2\.7 on web1\.example\.net.* web3\.example\.net/,
    );
    expect(await blocked()).to.deep.equal([]);
  });

  it('answers before the deadline when a host hangs, names it, and undoes the rest', async () => {
    const { exec } = site.fleet.host('web3.example.net');
    const run = exec.run.bind(exec);
    exec.run = (file, args, options) =>
      args.includes('-A') ? new Promise(() => {}) : run(file, args, options);
    const started = performance.now();
    const answer = await site.check('features/firewall.feature:20', [...PARAMS, '-t', '2'], {
      timeoutMs: 60_000,
    });
    exec.run = run;
    expect(performance.now() - started).to.be.below(2000);
    expect(answer.first).to.match(
      /^UNKNOWN: Firewall - no answer from web3\.example\.net to iptables block; /,
    );
    expect(answer.code).to.equal(3);
    expect(answer.more.join('\n')).to.match(
      /undone: unblocked 192\.0\.2\.7 on web1\.example\.net and web2\.example\.net/,
    );
    expect(await blocked()).not.to.include('web1.example.net');
  });
});
