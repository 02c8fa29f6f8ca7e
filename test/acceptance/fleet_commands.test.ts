// The commands about one agent, on emulated hosts: what people see, what programs get, and what is asked before a fleet is
// changed.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { ToySite } from './toy_site';

let site: ToySite;
before(async () => {
  site = await ToySite.start(
    [1, 2, 3].map(n => ({
      identity: `web${n}.example.net`,
      classes: ['role::web'],
      facts: { country: n === 3 ? 'uk' : 'de' },
      load: [n, n, n] as const,
      packages: n < 3 ? { nginx: '1.22.1-9' } : {},
      services: { nginx: n === 2 ? ('stopped' as const) : ('running' as const) },
      processes: ['/usr/sbin/nginx -g daemon off;', { command: 'nginx-old', state: 'Z', user: 'www-data' }],
    })),
  );
});
after(() => site.stop());

async function run(...argv: string[]) {
  const { code, stdout, stderr } = await site.fleetspec([...argv, '--config', site.configFile()]);
  const all = stdout.split('\n').filter(line => !/^(Finished processing.*|)$/.test(line));
  const end = all.findIndex(line => line.startsWith('Summary of '));
  const [lines, summary] = end < 0 ? [all, []] : [all.slice(0, end), all.slice(end)];
  return { code, stderr, lines, summary };
}

describe('fleetspec facts', () => {
  it('counts the values, and names the nodes with -v', async () => {
    const { code, lines } = await run('facts', 'country');
    expect(lines).to.deep.equal([
      'Report for fact: country',
      '        de                                       found 2 times',
      '        uk                                       found 1 times',
    ]);
    expect(code).to.equal(0);
    expect((await run('facts', 'country', '-v')).lines).to.include.members([
      '            web1.example.net',
      '            web2.example.net',
    ]);
    expect((await run('facts', 'nothing')).lines).to.deep.equal(['No values found for fact nothing']);
  });
});

describe('fleetspec package and service', () => {
  it('show each node’s state, whichever word comes first', async () => {
    const packages = [
      '   web1.example.net: nginx-1.22.1-9.amd64',
      '   web2.example.net: nginx-1.22.1-9.amd64',
      '   web3.example.net: purged',
    ];
    expect((await run('package', 'status', 'nginx')).lines).to.deep.equal(packages);
    expect((await run('package', 'nginx', 'status')).lines).to.deep.equal(packages);
    const services = [
      '   web1.example.net: running',
      '   web2.example.net: stopped',
      '   web3.example.net: running',
    ];
    expect((await run('service', 'nginx', 'status')).lines).to.deep.equal(services);
    const status = await run('service', 'status', 'nginx');
    expect(status.lines).to.deep.equal(services);
    expect(status.summary).to.deep.equal(['Summary of Service Status:', '   running = 2', '   stopped = 1']);
    expect((await run('package', 'status', 'nginx')).summary).to.include('   1.22.1-9 = 2');
  });

  it('do not change a whole fleet unasked', async () => {
    const { code, stderr } = await run('service', 'nginx', 'stop');
    expect(stderr).to.equal(
      'fleetspec: did not stop the service nginx on all 3 nodes: nobody can be asked here; choose nodes with a filter, or say --yes\n',
    );
    expect(code).to.equal(1);
    expect((await run('service', 'nginx', 'status', '-I', 'web1.example.net')).lines).to.deep.equal([
      '   web1.example.net: running',
    ]);
  });

  it('change it with --yes or a filter, and tell only what is not as wanted', async () => {
    const started = await run('service', 'nginx', 'start', '-F', 'country=de');
    expect(started.lines.join()).to.match(
      /^ {3}web1\.example\.net: Could not start service 'nginx': .*already running$/,
    );
    expect(started.code).to.equal(2);
    expect(await run('service', 'nginx', 'stop', '--yes')).to.deep.include({ code: 0, lines: [] });
    expect((await run('service', 'nginx', 'start', '--yes', '-v')).lines.slice(0, 3)).to.deep.equal(
      [1, 2, 3].map(n => `   web${n}.example.net: running`),
    );
  });

  it('help with a mistyped action, and ask for what is missing', async () => {
    expect((await run('package', 'nginx', 'stauts')).stderr).to.include(
      'the action cannot be "stauts"; give status, perhaps',
    );
    expect((await run('service', 'nginx', 'reload')).stderr).to.include('give status, start, stop, restart');
    expect((await run('package', 'install')).stderr).to.include('install which package?');
    expect((await run('package', 'status', 'nginx', '1')).stderr).to.include('a version goes with install');
    expect((await run('package', 'status', 'nginx', '--version', '1')).stderr).to.include(
      'goes with install',
    );
    expect((await run('package', 'install', 'nginx', '1', '--version', '2')).stderr).to.include(
      'two versions',
    );
    expect((await run('package', 'status', '--', '-rf')).stderr).to.include('package');
  });
});

