// `fleetspec/nagios` as somebody else's project sees it: the example runs, and its types fit.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { answerOf } from '../conformance/activemq_plugins/plugin_run';
import { describeOutcome, type Outcome, runProgram } from '../lab/peers/outcome';
import { PROJECT } from './toy_site';

const { exports } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-plugin-'));
const backups = join(folder, 'backups');
const plugin = join(folder, 'check_backup.js');

before(() => {
  expect(existsSync(join(PROJECT, 'dist/nagios.js')), 'run `npm run build` first').to.equal(true);
  const installed = join(folder, 'node_modules/fleetspec');
  mkdirSync(installed, { recursive: true });
  mkdirSync(join(folder, 'node_modules/@types'));
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ name: 'fleetspec', exports }));
  symlinkSync(join(PROJECT, 'dist'), join(installed, 'dist'));
  symlinkSync(join(PROJECT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  copyFileSync(join(PROJECT, 'examples/own_plugin/check_backup.js'), plugin);
  mkdirSync(backups);
});
after(() => rmSync(folder, { recursive: true }));

function backup(name: string, ageSeconds: number, bytes: number): void {
  const file = join(backups, name);
  writeFileSync(file, Buffer.alloc(bytes));
  const seconds = Date.now() / 1000 - ageSeconds;
  utimesSync(file, seconds, seconds);
}

const run = (...args: string[]): Promise<Outcome> => runProgram(process.execPath, [plugin, ...args]);

describe('a plugin of one’s own', () => {
  it('answers as ours do', async () => {
    const none = answerOf(await run('-d', backups));
    expect(none.stdout).to.equal(`CRITICAL: Backup - there is none in ${backups}\n`);
    backup('monday.tar', 90_000, 5);
    backup('tuesday.tar', 3_600, 2_000);
    const fine = answerOf(await run('-d', backups, '-w', '7200', '--size-crit', '1000:'));
    expect(fine.text, fine.stdout).to.match(/^Backup - tuesday\.tar is 360\d s old, has 2000 bytes$/);
    expect(fine.perfdata).to.match(/^age=360\d\.\d+s;7200;;0 size=2000B;;;0$/);
    const old = answerOf(await run('-d', backups, '-w', '1800', '-c', '3600', '--size-crit', '9999:'));
    expect(old.status).to.equal('CRITICAL');
    expect(old.text).to.match(/is 360\d s old, expected below 3600, has 2000 bytes, expected at least 9999$/);
  });

  it('has what every plugin has, without a line of its own for it', async () => {
    const help = await run('--help');
    expect(help.stdout).to.include('-w, --age-warn, -c, --age-crit N|RANGE').and.include('--extra-opts');
    expect(help.code).to.equal(3);
    expect((await run('-V')).stdout).to.equal('check_backup 1.0\n');
    expect(answerOf(await run()).text).to.equal('Backup - no folder is named; name one with --folder');
    expect(answerOf(await run('-d', join(folder, 'nowhere'))).text).to.include('no such file or directory');
    expect(answerOf(await run('-d', backups, '-w', '9:1')).text).to.include('cannot read the range "9:1"');
    writeFileSync(join(folder, 'plugins.ini'), `[check_backup]\nfolder=${backups}\n`);
    const options = { env: { NAGIOS_CONFIG_PATH: folder } };
    const ini = await runProgram(process.execPath, [plugin, '--extra-opts'], options);
    expect(answerOf(ini).status).to.equal('OK');
  });

  it('is started by its name', async () => {
    chmodSync(plugin, 0o755);
    expect(answerOf(await runProgram(plugin, ['-d', backups])).status).to.equal('OK');
  });

  it('is checked by its types', async () => {
    const right = await compile(plugin);
    expect(right.code, describeOutcome(right)).to.equal(0);
    const mistaken = join(folder, 'mistaken.js');
    writeFileSync(
      mistaken,
      "require('fleetspec/nagios').runPlugin({ name: 1, run: async () => ({ status: 'GOOD' }) });\n",
    );
    const wrong = await compile(mistaken);
    expect(wrong.stdout).to.include("Type 'number' is not assignable to type 'string'").and.include('"GOOD"');
  });
});

function compile(file: string): Promise<Outcome> {
  const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
  const rules = ['--noEmit', '--checkJs', '--allowJs', '--strict', '--target', 'es2022'];
  const modules = ['--module', 'node16', '--moduleResolution', 'node16'];
  return runProgram(process.execPath, [compiler, file, ...rules, ...modules], {
    cwd: folder,
    timeoutMs: 60_000,
  });
}
