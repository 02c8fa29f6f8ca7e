// All reports of one run, over the embedded broker and emulated hosts.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { splitAnswer, ToySite } from './toy_site';

const FEATURE = `Feature: All "kinds" of \\ verdicts
  Scenario: It is well
    Then every host with class role::web should have a load average below 9

  Scenario: It fails # really
    Then every host with class role::web should have a load average below 0.2

  @warning
  Scenario: It warns
    Then every host with class role::web should have a load average below 0.2

  Scenario: Nobody knows
    Then every host with class role::gone should have a load average below 2

  Scenario: It does not apply
    Given every host with class role::web happens to have a load average above 100
    Then every host with class role::web should have a load average below 2

  Scenario Outline: A row
    Then every host with class role::web should have a load average below <limit>
    Examples:
      | limit |
      | 7     |
      | 8     |
`;
const FORMATS = ['html', 'junit', 'messages', 'json', 'prometheus', 'tap'];

let site: ToySite;
let folder: string;
let feature: string;
const path = (format: string) => join(folder, format === 'none' ? 'none' : `run.${format}`);
const report = (format: string) => readFileSync(path(format), 'utf8');

before(async () => {
  const web = (name: string) => ({
    identity: `${name}.example.net`,
    classes: ['role::web'],
    load: [0.5, 0.5, 0.5] as const,
  });
  site = await ToySite.start([web('web1'), web('web2')]);
  folder = join(site.folder, 'reports');
  feature = site.feature(FEATURE);
  const options = FORMATS.flatMap(format => [`--${format}`, path(format)]);
  const answer = await site.check(feature, options);
  expect(answer.code, answer.first).to.equal(2);
});
after(() => site.stop());

describe('the reports of one run', () => {
  it('are all there, and nothing else', () => {
    expect(readdirSync(folder).sort()).to.deep.equal(FORMATS.map(format => `run.${format}`).sort());
  });

  it('JSON has the verdict on every scenario, its hosts and the numbers', () => {
    const { scenarios, metrics, ...run } = JSON.parse(report('json'));
    expect(run).to.deep.include({
      ...{ version: 1, status: 'CRITICAL', subject: 'All "kinds" of \\ verdicts' },
      ...{ problems: [], undone: [] },
    });
    expect(run.started_at).to.match(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);
    expect(run.elapsed_seconds).to.be.a('number').above(0);
    expect(
      scenarios.map((one: { verdict: string; status: string }) => [one.verdict, one.status]),
    ).to.deep.equal([
      ['passed', 'OK'],
      ['failed', 'CRITICAL'],
      ['failed', 'WARNING'],
      ['unknown', 'UNKNOWN'],
      ['not applicable', 'OK'],
      ['passed', 'OK'],
      ['passed', 'OK'],
    ]);
    expect(scenarios[1]).to.deep.include({
      name: 'It fails # really',
      location: `${feature}:5`,
      at: `${feature}:6`,
      details: ['web1', 'web2'].map(name => `${name}.example.net: load average expected below 0.2, got 0.5`),
    });
    expect(scenarios[0]).to.deep.include({ reason: null, at: null, details: [] });
    expect(metrics).to.deep.include({
      ...{ label: 'load_web1.example.net', value: 0.5, unit: '', warn: null, crit: metrics[0].crit },
    });
  });

  it('Prometheus takes its file', () => {
    const text = report('prometheus');
    expect(text).to.include('fleetspec_run_status{subject="All \\"kinds\\" of \\\\ verdicts"} 2\n');
    expect(text).to.match(/^fleetspec_scenario_status\{.*scenario="It warns"\} 1$/m);
    expect(text).to.match(/^fleetspec_scenario_status\{.*scenario="A row"\} 0$/m);
    expect(text).to.match(/^fleetspec_scenario_status\{.*scenario="A row",row="2"\} 0$/m);
    expect(text).to.match(/^fleetspec_metric\{.*metric="load_web2\.example\.net",unit=""\} 0\.5$/m);
    const series = text.split('\n').filter(line => line && !line.startsWith('#'));
    const names = series.map(line => line.replace(/ \S+$/, ''));
    expect(new Set(names).size).to.equal(names.length);
    for (const line of series)
      expect(line).to.match(/^[a-z_]+\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+\} [-+.\de]+$/);
  });

  it('TAP has a point for each scenario', () => {
    const lines = report('tap').split('\n');
    expect(lines.slice(0, 2)).to.deep.equal(['TAP version 14', '1..7']);
    const points = lines.filter(line => /^(not )?ok /.test(line)).map(line => line.replace(/ \(\/.*?\)/, ''));
    expect(points).to.deep.equal([
      'ok 1 - All "kinds" of \\\\ verdicts: It is well',
      'not ok 2 - All "kinds" of \\\\ verdicts: It fails \\# really',
      'not ok 3 - All "kinds" of \\\\ verdicts: It warns',
      'not ok 4 - All "kinds" of \\\\ verdicts: Nobody knows',
      points[4],
      'ok 6 - All "kinds" of \\\\ verdicts: A row',
      'ok 7 - All "kinds" of \\\\ verdicts: A row',
    ]);
    expect(points[4]).to.match(/^ok 5 - .*It does not apply # SKIP not applicable: /);
    expect(lines).to.include('  severity: "WARNING"');
  });

  it('HTML and messages show the request and a table of replies', () => {
    const logs = report('messages')
      .split('\n')
      .filter(Boolean)
      .flatMap(line => JSON.parse(line).attachment?.body ?? []);
    const table = logs.find((body: string) => body.startsWith('host.load'));
    expect(table).to.match(
      /^host\.load, request [0-9a-f]{32}: 2 of 2 answered in \d+ ms\nweb1\.example\.net {2}0 {2}load1: 0\.5, /,
    );
    expect(logs.some((body: string) => body.startsWith('not applicable: '))).to.equal(true);
    expect(report('html')).to.include('2 of 2 answered').and.include('web2.example.net  0  load1: 0.5');
    expect(report('junit')).to.match(/<testsuite [^>]*tests="7"/);
  });
});

