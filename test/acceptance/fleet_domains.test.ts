// The features about services, packages, processes, files, NRPE, room, Puppet, pools and traffic, shipped and selftest,
// over the embedded broker and emulated hosts; and how they end when something is wrong.
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { EmulatedNode } from '../../lib/emulator/emulated_fleet';
import type { EmulatedHost } from '../../lib/emulator/emulated_host';
import { ToySite } from './toy_site';

const MIB = 1024 ** 2;
const LAST_RUN = `resources:\n  failed: 0\n  changed: 2\n  out_of_sync: 0\n  total: 40\ntime:\n  last_run: `;
const STATE = '/var/cache/puppet';
const SUMMARY = `${STATE}/public/last_run_summary.yaml`;
const NRPE = ['fine', 'busy', 'vague', 'load'].map(name => `command[check_${name}]=/usr/bin/check_${name}\n`);

const summary = (secondsAgo: number): string => `${LAST_RUN}${Math.floor(Date.now() / 1000) - secondsAgo}\n`;

const common: Partial<EmulatedNode> = {
  packages: { bash: '5.2.15-2+b2', nginx: '1.22.1-9', openssl: '3.0.11-1~deb12u2' },
  services: {
    nginx: 'running',
    'fleetspec-shop': 'running',
    'fleetspec-legacy': 'stopped',
    apache2: 'stopped',
  },
  processes: ['/usr/bin/fleetspecd --config x', '/srv/app/bin/worker 1', '/srv/app/bin/worker 2'],
  reachable: { '127.0.0.1': { ports: [61613] }, '192.0.2.20': { ports: [3306] } },
};

const files = {
  '/etc/nagios/nrpe.d/all.cfg': NRPE.join(''),
  '/etc/nginx/nginx.conf': 'worker_processes 4;\n',
  '/var/log/nginx/access.log': 'GET /\n',
  [SUMMARY]: summary(600),
};

const backups = {
  '/var/backups/db/db-2026-01-01.gz': '',
  '/var/backups/db/db-2026-01-02.gz': 'x'.repeat(2 * MIB),
  '/var/backups/small/db-2026-01-01.gz': '',
  '/var/backups/small/db-2026-01-02.gz': 'x'.repeat(2048),
  '/var/backups/small/notes.txt': 'remember',
};

const disks = [
  { mount: '/', size: 10_000 * MIB, used: 4000 * MIB },
  { mount: '/var', size: 10_000 * MIB, used: 5000 * MIB },
];

const web = (name: string, more: Partial<EmulatedNode> = {}): EmulatedNode => ({
  ...common,
  identity: `${name}.example.net`,
  classes: ['role::web', 'role::app'],
  facts: { pool: 'in' },
  files,
  ...more,
});

let site: ToySite;
const host = (name: string): EmulatedHost => site.fleet.host(`${name}.example.net`);

before(async () => {
  site = await ToySite.start([
    web('web1', { processes: [...(common.processes ?? []), '/srv/app/bin/scheduler'] }),
    web('web2'),
    {
      ...common,
      identity: 'db1.example.net',
      classes: ['role::db', 'role::backup'],
      puppet: 'disabled',
      disks,
      files: { '/etc/nagios/nrpe.d/all.cfg': NRPE.join(''), ...backups },
    },
  ]);
  for (const name of ['web1', 'web2', 'db1']) {
    host(name).setService('fleetspec-oneshot', 'stopped', { enabled: false });
    host(name).exec.install({
      check_fine: () => ({ stdout: 'FINE: all is well|x=1\n' }),
      check_busy: () => ({ code: 1, stdout: 'BUSY: quite\n' }),
      check_vague: () => ({ code: 3, stdout: 'VAGUE: who knows\n' }),
      check_load: () => ({ stdout: 'LOAD: 0.1\n' }),
      puppet: () => ({}),
    });
  }
});
after(() => site.stop());

const PARAMS = {
  folder: '/var/backups/small',
  open_port: '61613',
  load_balancer: '192.0.2.7',
  web_servers: 'role::web',
  command: 'check_load',
  database: '192.0.2.20',
  management: '192.0.2.99',
};
const params = Object.entries(PARAMS).flatMap(([name, value]) => ['--param', `${name}=${value}`]);

describe('selftest features of the fleet domains', () => {
  const expected: Record<string, string> = {
    service: '2 scenarios passed, 1 not applicable',
    package: '4 scenarios passed',
    process: '4 scenarios passed, 1 not applicable',
    file: '4 scenarios passed',
    nrpe: '1 scenario passed',
    host: '3 scenarios passed',
    puppet: '4 scenarios passed',
    pool: '3 scenarios passed',
    reach: '2 scenarios passed',
  };
  for (const [domain, outcome] of Object.entries(expected)) {
    it(`${domain}: ${outcome}`, async () => {
      const answer = await site.check(`features/selftest/${domain}_steps.feature`, ['--act', ...params]);
      expect(answer.first, answer.more.join('\n')).to.include(outcome);
      expect(answer).to.include({ code: 0, stderr: '' });
    });
  }
});

