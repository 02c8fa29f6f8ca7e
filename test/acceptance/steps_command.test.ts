// `fleetspec steps` and `fleetspec new`: the sentences there are, and a feature begun with one of them.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { fleetspec, folderWith } from '../unit/cli/run_fleetspec';
import { PROJECT } from './toy_site';

const OWN = join(PROJECT, 'examples/own_checks');

describe('fleetspec steps', () => {
  it('lists every sentence with what it does and an example, in 80 columns', async () => {
    const { code, stdout, stderr } = await fleetspec(['steps'], { columns: 80 });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.filter(line => line.length > 80)).to.deep.equal([]);
    const at = lines.indexOf('  When I block the {device}');
    expect(lines.slice(at + 1, at + 4)).to.deep.equal([
      '      Adds a firewall rule on every chosen host at once; undone when the',
      '      scenario fails.',
      '      For example: When I block the load balancer',
    ]);
    expect(lines).to.include('Words');
    expect(stdout).to.match(/^ {2}\{claim\}: Which hosts, how many of them/m);
  });

  it('finds those with all words, and says what was meant', async () => {
    const { stdout } = await fleetspec(['steps', 'LOAD', 'average', 'host']);
    expect(stdout).to.include('{claim} have a load average {comparison}').and.not.include('I block');
    const none = await fleetspec(['steps', 'firewal', 'loda']);
    expect(none).to.deep.include({ code: 1, stdout: '' });
    expect(none.stderr).to.match(
      /^fleetspec: no step has the words firewal, loda \(.*"loda": did you mean "load"\?\)\n$/,
    );
  });

  it('has those of the project first', async () => {
    const { stdout } = await fleetspec(['steps'], { cwd: OWN });
    expect(stdout).to.match(
      /^A condition over numbers .*\(yours\)\n {2}Given we have paid for \{int\} machine\(s\)\n {6}How many machines have been paid for\.\n {6}For example: Given we have paid for 20 machines\n/,
    );
    expect(stdout).to.match(/^ {2}\{names\}: One thing or several: "bookworm", "bullseye or bookworm"\.$/m);
  });

  it('shows the table of a sentence that needs one', async () => {
    const { stdout } = await fleetspec(['steps', 'these', 'facts']);
    expect(stdout).to.match(/facts:\n {10}\| fact +\| value +\|\n/);
  });

  it('gives them to programs', async () => {
    const { steps, words } = JSON.parse((await fleetspec(['steps', '--json'], { cwd: OWN })).stdout);
    expect(steps.find((step: { own: boolean }) => step.own)).to.deep.equal({
      keyword: 'Given',
      phrase: 'we have paid for {int} machine(s)',
      meaning: 'How many machines have been paid for.',
      words: ['int'],
      topic: "A condition over numbers that are no host's, in plain JavaScript",
      file: 'step_definitions/budget_steps.js',
      own: true,
      example: 'Given we have paid for 20 machines',
    });
    expect(steps.filter((step: { meaning: string }) => step.meaning === '')).to.deep.equal([]);
    expect(words).to.include.keys('claim', 'comparison', 'names', 'int');
  });
});

describe('fleetspec new', () => {
  let folder: ReturnType<typeof folderWith>;
  before(() => {
    folder = folderWith({});
  });
  after(() => folder.remove());
  const run = (...argv: string[]) => fleetspec(['new', ...argv], { cwd: folder.path });
  const LOAD = [
    '--about',
    'load average',
    '--hosts',
    'with class role::web',
    '--limit',
    'below 4',
    '--param',
    'limit=4',
  ];

  it('begins a feature with parameters that lint finds nothing wrong with', async () => {
    const { code, stdout, stderr } = await run('check', 'web_load', ...LOAD);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(stdout).to.equal(
      'features/web_load.feature\nNext: fleetspec check features/web_load.feature --param limit=4\n',
    );
    const text = readFileSync(join(folder.path, 'features/web_load.feature'), 'utf8');
    expect(text).to.match(/^@critical\nFeature: Web load\n/);
    expect(text).to.include(
      '    Then every host with class role::web should have a load average below <limit>\n',
    );
    const lint = await fleetspec(['lint', '--param', 'limit=4', '--strict'], { cwd: folder.path });
    expect(lint).to.deep.include({ code: 0, stdout: '1 feature, 1 scenario: 0 errors, 0 warnings\n' });
  });

  it('overwrites nothing', async () => {
    const again = await run('check', 'web_load', ...LOAD);
    expect(again.code).to.equal(1);
    expect(again.stderr).to.include('features/web_load.feature is there already, and is not overwritten');
    writeFileSync(join(folder.path, 'mine'), '');
    expect((await run('project', '.')).stderr).to.include('is not overwritten');
  });

  it('tells a script what is missing, and what is wrong', async () => {
    expect((await run('check', 'x')).stderr).to.include('add --about WORDS');
    expect((await run('check', '../x', ...LOAD)).stderr).to.include('letters, digits, _ and -');
    expect((await run('check', 'x', '--about', 'zebra crossings')).stderr).to.include('words of a sentence');
    expect((await run('check', 'x', ...LOAD, '--param', 'other=77')).stderr).to.include(
      'stands in the sentence',
    );
    const unlimited = await run('check', 'x', '--about', 'report same fact odd', '--limit', 'below 4');
    expect(unlimited.stderr).to.include('a sentence that has limit');
    expect((await run('nothing', 'x')).stderr).to.include('a check, a project or an agent');
    expect(existsSync(join(folder.path, 'features/x.feature'))).to.equal(false);
    const bad = await run('check', 'bad', '--about', 'load average', '--limit', 'between 5 and 3');
    expect(bad.code).to.equal(1);
    expect(bad.stdout).to.match(/^features\/bad\.feature:\d+:5: error: "between 5 and 3" can never hold/m);
  });

  it('asks a person', async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const answers = ['load average one minute', 'named web1 and web2', 'at most 7'];
    input.write(`${answers.join('\n')}\n`);
    const { code } = await fleetspec(['new', 'check', 'asked'], { cwd: folder.path, input });
    expect(code).to.equal(0);
    expect(readFileSync(join(folder.path, 'features/asked.feature'), 'utf8')).to.include(
      'Then every host named web1 and web2 should have a load average at most 7\n',
    );
  });

  it('begins a project that can be judged at once', async () => {
    expect((await run('project', 'ours')).code).to.equal(0);
    const { code, stdout } = await fleetspec(['lint'], { cwd: join(folder.path, 'ours') });
    expect({ code, stdout }).to.deep.equal({
      code: 0,
      stdout: '2 features, 4 scenarios: 0 errors, 0 warnings\n',
    });
  });
});