describe('the JUnit report', () => {
  it('says what is only a warning, what was waived and why, and what hosts answered', async () => {
    const file = join(site.folder, 'waivers.yaml');
    writeFileSync(
      file,
      'waivers:\n  - { host: web1.example.net, reason: "its <disk> is ]]> full ]]></x>", until: 2999-01-01 }\n'.replace(
        '2999-01-01',
        new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
      ),
    );
    const waived = site.feature(
      `Feature: Notes
  Scenario: Waived
    Then the host web1.example.net should have a load average below 0.1
  Scenario: Mild
    Then the host web2.example.net should have a load average below 9, ideally below 0.1
`,
      'notes.feature',
    );
    const xml = join(site.folder, 'notes.xml');
    const answer = await site.check(waived, ['--junit', xml], { checks: { waivers: file } });
    expect(answer.code, answer.first).to.equal(1);
    const cases = readFileSync(xml, 'utf8').split('<testcase ').slice(1);
    expect(cases).to.have.length(2);
    expect(cases[0]).to.match(
      /passed\n.*waived: load average of web1\.example\.net does not count: waived until .*: its <disk> is \]\]/s,
    );
    expect(cases[1]).to.match(
      /passed\n.*warning: web2\.example\.net: load average expected ideally below 0\.1/s,
    );
    expect(cases[1]).to.include('1 of 1 answered').and.not.include('waived');
    execFileSync('python3', ['-c', 'import sys, xml.dom.minidom as x; x.parse(sys.argv[1])', xml]);
  });
});

describe('a report', () => {
  const well = () =>
    site.feature(
      `Feature: Well\n  Scenario: Well\n    Then every host with class role::web should have a load average below 9\n`,
      'well.feature',
    );

  it('goes to standard output, alone', async () => {
    const run = (format: string) =>
      site.fleetspec(['run', well(), '--config', site.configFile(), `--${format}`, '-']);
    const json = await run('json');
    expect(JSON.parse(json.stdout)).to.include({ status: 'OK', subject: 'Well' });
    expect((await run('tap')).stdout).to.match(/^TAP version 14\n1\.\.1\nok 1 - /);
    const messages = (await run('messages')).stdout.trimEnd().split('\n');
    expect(messages.map(line => Object.keys(JSON.parse(line))[0])).to.include('testRunFinished');
    expect(json.code).to.equal(0);
  });

  it('cannot go where the plugin line goes', async () => {
    const answer = await site.check(well(), ['--json', '-']);
    expect(answer.first).to.match(/^UNKNOWN: fleetspec - --json .*standard output/);
  });

  it('is replaced as a whole, and stays as it was until the end', async () => {
    const file = join(folder, 'again.prom');
    await site.check(well(), ['--prometheus', file]);
    const { ino } = statSync(file);
    await site.check(well(), ['--prometheus', file]);
    expect(statSync(file).ino).not.to.equal(ino);
    expect(readdirSync(folder).filter(name => name.startsWith('again'))).to.deep.equal(['again.prom']);
    expect(statSync(file).mode & 0o777).to.equal(0o644);
  });

  for (const format of FORMATS)
    it(`that cannot be written makes the check UNKNOWN: ${format}`, async () => {
      const full = await site.check(well(), [`--${format}`, '/dev/full']);
      expect(full.first).to.match(
        /^UNKNOWN: .*the report \/dev\/full could not be written: .*(no space|disk is full)/i,
      );
      mkdirSync(join(folder, `folder.${format}`));
      const taken = await site.check(well(), [`--${format}`, join(folder, `folder.${format}`)]);
      expect(taken.first).to.match(/^UNKNOWN: .*the report .* could not be written: .*(EISDIR|directory)/);
    });

  it('is not written where nobody reads a pipe, and the check does not wait', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect((await site.check(well(), ['--tap', pipe])).first).to.match(/^UNKNOWN: .*could not be written/);
  });

  it('is there also when nothing could be run: an old one would tell that all is well', async () => {
    const { first } = splitAnswer(
      (await site.fleetspec(['check', '/nowhere.feature', '--json', path('none')])).stdout,
    );
    expect(first).to.match(/^UNKNOWN: .*there is no feature file/);
    const { status, problems } = JSON.parse(report('none'));
    expect(status).to.equal('UNKNOWN');
    expect(problems[0].reason).to.match(/^there is no feature file/);
  });
});