describe('shipped features of the fleet domains', () => {
  it('pass where all is well', async () => {
    for (const name of ['packages', 'services', 'processes', 'disk_space', 'nrpe', 'files', 'reachability']) {
      const answer = await site.check(`features/${name}.feature`, params);
      expect(answer.first, answer.more.join('\n')).to.match(/^OK: /);
    }
  });

  it('backups and pool: a backup of a server in the pool is CRITICAL and names it', async () => {
    const feature = 'features/backups_and_pool.feature';
    expect((await site.check(feature, params)).first).to.match(/^OK: .*1 scenario passed, 1 not applicable/);
    const pid = host('db1').startProcess('mysqldump --all-databases');
    const bad = await site.check(feature, params);
    host('db1').endProcess(pid);
    expect(bad.first).to.include('CRITICAL').and.to.include('db1.example.net').and.to.include('pool db');
    expect(bad.code).to.equal(2);
  });

  it('Puppet: who is disabled is shown with the message', async () => {
    const answer = await site.check('features/puppet_agents.feature', params);
    expect(answer.first).to.include('CRITICAL');
    expect(answer.more.join('\n')).to.include(
      'db1.example.net: Puppet expected enabled, got disabled (emulated)',
    );
  });
});

describe('what is wrong', () => {
  const said = async (sentence: string, ...argv: string[]) => {
    const feature = site.feature(`Feature: F\n  Scenario: S\n    Then ${sentence}\n`);
    const { first, code, more } = await site.check(feature, argv);
    return { text: [first, ...more].join('\n'), code };
  };

  it('a stopped service, an older package, a missing file: CRITICAL, naming the host and what it showed', async () => {
    host('web2').setService('nginx', 'stopped');
    host('web2').setPackage('nginx', '1.18.0-6');
    host('web2').removeFile('/etc/nginx/nginx.conf');
    const service = await said('every host with class role::web should run the service nginx');
    const version = await said(
      'every host with class role::web should have the same version of the package nginx',
    );
    const older = await said(
      'every host with class role::web should have the package nginx in version at least 1.20',
    );
    const file = await said('every host with class role::web should have the file /etc/nginx/nginx.conf');
    host('web2').setService('nginx', 'running');
    host('web2').setPackage('nginx', '1.22.1-9');
    host('web2').writeFile('/etc/nginx/nginx.conf', files['/etc/nginx/nginx.conf']);
    expect([service, version, older, file].map(({ code }) => code)).to.deep.equal([2, 2, 2, 2]);
    expect(service.text).to.include('web2.example.net: service nginx expected running, got stopped');
    expect(version.text).to.include('1.18.0-6');
    expect(older.text).to.include('web2.example.net: package nginx expected at least 1.20, got 1.18.0-6');
    expect(file.text).to.include(
      'web2.example.net: file /etc/nginx/nginx.conf expected present, got no such file',
    );
  });

  it('a plugin that says UNKNOWN makes the check UNKNOWN, with its output', async () => {
    const vague = await said('every host with agent nrpe should answer the NRPE command check_vague with OK');
    expect(vague).to.include({ code: 3 });
    expect(vague.text).to.include('VAGUE: who knows');
    const missing = await said(
      'every host with agent nrpe should answer the NRPE command check_none with OK',
    );
    expect(missing).to.include({ code: 3 });
  });

  it('refused and timed out are told apart', async () => {
    const refused = await said('the host web1.example.net should reach 192.0.2.20 on TCP port 22');
    const silent = await said('the host web1.example.net should reach 192.0.2.99 on TCP port 22');
    expect(refused.text).to.include('TCP port 22 of 192.0.2.20 expected connected, got refused');
    expect(silent.text).to.include('TCP port 22 of 192.0.2.99 expected connected, got timed out');
    expect([refused.code, silent.code]).to.deep.equal([2, 2]);
  });

  it('steps that act undo what they did when the scenario fails', async () => {
    const feature = site.feature(`Feature: F
  Scenario: S
    When I stop the service fleetspec-shop on every host with class role::web
    And I disable Puppet with the message "at work" on every host with class role::web
    Then every host with class role::web should run the service fleetspec-shop
`);
    host('web2').setService('fleetspec-shop', 'stopped');
    const answer = await site.check(feature, ['--act']);
    expect(answer.code).to.equal(2);
    expect(['web1', 'web2'].map(name => host(name).services.status('fleetspec-shop'))).to.deep.equal([
      'running',
      'stopped',
    ]);
    host('web2').setService('fleetspec-shop', 'running');
    const enabled = await said('every host with class role::web should have Puppet enabled');
    expect(enabled.code, enabled.text).to.equal(0);
  });

  it('without --act nothing is changed', async () => {
    const feature = site.feature(
      'Feature: F\n  Scenario: S\n    When I restart the service fleetspec-shop on every host with class role::web\n',
    );
    expect(await site.check(feature)).to.include({ code: 3 });
  });

  it('a node without the agent is UNKNOWN, never fine', async () => {
    const { code, text } = await said('every host with class role::db should run the service a;b');
    expect(code, text).to.equal(3);
  });
});
