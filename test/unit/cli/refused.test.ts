// What is mistyped: told with what was meant, at every level of a command line, before anything is sent; and readers that
// go away, for every command.
import { Writable } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { nearNames } from '../../../lib/cli/near_names';
import { FakeFleet } from '../rpc/fake_fleet';
import { fleetspec } from './run_fleetspec';

const fleetOf = (...names: string[]): FakeFleet => {
  const fleet = new FakeFleet();
  for (const name of names) fleet.add([name], { discoveryMs: 5, replyMs: 5 });
  return fleet;
};
const FOUR = ['web1.example.net', 'web2.example.net', 'db1.example.net', 'DB2.example.net'];

describe('what is mistyped is told before anything is sent', () => {
  for (const [line, says] of [
    ['servce nginx status', "unknown command 'servce', did you mean service?"],
    ['find --limt 3', "unknown option '--limt', did you mean --limit?"],
    ['service nginx restart --bach 3', "unknown option '--bach', did you mean --batch?"],
    ['puppet runal 3', 'unknown task "runal" of puppet, did you mean runall?'],
    ['puppet nothing 3', 'unknown task "nothing" of puppet: it has status, count, summary, runonce,'],
    ['new agnt backups', 'an agent, no agnt, did you mean agent?; see `fleetspec help new`'],
    ['new chek', 'unknown task "chek" of new, did you mean check?'],
    ['ddl chek', 'unknown task "chek" of ddl, did you mean check?'],
    ['new check', "missing required argument 'name'"],
    ['completion bahs', 'SHELL cannot be "bahs"; give bash, zsh or fish; did you mean bash?'],
    ['puppet status --canary 1', '--canary is no option of status, but of runall'],
    ['puppet commander --yes', '--yes is no option of commander, but of runonce, enable, disable, runall'],
    ['service nginx strat', 'the action cannot be "strat"; give start, perhaps'],
    ['package instal vim', 'the action cannot be "instal"; give install, perhaps'],
    ['iptables blok 192.0.2.7', 'the action cannot be "blok"; give block, perhaps'],
    ['iptables block 192.0.2', 'Cannot validate input ipaddr'],
    ['rpc rpcutil get_fakt fact=x', 'no action "get_fakt"; did you mean get_fact?'],
    ['rpc rpcutil get_fact fct=x', 'needs a fact argument; fct is no input, did you mean fact? see'],
    ['trace rpcutil pnig', 'no action "pnig"; did you mean ping?'],
    ['trace rpcutil get_fact fct=x', 'fct is no input, did you mean fact?'],
    ['rpc process list just_zombies=perhaps', 'just_zombies'],
    ['pgrep --fields pid,usr', '--fields cannot be "pid,usr"; give some of PID,USER'],
    ['inventory --repot x', "unknown option '--repot', did you mean --report?"],
    ['inventory --format {identty}', 'identty'],
    ['find --dm flatfil', 'no discovery method "flatfil", did you mean "flatfile"?'],
    ['ssh --limit 0', '"0" cannot be a limit'],
    ['rpc rpcutil ping --batch 10x', '"10x" cannot be the size of a batch'],
    ['rpc rpcutil ping --display fialed', '--display cannot be "fialed"; give ok, failed or all'],
    ['facts x --one --limit 2', '--one and --limit exclude each other; see `fleetspec help facts`'],
    ['find --nodes x --dm mc', '--nodes cannot be mixed with --dm and --do; see `fleetspec help find`'],
    ['puppet runall 2 --one --limit 2', 'exclude each other; see `fleetspec help puppet`'],
    ['trace rpcutil ping --one --limit 2', 'exclude each other; see `fleetspec help trace`'],
    ['ssh --nodes x --do y', '--nodes cannot be mixed with --dm and --do; see `fleetspec help ssh`'],
    ['service nginx status --do x', 'given with --dm; see `fleetspec help service`'],
    ['rpc rpcutil ping --one --limit 2', 'exclude each other; see `fleetspec help rpc`'],
    ['ping --json --jsonl', '--json and --jsonl exclude each other; see `fleetspec help ping`'],
    ['find --json --jsonl', '--json and --jsonl exclude each other; see `fleetspec help find`'],
    ['ping --nodes nowhere', 'cannot read the list of nodes nowhere'],
    ['facts x --json --table', '--json and --table exclude each other'],
    ['nrpe', "missing required argument 'command'"],
    ['ping -F country', 'cannot read the filter "country"'],
    ['find -S country=uk~and', 'cannot read the filter "country=uk and"'],
    ['rpc bad/agent ping', 'bad/agent'],
  ] as const)
    it(line, async () => {
      const fleet = fleetOf('web1');
      const argv = line.split(' ').map(word => word.replace('~', ' '));
      const { code, stdout, stderr } = await fleetspec(argv, { fleet });
      expect({ code, stdout }, stderr).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.contain(says);
      expect(stderr.trimEnd().split('\n'), stderr).to.have.length(1);
      expect([fleet.sent, fleet.everSubscribed]).to.deep.equal([[], []]);
    });

  it('an agent that nobody knows is asked for, and then it is said which one may have been meant', async () => {
    for (const command of ['rpc', 'trace']) {
      const { code, stderr } = await fleetspec([command, 'rpcutl', 'ping'], { fleet: new FakeFleet() });
      expect(code).to.equal(1);
      expect(stderr).to.contain(
        'no agent of that name is known here, did you mean rpcutil? Otherwise check the filter',
      );
    }
  });
});

