// fleetspec pgrep over few hosts, over three thousand that run the same, and over many that each run something else.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { RubyValue } from '../../../../lib/marshal/values';
import { FakeFleet } from '../../rpc/fake_fleet';
import { fleetspec, type Outcome, type RunSettings } from '../run_fleetspec';

const MIB = 1024 * 1024;
const host = (n: number): string => `app${String(n).padStart(4, '0')}.example.net`;

/** As the agent lists it: sizes in bytes and KiB. */
const listed = (command: string, pid: number, more: Record<string, RubyValue> = {}): RubyValue =>
  new Map<RubyValue, RubyValue>(
    Object.entries({
      ...{ cmdline: command, pid, username: 'www-data', vsize: 16 * MIB, rss: 4096, state: 'S', tty_nr: 0 },
      ...more,
    }),
  );

function fleetOf(count: number, processes: (n: number) => RubyValue[]): FakeFleet {
  const fleet = new FakeFleet();
  for (let n = 1; n <= count; n++)
    fleet.add([host(n)], {
      replies: { 'process list': { code: 0, message: 'OK', data: { pslist: processes(n) } } },
      discoveryMs: 5,
      replyMs: 5,
    });
  return fleet;
}

const pgrep = (
  fleet: FakeFleet,
  words: readonly string[] = [],
  settings: RunSettings = {},
): Promise<Outcome> => fleetspec(['pgrep', 'nginx', ...words], { fleet, ...settings });

const report = ({ stdout }: Outcome): string => stdout.split('   ---- process list stats')[0]!;

describe('fleetspec pgrep', () => {
  it('of few hosts: a block for each, and totals', async () => {
    const fleet = fleetOf(2, n => [
      listed('nginx: master process', 100 + n, { username: 'root' }),
      listed('nginx', 2000, { state: 'Z', vsize: 0, rss: 0 }),
    ]);
    expect((await pgrep(fleet)).stdout.replace(/in \d.*/, 'in …')).to.equal(`
app0001.example.net
   PID      USER         VSZ       COMMAND
   101      root         16 MB     nginx: master process
   2000     www-data     0 B       [nginx]

app0002.example.net
   PID      USER         VSZ       COMMAND
   102      root         16 MB     nginx: master process
   2000     www-data     0 B       [nginx]

   ---- process list stats ----
        Matched hosts: 2
    Matched processes: 4
        Resident Size: 8 MB
         Virtual Size: 32 MB

Finished processing 2 / 2 hosts in …
`);
  });

  it('of three thousand: those that run the same stand together, whatever their numbers and sizes', async () => {
    const fleet = fleetOf(3000, n => [
      listed('nginx: master process', 100 + n, { username: 'root' }),
      listed('nginx: worker process', 300 + n, { vsize: (16 + (n % 3)) * MIB }),
      listed('nginx: worker process', 400 + n),
      ...(n === 17 ? [listed('nginx', 7, { state: 'Z' })] : []),
    ]);
    expect(report(await pgrep(fleet))).to.equal(`
app0017.example.net
   PID     USER         VSZ       COMMAND
   117     root         16 MB     nginx: master process
   317     www-data     18 MB     nginx: worker process
   417     www-data     16 MB     nginx: worker process
   7       www-data     16 MB     [nginx]

2999 hosts
   app[0001-0016,0018-3000].example.net
   EACH     PID         USER         VSZ                COMMAND
   1 ×      various     root         16 MB              nginx: master process
   2 ×      various     www-data     16 MB to 18 MB     nginx: worker process

`);
  });

  it('counts what it folds', async () => {
    const { stdout } = await pgrep(
      fleetOf(3000, () => [listed('nginx', 1), listed('nginx', 2)]),
      ['--totals'],
    );
    expect(stdout).to.contain('Matched hosts: 3000').and.to.contain('Matched processes: 6000');
  });

  it('hosts with another number of the same process are other hosts', async () => {
    const fleet = fleetOf(22, n =>
      n <= 2 ? [listed('nginx', 1), listed('nginx', 2)] : [listed('nginx', 1)],
    );
    const lines = report(await pgrep(fleet, ['--fields', 'command'])).split('\n');
    expect(lines).to.deep.equal([
      ...['', '2 hosts', '   app[0001-0002].example.net', '   EACH     COMMAND', '   2 ×      nginx', ''],
      ...['20 hosts', '   app[0003-0022].example.net', '   COMMAND', '   nginx', '', ''],
    ]);
  });

  it('by numbers and sizes alone it folds by the command line', async () => {
    const fleet = fleetOf(22, n => [listed(n === 1 ? 'nginx -t' : 'nginx', n)]);
    const text = report(await pgrep(fleet, ['--fields', 'pid,rss']));
    expect(text)
      .to.match(/^app0001.*\n.*\n {3}1 +4 MB$/m)
      .and.to.match(/^21 hosts\n.*\n.*\n {3}various +4 MB$/m);
  });

  it('hosts that each run something else have a line for each process', async () => {
    const fleet = fleetOf(3000, n => [listed(`nginx -c site${n}.conf`, n)]);
    const lines = report(await pgrep(fleet))
      .trim()
      .split('\n');
    expect(lines).to.have.length(3001);
    expect(lines[0]).to.match(/^HOST +PID +USER +VSZ +COMMAND$/);
    expect(lines[17]).to.match(/^app0017\.example\.net +17 +www-data +16 MB +nginx -c site17\.conf$/);
  });

  it('-v folds nobody', async () => {
    const text = report(
      await pgrep(
        fleetOf(25, n => [listed('nginx', n)]),
        ['-v'],
      ),
    );
    expect(text.match(/^app00\d\d\.example\.net$/gm)).to.have.length(25);
  });

  it('stays within the terminal', async () => {
    const command = `nginx ${'-x '.repeat(80)}`;
    for (const processes of [
      () => [listed(command, 1)],
      (n: number) => [listed(`nginx ${n} ${command}`, 1)],
    ]) {
      const { stdout } = await pgrep(fleetOf(30, processes), [], { tty: true, columns: 80 });
      for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(80);
    }
  });

  it('says who does not list everything', async () => {
    const short = new FakeFleet();
    const data = { pslist: [listed('nginx', 1)], matched: 9, truncated: true };
    for (let n = 1; n <= 30; n++)
      short.add([host(n)], { replies: { 'process list': { code: 0, message: 'OK', data } }, replyMs: 5 });
    const { stdout } = await pgrep(short);
    expect(stdout).to.contain('   … 1 of 9 processes\n').and.to.contain('Matched processes: 270');
  });
});