describe('fleetspec pgrep', () => {
  it('lists processes with chosen columns, zombies in brackets, and totals', async () => {
    const { lines } = await run('pgrep', 'nginx', '--fields', 'user,state,command', '-I', 'web1.example.net');
    expect(lines).to.include.members([
      'web1.example.net',
      '   USER         STATE     COMMAND',
      '   root         S         /usr/sbin/nginx -g daemon off;',
      '        Matched hosts: 1',
      '    Matched processes: 2',
    ]);
    expect(lines.join('\n')).to.match(/^ {3}www-data {5}Z {9}\[nginx-old\]$/m);
    expect((await run('pgrep', '-z', '--totals')).lines[2]).to.equal('    Matched processes: 3');
    expect((await run('pgrep', '--fields', 'pid,memory')).stderr).to.include('--fields');
  });
});

describe('fleetspec iptables', () => {
  it('blocks, shows and unblocks', async () => {
    expect(await run('iptables', 'block', '192.0.2.7', '-C', 'role::web')).to.deep.include({
      code: 0,
      lines: [],
    });
    expect((await run('iptables', 'isblocked', '192.0.2.7')).lines[0]).to.equal('   web1.example.net: true');
    expect((await run('iptables', 'listblocked')).lines[0]).to.equal('   web1.example.net: 192.0.2.7');
    const again = await run('iptables', 'block', '192.0.2.7', '-C', 'role::web');
    expect(again.lines[0]).to.equal('   web1.example.net: 192.0.2.7 is already blocked');
    expect(again.code).to.equal(2);
    expect(await run('iptables', 'unblock', '192.0.2.7', '--yes')).to.deep.include({ code: 0, lines: [] });
    expect((await run('iptables', 'isblocked', 'banana')).stderr).to.include('value should be an IP address');
    expect((await run('iptables', 'block')).stderr).to.include('block which address?');
  });
});

describe('fleetspec nrpe', () => {
  it('shows the problems and counts, and exits 0 for what the nodes said', async () => {
    const { code, lines } = await run('nrpe', 'check_nothing', '-I', 'web1.example.net');
    expect(lines).to.deep.equal([
      'web1.example.net                         status=UNKNOWN',
      '    No such command: check_nothing',
      'OK: 0  WARNING: 0  CRITICAL: 0  UNKNOWN: 1',
    ]);
    expect(code).to.equal(0);
  });
});

describe('answers for programs', () => {
  it('come as JSON lines, a table or names, sorted', async () => {
    const { lines } = await run('rpc', 'host', 'load', '--jsonl', '--sort', '-load1');
    expect(lines.map(line => JSON.parse(line).sender)).to.deep.equal(
      [3, 2, 1].map(n => `web${n}.example.net`),
    );
    expect((await run('rpc', 'host', 'load', '--senders')).lines).to.deep.equal(
      [1, 2, 3].map(n => `web${n}.example.net`),
    );
    const table = (await run('rpc', 'rpcutil', 'get_fact', 'fact=country', '--table')).lines;
    expect(table.map(line => line.trimEnd())).to.deep.equal([
      'Host              Fact     Value',
      'web1.example.net  country  de',
      'web2.example.net  country  de',
      'web3.example.net  country  uk',
    ]);
    const both = await run('rpc', 'host', 'load', '--json', '--table');
    expect(both.stderr).to.include('--json and --table exclude each other');
    expect(both.code).to.equal(1);
  });
});

describe('fleetspec ping and describe-filter', () => {
  it('draw the times', async () => {
    expect((await run('ping', '--graph')).lines.at(-1)).to.match(
      /^3 replies max: [\d.]+ min: [\d.]+ avg: [\d.]+ [▁▂▃▄▅▆▇]+$/,
    );
    expect((await run('ping')).lines.at(-1)).to.match(/avg: [\d.]+$/);
  });

  it('say what a filter means', async () => {
    const { stdout } = await site.fleetspec([
      ...[
        'describe-filter',
        '-C',
        'role::web',
        '-F',
        'cpus>=4',
        '-I',
        '/^web/',
        '-S',
        'country=uk or not role::db',
      ],
    ]);
    expect(stdout.split('\n')).to.deep.equal([
      'Nodes for which all of this holds:',
      '  - the fact cpus is at least 4',
      '  - the class role::web is there',
      '  - the name matches /^web/',
      '  - the expression country=uk or not role::db',
      '',
    ]);
    expect((await site.fleetspec(['describe-filter'])).stdout).to.equal('every node\n');
    expect((await site.fleetspec(['describe-filter', '-S', 'country=uk and'])).code).to.equal(1);
  });
});
