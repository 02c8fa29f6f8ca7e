// A real systemd: the daemon as the Debian package installs and runs it, and the agent service over units of every kind.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/load_config';
import { processEnvironment } from '../../lib/environment';
import { Fleet } from '../../lib/rpc/fleet';
import { labBroker } from './peers/activemq';
import { DebRepository } from './peers/deb_repository';
import { runFleetspec, writeFleetspecYaml } from './peers/fleetspec';
import { ROOT } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { writeNodeYaml } from './peers/node_spec';
import { describeOutcome, runProgram } from './peers/outcome';
import { describeWithSystemd, LabSystemd } from './peers/systemd';
import { waitFor } from './peers/wait_for';

const NODE = 'systemd.lab';
const SELF = 'fleetspec-lab-self';
const UNITS_FOLDER = '/etc/systemd/system';
const TIME = { timeoutMs: 60_000 };

const SLEEPS = 'ExecStart=/bin/sleep infinity';

/** Sections [Service], and [Install] where there is one. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  good: [SLEEPS, '[Install]', 'WantedBy=multi-user.target', 'Alias=goodalias.service'],
  'many@': [SLEEPS],
  dies: [`ExecStart=/bin/sh -c 'exit 3'`],
  lost: ['ExecStart=/nonexistent/program'],
  crashing: [`ExecStart=/bin/sh -c 'exit 1'`, 'Restart=always', 'RestartSec=600'],
  stubborn: [`ExecStart=/bin/sh -c 'trap "" TERM; while :; do sleep 1; done'`, 'TimeoutStopSec=1'],
  slow: ['Type=oneshot', 'RemainAfterExit=yes', 'ExecStart=/bin/sleep 1'],
  mute: ['Type=notify', SLEEPS, 'TimeoutStartSec=1'],
  task: ['Type=oneshot', 'ExecStart=/bin/true'],
  bad: ['Type=simple'],
};

/** Restarts the daemon that installs it, as its own update does, and has more to say then. */
const RESTARTS_THE_DAEMON = `#!/bin/sh
set -e
systemctl kill --signal=KILL --kill-who=main fleetspecd
sleep 0.5
for n in 1 2 3 4 5 6 7 8 9; do echo "still here"; done
`;

interface Answer {
  readonly code: number;
  readonly msg: string;
  readonly data: Readonly<Record<string, unknown>>;
}

