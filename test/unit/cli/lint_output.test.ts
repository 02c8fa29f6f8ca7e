// fleetspec lint-output: what it reads or runs, what it prints at 80 columns, and its exit codes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { fleetspec, folderWith, type Outcome, type RunSettings } from './run_fleetspec';

const BAD = 'CUCUMBER OK - 2 okay; all | passed=2; time=1.5.2\nlong | \u001b[31mtext\n';

describe('fleetspec lint-output', () => {
  let folder: ReturnType<typeof folderWith>;
  before(() => {
    folder = folderWith({ good: 'OK: fine|a=1;2;3;0;4\n', bad: BAD, err: 'deprecated\n', big: '' });
    writeFileSync(join(folder.path, 'big'), 'x'.repeat(1024 * 1024 + 1));
  });
  after(() => folder.remove());

  const run = (argv: readonly string[], settings: RunSettings = {}): Promise<Outcome> =>
    fleetspec(['lint-output', ...argv], { cwd: folder.path, columns: 80, ...settings });

  it('shows what each consumer makes of a file', async () => {
    const { code, stdout, stderr } = await run(['good']);
    expect(stdout).to.equal(`Nagios 4    OK
            OK: fine

NRPE 2      OK
            OK: fine

Icinga 2    OK
            OK: fine

negate      CRITICAL
            OK: fine|a=1;2;3;0;4

urlize      OK
            <A href="…">OK: fine</A>

Cacti       not judged: no line for Cacti; --for cacti tells why
`);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('shows errors first, in 80 columns, without terminal sequences', async () => {
    const { code, stdout } = await run(['--for', 'icinga,Nagios', 'bad']);
    expect(stdout).to.equal(`Nagios 4    OK
            CUCUMBER OK - 2 okay: all
  error     takes all text after the "|" of line 2 for performance data
  error     stores "\\u001b[31mtext" as performance data, which is no metric
  error     stores "time" though it has no number for a value but "1.5.2"
  warning   passes the control character 0x1b on to its web pages
  warning   shows ":" for each ";" (" OK - 2 okay; all")

Icinga 2    OK
            CUCUMBER OK - 2 okay; all${' '}
  error     shows the "|" of line 2 as text: no metric follows it
  error     drops "time": the value is no number, or a comma stands in it
`);
    expect(code).to.equal(1);
  });

  it('reads standard input, an exit code and stderr', async () => {
    const settings = { stdin: 'OK: fine\n' };
    expect((await run(['--for', 'nagios'], settings)).stdout).to.equal(
      'Nagios 4    OK\n            OK: fine\n',
    );
    const { code, stdout } = await run(
      ['--exit', '2', '--stderr', 'err', '--for', 'nagios,urlize', '-'],
      settings,
    );
    expect(stdout).to.equal(`Nagios 4    CRITICAL
            OK: fine
  warning   acts on exit code 2, CRITICAL, though the text says OK

urlize      CRITICAL
            <A href="…">OK: fine</A>
`);
    expect(code).to.equal(0);
  });

  it('judges for Cacti what is a line for Cacti, or when told so', async () => {
    const line = await run([], { stdin: 'size:1 rate:2\n' });
    expect(line.stdout).to.contain('Cacti       accepted\n            size:1 rate:2\n');
    expect(line.code).to.equal(0);
    const told = await run(['--for', 'cacti', 'good']);
    expect(told.stdout).to.contain('Cacti       refused\n');
    expect(told.code).to.equal(1);
  });

  it('prints JSON', async () => {
    const { code, stdout } = await run(['--json', '--for', 'nagios,cacti', 'good']);
    const { ok, views } = JSON.parse(stdout) as { ok: boolean; views: Record<string, unknown>[] };
    expect({ code, ok }).to.deep.equal({ code: 1, ok: false });
    expect(views[0]).to.deep.equal({
      ...{ name: 'nagios', consumer: 'Nagios 4', state: 'OK', text: 'OK: fine', details: '' },
      ...{ perfdata: ['a=1;2;3;0;4'], remarks: [], judged: true },
    });
    expect(views.map(({ name }) => name)).to.deep.equal(['nagios', 'cacti']);
    const all = JSON.parse((await run(['--json', 'good'])).stdout) as {
      ok: boolean;
      views: { judged: boolean }[];
    };
    expect(all.ok).to.equal(true);
    expect(all.views.map(({ judged }) => judged)).to.deep.equal([true, true, true, true, true, false]);
  });

  it('runs a plugin, options and all', async () => {
    const plugin = ['/bin/sh', '-c', 'echo "$0 $1"; echo late >&2; exit 1', '-v', '--for'];
    const { code, stdout } = await run(['--for', 'nagios,icinga', '--', ...plugin]);
    expect(stdout).to.contain('Nagios 4    WARNING\n            -v --for\n');
    expect(stdout).to.contain('error     mixes stderr into the text, perhaps as line 1: "late"');
    expect(code).to.equal(1);
    const killed = await run(['--', '/bin/sh', '-c', 'kill -9 $$']);
    expect(killed.stdout).to.contain('takes a plugin that a signal ended for UNKNOWN');
    const here = await run(['--for', 'nagios', '--', 'cat', 'good'], { env: { PATH: '/bin:/usr/bin' } });
    expect(here.stdout).to.contain('OK: fine');
  });

  it('does not wait for ever, and says why it cannot judge', async () => {
    const faults: readonly (readonly [string[], RegExp])[] = [
      [['-t', '0.05', '--', 'sleep', '5'], /^fleetspec: sleep did not end within 0\.05 s, so/],
      [['--', './missing'], /^fleetspec: the program \.\/missing is not installed/],
      [['missing'], /^fleetspec: missing cannot be read: ENOENT/],
      [['big'], /^fleetspec: big cannot be read: it is longer than 1 MiB; /],
      [['good', 'bad'], /^fleetspec: one file is read; a plugin with arguments goes behind "--"/],
      [['good', '--', 'true'], /^fleetspec: a file or a plugin is judged, not both/],
      [['--'], /^fleetspec: no plugin is named behind "--"/],
      [['--exit', '1', '--', 'true'], /^fleetspec: --exit goes with output from a file/],
      [['--stderr', 'err', '--', 'true'], /^fleetspec: --stderr goes with output from a file/],
      [['--exit', '256', 'good'], /^fleetspec: --exit cannot be "256"; give a number from 0 to 255/],
      [['--for', 'nagois', 'good'], /^fleetspec: --for cannot be "nagois"; give nagios, perhaps/],
      [['--for', 'zabbix', 'good'], /give nagios, nrpe, icinga, negate, urlize, cacti\n$/],
      [['--stderr', 'missing', 'good'], /^fleetspec: missing cannot be read/],
    ];
    for (const [argv, sentence] of faults) {
      const { code, stdout, stderr } = await run(argv);
      expect({ code, stdout }, argv.join(' ')).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.match(sentence);
    }
    const terminal = { isTTY: true } as unknown as NodeJS.ReadableStream;
    expect((await run([], { input: terminal })).stderr).to.match(/^fleetspec: nothing to judge: name a file/);
    expect((await run([], { stdin: 'x'.repeat(1024 * 1024 + 1) })).stderr).to.match(
      /^fleetspec: standard input cannot/,
    );
  });
});
