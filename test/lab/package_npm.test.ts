// The package as `npm pack` makes it and `npm install -g` lays it down: what is in it, and that its programs run, whether
// npm may run its script or not, and where nobody may write.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { COMMANDS } from '../../lib/cli/commands';
import { ROOT } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { describeOutcome, type Outcome, runProgram } from './peers/outcome';

const PACKED_FROM = [
  'dist',
  'docs',
  'examples',
  'features',
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
];
// With the exit code: 3 is what monitoring plugins end with after their help.
const PROGRAMS: readonly (readonly [string, readonly string[], number])[] = [
  ['bin/fleetspec', ['--version'], 0],
  ['bin/fleetspecd', ['--version'], 0],
  ['lib/node_modules/fleetspec/dist/plugins/nagios/check_activemq_queue.js', ['-h'], 3],
];

describe('the npm package', () => {
  const lab = useLab('npm');
  const installed = (path = ''): string => join(lab.dir, 'prefix/lib/node_modules/fleetspec', path);
  const caches = (): string[] => readdirSync(installed('dist/lib')).filter(name => name.includes('.cache'));
  let manifest: Manifest;
  let files: string[];

  interface Manifest {
    readonly bin: Readonly<Record<string, string>>;
    readonly man: readonly string[];
    readonly scripts: Readonly<Record<string, string>>;
  }

  async function succeeds(
    program: string,
    args: readonly string[],
    cwd = lab.dir,
    code = 0,
  ): Promise<Outcome> {
    const outcome = await runProgram(program, args, { cwd, timeoutMs: 120_000 });
    expect(outcome.code, describeOutcome(outcome)).to.equal(code);
    return outcome;
  }

  async function runEveryProgram(before: readonly string[] = []): Promise<void> {
    for (const [name, args, code] of PROGRAMS) {
      const [program, ...words] = [...before, join(lab.dir, 'prefix', name), ...args];
      const { stdout, stderr } = await succeeds(program!, words, lab.dir, code);
      expect(stdout).to.match(/^\d+\.\d+\.\d+\n$|^check_activemq_queue: /);
      expect(stderr).to.equal('');
    }
  }

  before(async () => {
    const project = join(lab.dir, 'project');
    for (const name of PACKED_FROM) cpSync(join(ROOT, name), join(project, name), { recursive: true });
    cpSync(join(ROOT, 'scripts'), join(project, 'scripts'), { recursive: true });
    manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    await succeeds(process.execPath, [
      join(ROOT, 'scripts/package/write_man_pages.js'),
      join(project, 'dist/man'),
    ]);
    const packed = await succeeds('npm', ['pack', '--ignore-scripts', '--loglevel=error'], project);
    mkdirSync(join(lab.dir, 'prefix/lib/node_modules'), { recursive: true });
    await succeeds('tar', ['-xzf', join(project, packed.stdout.trim())]);
    await succeeds('mv', [join(lab.dir, 'package'), installed()]);
    files = readdirSync(installed(), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(installed().length + 1));
    symlinkSync(join(ROOT, 'node_modules'), installed('node_modules'));
    mkdirSync(join(lab.dir, 'prefix/bin'));
    for (const [name, target] of Object.entries(manifest.bin))
      symlinkSync(installed(target), join(lab.dir, 'prefix/bin', name));
    chmodSync(lab.dir, 0o755);
  });

  it('holds what package.json promises', () => {
    for (const promised of [...Object.values(manifest.bin), ...manifest.man])
      expect(files).to.include(promised);
    expect(manifest.scripts.postinstall).to.equal('node scripts/compile.js');
    expect(files).to.include.members([
      'scripts/compile.js',
      'scripts/warm.js',
      'dist/index.js',
      'dist/nagios.js',
    ]);
  });

  it('has a man page for every command', () => {
    const pages = Object.keys(COMMANDS).map(name => `dist/man/fleetspec-${name}.1`);
    expect([...manifest.man].sort()).to.deep.equal(
      [...pages, 'dist/man/fleetspec.1', 'dist/man/fleetspecd.8'].sort(),
    );
  });

  it('holds nothing of the machine it was packed on', () => {
    expect(
      files.filter(file => /\.cache|^(test|lib|build|bench|reports)\/|\.test\.ts$/.test(file)),
    ).to.deep.equal([]);
    const telling = files.filter(file => readFileSync(installed(file)).includes(ROOT));
    expect(telling).to.deep.equal([]);
  });

  it('runs where npm was told to run no scripts', async () => {
    expect(caches()).to.deep.equal([]);
    await runEveryProgram();
    expect(caches()).to.deep.equal([]);
  });

  it('runs for somebody who may not write to it', async () => {
    const nobody = ['runuser', '-u', 'nobody', '--'];
    await runEveryProgram(nobody);
    const [program, ...words] = [...nobody, process.execPath, installed('scripts/compile.js')];
    const { stdout, stderr } = await succeeds(program!, words);
    expect(stdout + stderr).to.equal('');
    expect(caches()).to.deep.equal([]);
  });

  it('is compiled for this Node.js by the script, silently, and what was compiled for another goes', async () => {
    writeFileSync(installed('dist/lib/fleetspec.0.cache.v20.0.0-x64-0-0.cache'), '');
    const { stdout, stderr } = await succeeds(process.execPath, [installed('scripts/compile.js')]);
    expect(stdout + stderr).to.equal('');
    expect(caches().length).to.be.greaterThan(PROGRAMS.length);
    for (const name of caches()) expect(name).to.contain(`.${process.version}-${process.arch}-`);
    await runEveryProgram();
  });

  it('leaves compiling to the build where there is one, as in a clone', async () => {
    const project = join(lab.dir, 'project');
    const stale = readdirSync(join(project, 'dist/lib')).sort();
    expect(existsSync(join(project, 'scripts/build.js'))).to.equal(true);
    await succeeds(process.execPath, [join(project, 'scripts/compile.js')]);
    expect(readdirSync(join(project, 'dist/lib')).sort()).to.deep.equal(stale);
  });
});