describeWithSystemd('a real systemd', () => {
  const lab = useLab('systemd');
  let systemd: LabSystemd;
  let config: string;
  let fleet: Fleet;

  before(async () => {
    const broker = await labBroker(lab);
    config = writeFleetspecYaml(lab, broker);
    const files = { [`/usr/share/${SELF}/hello`]: 'hello\n' };
    [systemd] = await Promise.all([
      LabSystemd.boot(lab),
      packageFleetspec(),
      DebRepository.open(lab, [{ name: SELF, version: '1.0', files, postinst: RESTARTS_THE_DAEMON }]),
    ]);
    lab.write('sources.list', `deb [trusted=yes] file:${lab.path('debs')} ./\n`);
    for (const [name, lines] of Object.entries(UNITS))
      lab.write(`units/${name}.service`, `[Service]\n${lines.join('\n')}\n`);
    lab.write('units/fleetspecd.service.d/quick.conf', '[Service]\nRestartSec=100ms\n');
    const deb = lab.path('fleetspec.deb');
    const node = writeNodeYaml(lab, 'node', broker, { identity: NODE });
    // A database of its own for dpkg: others may change that of the machine meanwhile. All that is asked for is nodejs.
    const script = `
      nodejs=$(dpkg-query --status nodejs | grep -vE '^(Pre-Depends|Depends|Recommends|Suggests|Breaks|Conflicts):')
      mount -t tmpfs tmpfs /var/lib/dpkg
      cd /var/lib/dpkg && mkdir info updates triggers && touch info/nodejs.list && echo "$nodejs" >status && cd /
      dpkg --force-unsafe-io --install ${deb}
      install -D -m 600 ${node} /etc/fleetspec/fleetspec.yaml
      rm -rf /etc/apt/sources.list.d && cp ${lab.path('sources.list')} /etc/apt/sources.list && apt-get -qq update
      cp -r ${lab.path('units')}/* ${UNITS_FOLDER} && ln -s /dev/null ${UNITS_FOLDER}/masked.service
      systemctl daemon-reload && systemctl enable good
      systemctl enable --now fleetspecd`;
    await systemd.must('sh', '-ec', script);
    await untilReady(1);
    const environment = processEnvironment();
    fleet = await Fleet.connect(loadConfig(environment, { file: config, role: 'client' }), { environment });
  });
  after(() => fleet?.close());

  async function packageFleetspec(): Promise<void> {
    mkdirSync(lab.path('deb'));
    const words = [join(ROOT, 'scripts/package.js'), '--built', ROOT, '--out', lab.path('deb')];
    const made = await runProgram(process.execPath, [...words, '--compression', 'none'], TIME);
    expect(made.code, describeOutcome(made)).to.equal(0);
    await runProgram('mv', [made.stdout.trim(), lab.path('fleetspec.deb')]);
  }

  const journal = (): Promise<string> => systemd.must('journalctl', '-u', 'fleetspecd', '-o', 'cat');

  // As often as it has started by now.
  function untilReady(times: number): Promise<unknown> {
    return waitFor(
      `fleetspecd to be ready ${times} times`,
      async () => (await journal()).split('ready: subscribed').length > times,
    );
  }

  async function ask(agent: string, action: string, inputs: Record<string, string>): Promise<Answer> {
    const { replies } = await fleet.agent(agent).on([NODE]).call(action, inputs, TIME).result();
    expect(replies).to.have.length(1);
    const { statuscode, statusmsg, data } = replies[0]!;
    return { code: statuscode, msg: statusmsg, data };
  }

  const service = (action: string, name: string): Promise<Answer> =>
    ask('service', action, { service: name });
  const show = (unit: string, property: string): Promise<string> =>
    systemd.must('systemctl', 'show', '--value', `--property=${property}`, unit);

  it('runs the daemon as the package brings it, and shuts it in nowhere', async () => {
    expect(await systemd.must('systemctl', 'is-enabled', 'fleetspecd')).to.equal('enabled');
    expect(await systemd.must('systemd-analyze', 'verify', 'fleetspecd.service')).to.equal('');
    const pid = await show('fleetspecd', 'MainPID');
    const namespaces = await systemd.must('readlink', '/proc/1/ns/mnt', `/proc/${pid}/ns/mnt`);
    // What a Puppet run mounts must be mounted for all, and files it makes be readable as they are from cron.
    expect(new Set(namespaces.split('\n')).size).to.equal(1);
    expect(await systemd.must('grep', 'Umask', `/proc/${pid}/status`)).to.equal('Umask:\t0022');
    expect(await systemd.must('stat', '-c', '%a', '/var/log/fleetspec', '/var/lib/fleetspec')).to.equal(
      '750\n750',
    );
    await systemd.must('systemctl', 'reload', 'fleetspecd');
    await waitFor('it to read again', async () => /reload|read again/i.test(await journal()));
    expect(await show('fleetspecd', 'MainPID')).to.equal(pid);
  });

  it('tells of units of every kind', async () => {
    const stopped = (enabled: string, state = 'inactive (dead)') => ({ status: 'stopped', enabled, state });
    await systemd.must('systemctl', 'start', '--no-block', 'crashing', 'lost', 'many@a');
    await waitFor('it to have crashed', async () => (await show('crashing', 'SubState')) === 'auto-restart');
    const expected: Readonly<Record<string, unknown>> = {
      ...{ good: stopped('enabled'), goodalias: stopped('enabled'), dies: stopped('static') },
      ...{ masked: stopped('masked'), missing: stopped('unknown'), bad: stopped('static') },
      crashing: stopped('static', 'activating (auto-restart)'),
      lost: stopped('static', 'failed (failed)'),
      'many@a': { status: 'running', enabled: 'static', state: 'active (running)' },
      fleetspecd: { status: 'running', enabled: 'enabled', state: 'active (running)' },
    };
    const told = Object.keys(expected).map(async name => [name, (await service('status', name)).data]);
    expect(Object.fromEntries(await Promise.all(told))).to.deep.equal(expected);
    const { stdout } = await runFleetspec(lab, ['service', '-c', config, 'crashing', 'status']);
    expect(stdout).to.contain(`   ${NODE}: stopped, activating (auto-restart)\n`);
  });

  it('one that crashes and will be started again is neither running nor stopped', async () => {
    const feature = lab.write(
      'crashing.feature',
      `Feature: services
  Background:
    Given all hosts
  Scenario: runs
    Then every host should run the service crashing
  Scenario: is stopped
    Then every host should have the service crashing stopped
  Scenario: has failed
    Then every host should have the service lost stopped
  Scenario: is at boot
    Then every host should start the service good at boot
`,
    );
    const { stdout, code } = await runFleetspec(lab, ['check', '-c', config, feature], TIME);
    expect(code, stdout).to.equal(2);
    expect(stdout).to.contain(`${NODE}: service crashing expected running, got starting`);
    expect(stdout).to.contain(`${NODE}: service crashing expected stopped, got starting`);
    expect(stdout).to.contain('passed=2;;;0 failed=2;;;0 unknown=0;');
    expect(await service('stop', 'crashing')).to.deep.include({ code: 0, data: { status: 'stopped' } });
    expect(await show('crashing', 'ActiveState')).to.equal('inactive');
  });

  it('starts, restarts and stops, also by another name', async () => {
    expect(await service('start', 'good')).to.deep.include({ code: 0, data: { status: 'running' } });
    expect((await service('start', 'goodalias')).msg).to.equal(
      "Could not start service 'goodalias': Service is already running",
    );
    const before = await show('good', 'MainPID');
    expect(await service('restart', 'goodalias')).to.deep.include({ code: 0, data: { status: 'running' } });
    expect(await show('good', 'MainPID')).to.not.equal(before);
    expect(await service('stop', 'goodalias')).to.deep.include({ code: 0, data: { status: 'stopped' } });
    expect(await show('good', 'ActiveState')).to.equal('inactive');
  });

  it('waits for what takes its time, and for one that must be killed', async () => {
    expect(await service('start', 'slow')).to.deep.include({ code: 0, data: { status: 'running' } });
    expect(await service('start', 'task')).to.deep.include({ code: 0, data: { status: 'stopped' } });
    await systemd.must('systemctl', 'start', 'stubborn');
    expect(await service('stop', 'stubborn')).to.deep.include({ code: 0, data: { status: 'stopped' } });
    expect(await show('stubborn', 'Result')).to.equal('timeout');
  });

  it('says why a service does not start', async () => {
    const why: Readonly<Record<string, string>> = {
      dies: 'it is stopped: its program ended with exit code 3',
      lost: 'it is stopped: systemd could not run its program (exit code 203)',
      mute: 'systemctl ended with exit code 1: Job for mute.service failed because a timeout was exceeded.',
      masked:
        'systemctl ended with exit code 1: Failed to start masked.service: Unit masked.service is masked.',
      missing:
        'systemctl ended with exit code 5: Failed to start missing.service: Unit missing.service not found.',
    };
    for (const [name, reason] of Object.entries(why)) {
      const { code, msg, data } = await service('start', name);
      expect([code, data.status], name).to.deep.equal([1, 'stopped']);
      expect(msg).to.satisfy(
        (text: string) => text.startsWith(`Could not start service '${name}': ${reason}`),
        msg,
      );
    }
  });

  it('goes on with a package when the daemon that installs it is killed', async () => {
    const before = await show('fleetspecd', 'MainPID');
    // Who is killed does not answer.
    await fleet.agent('package').on([NODE]).call('install', { package: SELF }, { timeoutMs: 1000 }).result();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
    const dpkg = ['dpkg-query', '-W', '-f=${db:Status-Status}', SELF];
    await waitFor(
      'the package to be installed',
      async () => (await systemd.run(dpkg)).stdout === 'installed',
    );
    expect(await show('fleetspecd', 'MainPID')).to.not.equal(before);
  });

  it('lets the daemon restart itself, with an answer', async () => {
    const runs = (await journal()).split('ready: subscribed').length - 1;
    expect(await service('restart', 'fleetspecd')).to.deep.include({
      code: 0,
      data: { status: 'restarting' },
    });
    await untilReady(runs + 1);
    expect((await service('status', 'fleetspecd')).data.status).to.equal('running');
  });

  it('runs with hardly any rights where the administrator wants it', async () => {
    const runs = (await journal()).split('ready: subscribed').length - 1;
    const dropIn = join(ROOT, 'examples/systemd/fleetspecd.service.d/hardening.conf');
    lab.write('hardening.conf', readFileSync(dropIn, 'utf8'));
    await systemd.must('cp', lab.path('hardening.conf'), `${UNITS_FOLDER}/fleetspecd.service.d/`);
    await systemd.must('systemctl', 'daemon-reload');
    await systemd.must('systemctl', 'restart', 'fleetspecd');
    await untilReady(runs + 1);
    const status = `/proc/${await show('fleetspecd', 'MainPID')}/status`;
    expect(await systemd.must('grep', '-E', 'NoNewPrivs|Seccomp:', status)).to.equal(
      'NoNewPrivs:\t1\nSeccomp:\t2',
    );
    expect((await service('status', 'many@a')).data.status).to.equal('running');
  });
});
