// Agents package and service over the real dpkg, apt and System V scripts, asked by fleetspec and by the real mco.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../lib/config/load_config';
import { processEnvironment } from '../../lib/environment';
import { Fleet } from '../../lib/rpc/fleet';
import { labBroker } from './peers/activemq';
import { DebRepository } from './peers/deb_repository';
import { runFleetspec } from './peers/fleetspec';
import { startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { describeOutcome } from './peers/outcome';

const PACKAGE = 'fleetspec-lab-hello';
const CONFIG = `/etc/${PACKAGE}.conf`;
const SCRIPTS = ['fleetspec-lab-good', 'fleetspec-lab-broken', 'fleetspec-lab-mute'] as const;
const [GOOD, BROKEN, MUTE] = SCRIPTS;
const [PATIENT, IMPATIENT] = ['patient.lab', 'impatient.lab'];

/** apt takes its time on a busy machine; answers end the wait. */
const PATIENCE = { timeoutMs: 120_000 };

const isDebianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

interface Answer {
  readonly statuscode: number;
  readonly statusmsg: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The script of a service that runs `sleep`; `work` is what `start` does. */
function script(pidFile: string, work: string): string {
  return `#!/bin/sh
### BEGIN INIT INFO
# Provides:          fleetspec-lab
### END INIT INFO
P=${pidFile}
alive() { [ -s "$P" ] && kill -0 "$(cat "$P")" 2>/dev/null; }
case "$1" in
  start) ${work} ;;
  stop) alive && kill "$(cat "$P")"; rm -f "$P" ;;
  restart) "$0" stop; "$0" start ;;
  status) alive && exit 0; [ -e "$P" ] && exit 1; exit 3 ;;
esac
`;
}

function commandOf(pid: string): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

// dpkg's own answer.
function installedVersion(): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
  const format = '-f=${db:Status-Status} ${Version}';
  return String(spawnSync('dpkg-query', ['-W', format, PACKAGE]).stdout).trim();
}

describe('agents that act on the machine', {
  skip: isDebianRoot ? false : 'needs root on Debian',
}, () => {
  const lab = useLab('package-service');
  let client: string;
  let fleet: Fleet;
  let repository: DebRepository;

  before(async () => {
    repository = await DebRepository.open(
      lab,
      ['1.0-1', '1:1.1-2'].map(version => ({
        name: PACKAGE,
        version,
        files: { [`/usr/share/${PACKAGE}/hello`]: `${version}\n`, [CONFIG]: `version ${version}\n` },
        // Whoever may be asked is not there.
        postinst:
          '#!/bin/sh\n[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 1\nif read answer; then exit 1; fi\n',
      })),
    );
    const pidFile = lab.path('good.pid');
    const startGood = `setsid sleep 1000 >/dev/null 2>&1 & echo $! > "$P"`;
    writeScript(GOOD, script(pidFile, startGood));
    writeScript(BROKEN, script(lab.path('broken.pid'), 'echo "no such file" >&2; : > "$P"'));
    writeScript(MUTE, '#!/bin/sh\necho "Usage: $0 {start|stop}" >&2\nexit 3\n');
    const broker = await labBroker(lab);
    client = writeClient(lab, broker, { settings: { libdir: lab.path('libdir') } });
    const where = { through: repository.surroundings };
    await startFleetspecd(lab, broker, { identity: PATIENT! }, where);
    const settings = { 'plugin.package.lock_wait': '0' };
    await startFleetspecd(lab, broker, { identity: IMPATIENT!, settings }, where);
    const environment = processEnvironment();
    fleet = await Fleet.connect(loadConfig(environment, { file: client, role: 'client' }), { environment });
  });
  after(async () => {
    await fleet?.close();
    spawnSync('service', [GOOD, 'stop']);
    for (const name of SCRIPTS) rmSync(`/etc/init.d/${name}`, { force: true });
    rmSync(CONFIG, { force: true });
  });

  function writeScript(name: string, text: string): void {
    writeFileSync(`/etc/init.d/${name}`, text, { mode: 0o755 });
  }

  type Inputs = Readonly<Record<string, string>>;

  async function ask(agent: string, action: string, data: Inputs = {}, identity = PATIENT!): Promise<Answer> {
    const { replies } = await fleet.agent(agent).on([identity]).call(action, data, PATIENCE).result();
    expect(replies).to.have.length(1);
    const { statuscode, statusmsg, data: outputs } = replies[0]!;
    return { statuscode, statusmsg, data: outputs };
  }

  const pkg = (action: string, more: Inputs = {}, identity = PATIENT!) =>
    ask('package', action, { package: PACKAGE, ...more }, identity);

  it('lists of packages are fetched, and updates found', async () => {
    expect((await pkg('search')).data).to.deep.equal({ package_count: 0, available_packages: [] });
    expect((await ask('package', 'apt_update')).data).to.include({ exitcode: 0 });
    await pkg('install', { version: '1.0-1' });
    const outdated = [{ package: PACKAGE, version: '1:1.1-2', repo: 'localhost [all]' }];
    for (const action of ['checkupdates', 'apt_checkupdates', 'apt_update']) {
      const { data, statuscode } = await ask('package', action);
      expect([statuscode, data.exitcode, data.outdated_packages], action).to.deep.equal([0, 0, outdated]);
    }
    expect((await ask('package', 'checkupdates')).data.package_manager).to.equal('apt');
    expect((await ask('package', 'refresh')).statuscode).to.equal(0);
    expect((await ask('package', 'yum_checkupdates')).statusmsg).to.equal('Cannot find yum at /usr/bin/yum');
    expect((await pkg('purge')).statuscode).to.equal(0);
  });

  it('a package is installed, updated, removed and purged', async () => {
    expect((await pkg('status')).data).to.include({ ensure: 'purged', name: PACKAGE, provider: 'apt' });
    expect((await pkg('search')).data).to.deep.include({
      package_count: 2,
      available_packages: ['1:1.1-2', '1.0-1'].map(version => ({
        package: PACKAGE,
        version,
        repo: `file:${lab.path('debs')} ./ Packages`,
      })),
    });
    const state = { name: PACKAGE, provider: 'apt', arch: 'all' };
    const old = { ...state, ensure: '1.0-1', epoch: '0', version: '1.0', release: '1' };
    const current = { ...state, ensure: '1:1.1-2', epoch: '1', version: '1.1', release: '2' };

    const installed = await pkg('install', { version: '1.0-1' });
    expect(installed).to.deep.include({ statuscode: 0, statusmsg: 'OK' });
    expect(installed.data).to.include(old);
    expect(installed.data.output).to.include(`Setting up ${PACKAGE} (1.0-1)`);
    expect(installedVersion()).to.equal('installed 1.0-1');

    const again = await pkg('install');
    expect(again).to.deep.include({ statuscode: 5, statusmsg: 'Package is already installed' });
    expect(again.data).to.include(old);

    writeFileSync(CONFIG, 'changed by hand\n');
    const updated = await pkg('update');
    expect(updated.statusmsg).to.equal('OK');
    expect(updated.data).to.include(current);
    expect(readFileSync(CONFIG, 'utf8')).to.equal('changed by hand\n');
    expect((await pkg('install', { version: '1.0-1' })).data).to.include(old);

    const removed = await pkg('uninstall');
    expect(removed).to.deep.include({ statuscode: 0, statusmsg: 'OK' });
    expect(removed.data.ensure).to.equal('absent');
    expect(installedVersion()).to.equal('config-files 1.0-1');
    expect(await pkg('uninstall')).to.include({
      statuscode: 5,
      statusmsg: 'Package is not present on the system',
    });
    expect((await pkg('purge')).data.ensure).to.equal('purged');
    expect(existsSync(CONFIG)).to.equal(false);
    expect(await pkg('purge')).to.include({
      statuscode: 5,
      statusmsg: 'Package is not present on the system',
    });
  });

  it('mco understands them by the DDLs fleetspec writes', async () => {
    mkdirSync(lab.path('libdir/mcollective/agent'), { recursive: true });
    for (const name of ['package', 'service']) {
      const target = lab.path(`libdir/mcollective/agent/${name}.ddl`);
      const written = await runFleetspec(lab, ['ddl', 'convert', name, '--to', 'ruby', '-o', target]);
      expect(written.code, describeOutcome(written)).to.equal(0);
    }
    const mco = async (...args: string[]) => {
      const outcome = await runMco(lab, client, ['rpc', '-I', PATIENT!, ...args], { timeoutMs: 60_000 });
      return { said: outcome.stdout + outcome.stderr, code: outcome.code };
    };
    const installed = await mco('package', 'install', `package=${PACKAGE}`, 'version=1.0-1', '-v');
    expect(installed.said).to.match(/:ensure=>\s*"1\.0-1"/);
    expect((await mco('package', 'status', `package=${PACKAGE}`)).said).to.match(/Ensure: 1\.0-1\n/);
    expect((await mco('package', 'purge', `package=${PACKAGE}`)).code).to.equal(0);
    expect(installedVersion()).to.equal('');
    const refused = await mco('package', 'install', 'package=hello-');
    expect(refused.said).to.match(/Cannot validate input package/);
    expect((await mco('service', 'status', `service=${GOOD}`)).said).to.match(/Service Status: stopped\n/);
  });

  it('what cannot be installed is said', async () => {
    const none = await ask('package', 'install', { package: 'fleetspec-lab-hell.' });
    expect(none).to.include({
      statuscode: 5,
      statusmsg: 'there is no package fleetspec-lab-hell. to install',
    });
    const version = await pkg('install', { version: '9.9' });
    expect(version.statuscode).to.equal(5);
    expect(version.statusmsg).to.equal(
      `apt-get ended with exit code 100: E: Version '9.9' for '${PACKAGE}' was not found`,
    );
    expect(version.data.ensure).to.equal('purged');
  });

  it('a lock of another apt is not waited for longer than configured', async () => {
    const code = [
      'import fcntl, sys',
      'lock = open("/var/lib/dpkg/lock-frontend", "w")',
      'fcntl.lockf(lock, fcntl.LOCK_EX)',
      'print("held", flush=True)',
      'sys.stdin.read()',
    ].join('\n');
    const holder = spawn('python3', ['-c', code], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holder.stdout, 'data');
      const refused = await pkg('install', {}, IMPATIENT);
      expect(refused.statuscode).to.equal(5);
      expect(refused.statusmsg).to.include('E: Could not get lock /var/lib/dpkg/lock-frontend');
      expect(refused.data.ensure).to.equal('purged');
    } finally {
      holder.stdin.end();
    }
    await once(holder, 'exit');
  });

  it('packages are counted and summed as by dpkg', async () => {
    const lines = String(spawnSync('dpkg', ['--list'], { env: { ...process.env, LC_ALL: 'C' } }).stdout)
      .split('\n')
      .filter(line => line.startsWith('ii'));
    expect((await ask('package', 'count')).data).to.deep.equal({
      output: String(lines.length),
      exitcode: 0,
    });
    expect((await ask('package', 'md5')).data.output).to.match(/^[0-9a-f]{32}$/);
  });

  it('lists of packages that cannot be fetched are said', async () => {
    repository.lose();
    const { statuscode, statusmsg } = await ask('package', 'apt_update');
    expect(statuscode).to.equal(5);
    expect(statusmsg).to.match(/^apt-get ended with exit code 100: E: .*Packages/);
  });

  it('a service is started, restarted and stopped', async () => {
    const svc = (action: string) => ask('service', action, { service: GOOD });
    const pid = (): string => readFileSync(lab.path('good.pid'), 'utf8').trim();
    expect((await svc('status')).data).to.deep.equal({
      ...{ status: 'stopped', enabled: 'disabled', state: 'unknown' },
    });
    expect(await svc('start')).to.deep.include({ statuscode: 0, data: { status: 'running' } });
    const first = pid();
    expect(commandOf(first)).to.include('sleep');
    expect((await svc('status')).data.status).to.equal('running');
    expect(await svc('start')).to.deep.include({
      statuscode: 1,
      statusmsg: `Could not start service '${GOOD}': Service is already running`,
      data: { status: 'running' },
    });
    expect(await svc('restart')).to.deep.include({ statuscode: 0, data: { status: 'running' } });
    expect(pid()).to.not.equal(first);
    expect(await svc('stop')).to.deep.include({ statuscode: 0, data: { status: 'stopped' } });
    // Where nobody waits for it, a process that has ended keeps its number.
    expect(commandOf(first)).to.equal('');
    expect((await svc('stop')).statusmsg).to.equal(
      `Could not stop service '${GOOD}': Service is already stopped`,
    );
  });

  it('a service that does not start, cannot tell or is not there', async () => {
    const svc = (action: string, name: string) => ask('service', action, { service: name });
    expect(await svc('start', BROKEN)).to.deep.include({
      statuscode: 1,
      statusmsg: `Could not start service '${BROKEN}': it is stopped`,
      data: { status: 'stopped' },
    });
    expect((await svc('status', MUTE)).statusmsg).to.equal(
      `Could not determine status of service '${MUTE}': cannot read service ${MUTE}: its script cannot tell its status`,
    );
    expect((await svc('start', 'fleetspec-lab-none')).statusmsg).to.match(
      /^Could not start service 'fleetspec-lab-none': service ended with exit code 1: .*unrecognized service/,
    );
  });
});
