// What every built plugin does alike, whatever it checks: help, version, words it does not know, options from files; and
// check_feature, which stands for a command of fleetspec.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { VERSION } from '../../lib/version';
import { answerOf, type PluginRunAnswer, programPath } from '../conformance/activemq_plugins/plugin_run';
import { describeOutcome, type Outcome, type RunOptions, runProgram } from '../lab/peers/outcome';
import { PROJECT, ToySite } from './toy_site';

const NAMES = readdirSync(join(PROJECT, 'plugins/nagios')).map(file => file.replace(/\.ts$/, ''));
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-manners-'));
after(() => rmSync(folder, { recursive: true }));

function run(name: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const kind = name === 'activemq_cacti' ? 'cacti' : 'nagios';
  return runProgram(process.execPath, [programPath(`${kind}/${name}`), ...args], options);
}

async function answer(
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<PluginRunAnswer> {
  return answerOf(await run(name, args, options));
}

function ini(...lines: string[]): string {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.ini`);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

// Of each one option that wants a number, and what it is about when it has enough to begin with.
const NUMBERS: Readonly<Record<string, string>> = { check_feature: '--max-output' };

describe('every plugin', () => {
  for (const name of NAMES) {
    it(`${name} tells help and version, and exits with 3`, async () => {
      for (const option of ['-h', '--help']) {
        const help = await run(name, [option]);
        expect([help.code, help.stderr], describeOutcome(help)).to.deep.equal([3, '']);
        expect(help.stdout)
          .to.include(name)
          .and.match(/-V|--version|--extra-opts/);
        expect(help.stdout).to.match(/--timeout/);
      }
      for (const option of ['-V', '--version']) {
        const { code, stdout, stderr } = await run(name, [option]);
        expect([code, stdout, stderr]).to.deep.equal([3, `${name} (fleetspec ${VERSION})\n`, '']);
      }
    });

    it(`${name} does not know every word: UNKNOWN in one line`, async () => {
      const number = NUMBERS[name] ?? '--timeout';
      for (const args of [['--nope'], ['-Z'], ['--timeout'], [number, 'x'], ['--perfdata-ranges', 'odd']]) {
        const told = await answer(name, name === 'check_feature' ? ['x.feature', ...args] : args);
        expect(told.status, told.stdout).to.equal('UNKNOWN');
        expect(told.details).to.deep.equal([]);
        expect(told.text).to.match(/option|must be|cannot be|needs a value|missing/);
      }
    });

    it(`${name} reads options from a file, and says what is wrong with one`, async () => {
      const good = ini('[here]', 'nope = 1');
      const unknown = await answer(name, [`--extra-opts=here@${good}`]);
      expect(unknown.status).to.equal('UNKNOWN');
      expect(unknown.text).to.include('--nope');
      for (const [spec, says] of [
        [`gone@${good}`, 'there is no section [gone] in'],
        ['here@/nowhere.ini', 'there is no file /nowhere.ini'],
        [`here@${folder}`, 'it is no regular file'],
      ] as const) {
        const told = await answer(name, [`--extra-opts=${spec}`]);
        expect(told.status, told.stdout).to.equal('UNKNOWN');
        expect(told.text).to.include(says);
      }
      const usual = ini(`[${name}]`, 'nope = 1');
      const named = await answer(name, ['--extra-opts'], { env: { MP_CONFIG_FILE: usual } });
      expect(named.text).to.include('--nope');
    });
  }
});

describe('activemq_cacti', () => {
  it('tells help and version, for people', async () => {
    for (const option of ['-h', '-V']) {
      const { code, stderr, stdout } = await run('activemq_cacti', [option]);
      expect([code, stderr]).to.deep.equal([0, '']);
      expect(stdout).to.match(/^activemq_cacti/);
    }
  });
});

describe('check_feature', () => {
  const KNOWN = 'Given we know we can run <usual> concurrent Puppet clients';
  const TEXT = `Feature: Capacity\nScenario: One\n${KNOWN}\nScenario: Two\n${KNOWN}\n`;
  const PARAMS = ['--param', 'usual=5'];
  // It found its parameters, and needs nobody to answer.
  const ANSWER = (file: string): string =>
    `Capacity - the scenario only prepares and tests nothing (${file}:2), and 1 more`;
  let site: ToySite;
  let feature: string;
  before(async () => {
    site = await ToySite.start([]);
    feature = site.feature(TEXT);
  });
  after(() => site.stop());

  it('says in its help how it is called', async () => {
    const { stdout } = await run('check_feature', ['-h']);
    expect(stdout).to.match(/^Usage: check_feature \[options\] <feature>/);
    expect(stdout).to.include('check_feature features/firewall.feature').and.not.include('fleetspec check');
    expect(stdout).to.include('--extra-opts=[SECTION][@FILE]');
  });

  it('takes everything from a file, short options too; what is typed wins', async () => {
    const file = ini(
      '[check_feature]',
      `config = ${site.configFile()}`,
      'param = usual=5',
      't = 20',
      'perfdata-ranges = none',
    );
    const fine = await answer('check_feature', [feature, `--extra-opts=@${file}`]);
    expect(fine.text, fine.stdout).to.equal(ANSWER(feature));
    const typed = await answer('check_feature', [feature, '-t', 'soon', `--extra-opts=@${file}`]);
    expect(typed.text).to.include('--timeout cannot be "soon"');
  });

  it('fits its output to who reads it', async () => {
    const asked = [feature, '-c', site.configFile(), ...PARAMS];
    const whole = await answer('check_feature', asked);
    expect(whole.text, whole.stdout).to.equal(ANSWER(feature));
    expect(whole.details).to.have.length(2);
    const short = await answer('check_feature', [...asked, '--max-output', '300']);
    expect(Buffer.byteLength(short.stdout)).to.be.at.most(301);
    expect(short.details).to.have.length.below(2);
  });
});