describe('names of nodes that nobody answers to', () => {
  const GHOST = ['-t', '1', '-I'];

  it('are near in the nearest way there is', () => {
    const all = ['web1.example.net', 'web1.example.org', 'web10.example.net', 'WEB10.example.com', 'mail'];
    for (const [word, near] of [
      ['web1', ['web1.example.net', 'web1.example.org']],
      ['web1.example.com', ['web1.example.net', 'web1.example.org']],
      ['WEB10.example.NET', ['web10.example.net']],
      ['web', ['WEB10.example.com', 'web1.example.net', 'web1.example.org', 'web10.example.net']],
      ['example.org', ['web1.example.org']],
      ['mial', ['mail']],
      ['database', []],
    ] as const)
      expect(nearNames(word, all), word).to.deep.equal(near);
  });

  it('inventory and find say who was meant', async () => {
    for (const [word, near] of [
      ['web', 'web[1-2].example.net'],
      ['db2.example.net', 'DB2.example.net'],
      ['web2', 'web2.example.net'],
    ] as const)
      for (const argv of [
        ['inventory', word, '-t', '1'],
        ['find', '-I', word],
      ]) {
        const { code, stderr, stdout } = await fleetspec(argv, { fleet: fleetOf(...FOUR) });
        expect({ code, stdout }, stderr).to.deep.equal({ code: 1, stdout: '' });
        expect(stderr).to.contain(`nobody answers to the name ${word}; did you mean ${near}?\n`);
      }
  });

  it('calls say it at a terminal; scripts get their answer at once', async () => {
    const call = ['service', 'nginx', 'status', ...GHOST, 'web1'];
    const fleet = fleetOf(...FOUR);
    const asked = await fleetspec(call, { fleet, tty: true, columns: 80 });
    expect(asked.code, asked.stderr).to.equal(4);
    expect(asked.stderr).to.contain('did you mean web1.example.net?');
    const script = fleetOf(...FOUR);
    const { stderr } = await fleetspec(call, { fleet: script });
    expect(stderr).not.to.contain('did you mean');
    expect(script.sent.map(({ request }) => request.agent)).to.deep.equal(['service']);
  });

  it('who is there and says nothing is no typing error', async () => {
    const fleet = new FakeFleet();
    fleet.add(['web1'], { discoveryMs: 5, replyMs: undefined });
    const { stderr } = await fleetspec(['inventory', 'web1', '-t', '1'], { fleet });
    expect(stderr).to.contain('web1 is there, but has not answered this request');
  });
});

/** Whoever read it has gone after the first words. */
class Gone extends Writable {
  override _write(_chunk: Buffer, _encoding: string, done: (error: Error) => void): void {
    done(Object.assign(new Error('EPIPE: write'), { code: 'EPIPE' }));
  }
}

describe('a reader that goes away ends every command without a word', () => {
  for (const line of [
    'find',
    'ping -t 60',
    'rpc rpcutil ping --jsonl -t 1',
    'rpc rpcutil ping --json -t 1',
    'rpc rpcutil ping --senders -t 1',
    'facts x -t 1',
    'inventory --format {identity} -t 1',
    'inventory --list-collectives -t 1',
    'pgrep -t 1',
    'service nginx status -t 1',
    'package status vim -t 1',
    'nrpe check_load -t 1',
    'iptables listblocked -t 1',
    'puppet status -t 1',
    'puppet count -t 1',
    'puppet summary -t 1',
    'trace rpcutil ping -t 1',
    'doc',
    'doc rpcutil',
    'help',
    'help rpc',
    'completion bash',
    'completion zsh',
    'describe-filter -C x',
    'config',
    'ssh --print -I web1.example.net',
    'doctor --offline',
  ])
    it(line, async () => {
      const { code, stderr } = await fleetspec(line.split(' '), {
        fleet: fleetOf(...FOUR),
        stdout: new Gone(),
      });
      expect(code, stderr).to.equal(141);
      expect(stderr).not.to.match(/EPIPE|internal error|\.ts:\d/);
    });
});
