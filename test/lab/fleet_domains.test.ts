// The selftest features of services, packages, processes, files, NRPE, room, Puppet, pools and traffic: real fleetspecd, a
// real mcollectived with NRPE, real dpkg, System V scripts, /proc, ping and plugins.
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { type LabBroker, labBroker } from './peers/activemq';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { startMcollectived } from './peers/mcollectived';
import { describeOutcome, type Outcome } from './peers/outcome';
import { expectAnswer } from './peers/plugin_answer';
import { RUBY_LIBDIR, RUBY_NRPE_LIBDIR } from './peers/ruby_environment';

/** Enough on a machine that does other things, too. */
const SECONDS = 50;

const DUMMY = '/usr/lib/nagios/plugins/check_dummy';

// Of System V; both daemons have the same, for the machine has.
const SHOP = 'fleetspec-shop';
const SERVICES = [SHOP, 'fleetspec-legacy', 'fleetspec-oneshot'];
const AT_BOOT = `/etc/rc2.d/S99${SHOP}`;

/** The script of a service that is a file: it runs while the file is there. */
const script = (file: string): string => `#!/bin/sh
case "$1" in
  start | restart) touch ${file} ;;
  stop) rm -f ${file} ;;
  status) [ -e ${file} ] || exit 3 ;;
esac
`;

describe('selftest features of the fleet domains', () => {
  const lab = useLab('fleet_domains');
  let broker: LabBroker;
  let yaml: string;

  before(async () => {
    broker = await labBroker(lab);
    yaml = writeFleetspecYaml(lab, broker, { rpc: { timeout: '30s', discovery_cap: '2s' } });
    const states = ['fine 0', 'busy 1', 'vague 3'].map(line => line.split(' '));
    lab.write(
      'nrpe/checks.cfg',
      states.map(([name, code]) => `command[check_${name}]=${DUMMY} ${code} "as told"\n`).join(''),
    );
    for (const [name, size] of Object.entries({ '2026-01-01.gz': 0, '2026-01-02.gz': 2048 }))
      lab.write(`backups/db-${name}`, 'x'.repeat(size));
    lab.write('backups/notes.txt', 'remember');
    for (const name of SERVICES)
      writeFileSync(`/etc/init.d/${name}`, script(lab.path(name)), { mode: 0o755 });
    rmSync(AT_BOOT, { force: true });
    symlinkSync(`../init.d/${SHOP}`, AT_BOOT);
    lab.write(SHOP, '');
    await Promise.all([
      startNode('web1', 'role::web'),
      startNode('web2', 'role::web'),
      startNode('db1', 'role::db'),
      startMcollectived(lab, broker, {
        identity: 'ruby1.lab',
        settings: { libdir: `${RUBY_LIBDIR}:${RUBY_NRPE_LIBDIR}`, 'plugin.nrpe.conf_dir': lab.path('nrpe') },
      }),
    ]);
  });

  after(() => {
    for (const file of [AT_BOOT, ...SERVICES.map(name => `/etc/init.d/${name}`)])
      rmSync(file, { force: true });
  });

  async function startNode(name: string, role: string): Promise<void> {
    const isWeb = role === 'role::web';
    const folder = lab.path('puppet', name);
    if (isWeb) {
      // Its daemon, which a run wakes by a signal.
      const daemon = lab.start(`puppet-${name}`, '/bin/sh', [
        '-c',
        "trap '' USR1; while :; do sleep 1; done",
      ]);
      lab.write(`puppet/${name}/agent.pid`, `${daemon.pid}\n`);
      const ran = Math.floor(Date.now() / 1000) - 600;
      lab.write(
        `puppet/${name}/last_run_summary.yaml`,
        `---\nresources: { failed: 0, changed: 2, out_of_sync: 0, total: 40 }\ntime: { last_run: ${ran} }\n`,
      );
    } else lab.write(`puppet/${name}/agent_disabled.lock`, '{"disabled_message":"lab"}');
    await startFleetspecd(lab, broker, {
      identity: `${name}.lab`,
      classes: [role],
      facts: isWeb ? { pool: 'in' } : { pool: 'out' },
      settings: {
        'plugin.puppet.statedir': folder,
        'plugin.puppet.publicdir': folder,
        'plugin.puppet.rundir': folder,
        'plugin.nrpe.conf_dir': lab.path('nrpe'),
        'plugin.service.provider': 'sysv',
      },
    });
  }

  const check = (domain: string): Promise<Outcome> =>
    runFleetspec(lab, [
      ...[
        'check',
        join(ROOT, 'features/selftest', `${domain}_steps.feature`),
        '--config',
        yaml,
        '--act',
        '-t',
        String(SECONDS),
      ],
      ...['--tags', 'not @firewall', '--param', `folder=${lab.path('backups')}`],
      ...['--param', `open_port=${broker.port}`],
    ]);

  const passed: Record<string, string> = {
    package: '4 scenarios passed',
    process: '4 scenarios passed, 1 not applicable',
    file: '4 scenarios passed',
    nrpe: '1 scenario passed',
    host: '3 scenarios passed',
    puppet: '4 scenarios passed',
    pool: '2 scenarios passed',
    reach: '2 scenarios passed',
  };
  // Who acts goes first: the others ask for the same things.
  it('service', async () => {
    expectAnswer(await check('service'), 'OK', {
      says: ['2 scenarios passed, 1 not applicable'],
      deadlineSeconds: SECONDS,
    });
  });

  describe('side by side', { concurrency: 2 }, () => {
    for (const [domain, outcome] of Object.entries(passed)) {
      it(`${domain}: ${outcome}`, async () => {
        expectAnswer(await check(domain), 'OK', { says: [outcome], deadlineSeconds: SECONDS });
      });
    }
  });

  it('a host that the sentence is not true of is named', async () => {
    const feature = lab.write(
      'wrong.feature',
      `Feature: Wrong
  Scenario: S
    Then every host with class role::web should have the package bash in version below 1.0
`,
    );
    const outcome = await runFleetspec(lab, ['check', feature, '--config', yaml]);
    expectAnswer(outcome, 'CRITICAL', {
      says: ['web1.lab and web2.lab: package bash expected below 1.0, got'],
    });
    expect(outcome.code, describeOutcome(outcome)).to.equal(2);
  });
});
