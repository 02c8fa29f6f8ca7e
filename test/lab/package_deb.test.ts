// The Debian package: made from the build, really installed and purged by dpkg into a root of its own; its programs,
// man pages and completion as they lie there.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { COMMANDS } from '../../lib/cli/commands';
import { ROOT } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { describeOutcome, type Outcome, runProgram } from './peers/outcome';

const ASK_ZSH = join(__dirname, 'fixtures/completion/ask_zsh.zsh');
const TIME = { timeoutMs: 120_000 };

describe('the Debian package', () => {
  const lab = useLab('package');
  const place = (path: string): string => join(lab.dir, 'root', path);
  let deb: string;
  let clean: string[];

  async function succeeds(program: string, args: readonly string[]): Promise<Outcome> {
    const outcome = await runProgram(program, args, TIME);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    return outcome;
  }

  // Its own database, in which only what it depends on is installed, and its scripts told of the root.
  const dpkg = (...args: string[]): Promise<Outcome> =>
    succeeds('dpkg', [
      `--root=${place('')}`,
      '--force-script-chrootless',
      `--log=${join(lab.dir, 'dpkg.log')}`,
      ...args,
    ]);

  before(async () => {
    deb = (
      await succeeds(process.execPath, [
        join(ROOT, 'scripts/package.js'),
        '--built',
        ROOT,
        '--out',
        lab.dir,
        '--compression',
        'none',
      ])
    ).stdout.trim();
    for (const folder of ['var/lib/dpkg/info', 'var/lib/dpkg/updates', 'var/lib/dpkg/triggers', 'etc'])
      mkdirSync(place(folder), { recursive: true });
    writeFileSync(place('var/lib/dpkg/status'), (await succeeds('dpkg', ['-s', 'nodejs'])).stdout);
    clean = filesBelow(place('')).filter(isNoRecord);
    await dpkg('--install', deb);
  });

  it('is called as Debian packages are, and needs Node.js', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(deb).to.equal(join(lab.dir, `fleetspec_${version}_all.deb`));
    const { stdout } = await succeeds('dpkg-deb', ['-f', deb, 'Depends']);
    expect(stdout.trim()).to.equal('nodejs (>= 20.19)');
  });

  it('brings programs that run with what they need', async () => {
    for (const name of ['fleetspec', 'fleetspecd']) {
      expect(lstatSync(place(`usr/bin/${name}`)).isSymbolicLink()).to.equal(true);
      const { stdout } = await succeeds(place(`usr/bin/${name}`), ['--version']);
      expect(stdout).to.match(/^\d+\.\d+\.\d+\n$/);
    }
    const plugin = await runProgram(place('usr/lib/nagios/plugins/check_feature'), ['--help'], TIME);
    expect(plugin.stdout).to.contain('check_feature');
    const compiled = readdirSync(place('usr/lib/fleetspec/dist/lib')).filter(name => name.endsWith('.cache'));
    expect(compiled.some(name => name.startsWith('fleetspec.'))).to.equal(true);
  });

  it('compiles steps and writes reports without anything else of npm', async () => {
    const project = join(lab.dir, 'checks');
    const fleetspec = place('usr/bin/fleetspec');
    await succeeds(fleetspec, ['new', 'project', project]);
    const config = lab.write(
      'offline.yaml',
      JSON.stringify({ broker: { pool: [{ host: '127.0.0.1', port: 1 }] }, security: { psk: 'x' } }),
      0o600,
    );
    const [html, junit] = [join(lab.dir, 'r.html'), join(lab.dir, 'r.xml')];
    const feature = join(project, 'features/releases.feature');
    const args = ['check', feature, '--config', config, '--html', html, '--junit', junit, '-t', '30'];
    const outcome = await runProgram(fleetspec, args, TIME);
    expect(outcome.code, describeOutcome(outcome)).to.equal(3);
    expect(readFileSync(html, 'utf8')).to.contain('<html');
    expect(readFileSync(junit, 'utf8')).to.contain('<testsuite');
    expect(outcome.stdout).not.to.match(/cannot be loaded|compiler|Cannot find/);
  });

  it('starts and enables nothing, and sets nothing', async () => {
    expect(existsSync(place('etc/systemd'))).to.equal(false);
    const outcome = await runProgram(place('usr/bin/fleetspecd'), [
      '--check',
      '--config',
      place('etc/fleetspec/fleetspec.yaml'),
    ]);
    expect(outcome.code).to.equal(1);
    expect(outcome.stderr).to.contain('"broker.pool" is not set');
    const unit = readFileSync(place('usr/lib/systemd/system/fleetspecd.service'), 'utf8');
    expect(unit)
      .to.match(/^KillMode=process$/m)
      .and.to.match(/^EnvironmentFile=-\/etc\/default\/fleetspecd$/m);
  });

  it('leaves the configuration to the administrator: an upgrade has nothing to ask', async () => {
    const { stdout } = await succeeds('dpkg-deb', ['-I', deb, 'conffiles']);
    expect(stdout.trim().split('\n')).to.deep.equal([
      '/etc/default/fleetspecd',
      '/etc/logrotate.d/fleetspec',
    ]);
    const config = place('etc/fleetspec/fleetspec.yaml');
    const postinst = place('var/lib/dpkg/info/fleetspec.postinst');
    // Without Node.js to be found, nothing is compiled.
    const path = lab.path('few_programs');
    mkdirSync(path);
    symlinkSync('/usr/bin/install', join(path, 'install'));
    const configure = (...before: string[]): Promise<Outcome> =>
      succeeds('/usr/bin/env', [
        `DPKG_ROOT=${place('')}`,
        `PATH=${path}`,
        '/bin/sh',
        postinst,
        'configure',
        ...before,
      ]);
    const shipped = readFileSync(config, 'utf8');
    writeFileSync(config, 'identity: mine\n');
    await configure('0.0.1');
    await configure();
    expect(readFileSync(config, 'utf8')).to.equal('identity: mine\n');
    rmSync(config);
    await configure('0.0.1');
    expect(existsSync(config)).to.equal(false);
    await configure();
    expect(readFileSync(config, 'utf8')).to.equal(shipped);
  });

  it('has a man page for every command that man takes without a complaint', async () => {
    const names = [
      ...Object.keys(COMMANDS).map(name => `man1/fleetspec-${name}.1.gz`),
      'man1/fleetspec.1.gz',
      'man8/fleetspecd.8.gz',
    ];
    // Of several compressed ones mandoc reads only the first rightly.
    const pages = names.map(name =>
      lab.write(basename(name, '.gz'), gunzipSync(readFileSync(place(`usr/share/man/${name}`))).toString()),
    );
    const { stdout } = await succeeds('mandoc', ['-Tlint', '-Wwarning', ...pages]);
    expect(stdout).to.equal('');
  });

  const ASKED: Readonly<Record<string, readonly string[]>> = {
    'fleetspec inv': ['inventory'],
    'fleetspec rpc ne': ['nettest'],
    'fleetspec rpc -F country=uk service st': ['start', 'status', 'stop'],
    'fleetspec rpc --dm f': ['flatfile'],
    'fleetspec service nginx re': ['restart'],
    'fleetspec help tra': ['trace'],
    'fleetspec rpc strange ': [],
  };

  it('completes in zsh', async () => {
    // As Debian's zsh finds it: in a folder of fpath, loaded when it is needed.
    const { stdout } = await succeeds('zsh', [
      '-f',
      ASK_ZSH,
      place('usr/share/zsh/vendor-completions/_fleetspec'),
      ...Object.keys(ASKED),
    ]);
    const offers = stdout.split('\n').map(line => line.split(' ').filter(Boolean).sort());
    expect(offers.slice(0, -1)).to.deep.equal(Object.values(ASKED));
  });

  it('completes in fish', async () => {
    const script = place('usr/share/fish/vendor_completions.d/fleetspec.fish');
    const code = [
      `source ${script}`,
      ...Object.keys(ASKED).map(line => `complete -C '${line}'; echo .`),
    ].join('\n');
    const { stdout, stderr } = await succeeds('fish', ['--no-config', '-c', code]);
    const offers = stdout.split(/^\.\n/m).map(part =>
      part
        .split('\n')
        .filter(Boolean)
        .map(line => line.split('\t')[0]!)
        .sort(),
    );
    expect(offers.slice(0, -1), stderr).to.deep.equal(Object.values(ASKED));
  });

  it('completes in bash', async () => {
    const script = place('usr/share/bash-completion/completions/fleetspec');
    const code = `source ${script}; COMP_WORDS=(fleetspec rpc ne); COMP_CWORD=2; _fleetspec; echo "\${COMPREPLY[@]}"`;
    expect((await succeeds('bash', ['--norc', '-c', code])).stdout).to.equal('nettest\n');
  });

  it('keeps what the administrator wrote when it is removed, and leaves nothing when purged', async () => {
    writeFileSync(place('etc/fleetspec/fleetspec.yaml'), 'identity: web1\n');
    writeFileSync(place('etc/fleetspec/fleet.psk'), 'secret\n', { mode: 0o600 });
    mkdirSync(place('var/lib/fleetspec'), { recursive: true });
    symlinkSync('/nowhere', place('var/lib/fleetspec/link'));
    await dpkg('--remove', 'fleetspec');
    expect(readdirSync(place('etc/fleetspec')).sort()).to.deep.equal(['fleet.psk', 'fleetspec.yaml']);
    expect(existsSync(place('usr/lib/fleetspec'))).to.equal(false);
    await dpkg('--purge', 'fleetspec');
    expect(filesBelow(place('')).filter(isNoRecord)).to.deep.equal(clean);
  });
});

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();

// What dpkg and systemd's helpers write down for themselves.
const isNoRecord = (path: string): boolean => !/\/var\/lib\/(dpkg|systemd)\//.test(path);
