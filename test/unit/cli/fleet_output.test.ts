// The commands of the fleet over replies of every kind: hostile, empty, failed, none, and three thousand of them.
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { RubyValue } from '../../../lib/marshal/values';
import { FakeFleet, type FakeReply } from '../rpc/fake_fleet';
import { fleetspec, folderWith, type RunSettings } from './run_fleetspec';

const MANY = 3000;
const ok = (data: Record<string, RubyValue>): FakeReply => ({ code: 0, message: 'OK', data });
const failed = (message: string, code = 1): FakeReply => ({ code, message, data: {} });
const host = (n: number): string => `web${String(n).padStart(4, '0')}.example.net`;

/** Hosts that answer by their number. */
function fleetOf(count: number, call: string, reply: (n: number) => FakeReply): FakeFleet {
  const fleet = new FakeFleet();
  for (let n = 1; n <= count; n++)
    fleet.add([host(n)], { replies: { [call]: reply(n) }, discoveryMs: 5, replyMs: 5 });
  return fleet;
}

const answered = (stdout: string): string[] =>
  stdout.split('\n').filter(line => line !== '' && !line.startsWith('Finished processing'));

async function run(argv: readonly string[], fleet: FakeFleet, settings: RunSettings = {}) {
  const outcome = await fleetspec(argv, { fleet, ...settings });
  return { ...outcome, lines: answered(outcome.stdout) };
}

const widest = (lines: readonly string[]): number => Math.max(...lines.map(line => line.length));

describe('three thousand hosts', () => {
  it('service status: what fails, what differs, and the rest in a few lines', async () => {
    const fleet = fleetOf(MANY, 'service status', n =>
      n === 17 ? failed('no such service') : ok({ status: n === 4 ? 'stopped' : 'running' }),
    );
    const { lines, code } = await run(['service', 'nginx', 'status'], fleet);
    expect(lines).to.deep.equal([
      '   web0017.example.net: no such service',
      '   web0004.example.net: stopped',
      '   2998 hosts: running',
      '      web[0001-0003,0005-0016,0018-3000].example.net',
      'Summary of Service Status:',
      '   running = 2998',
      '   stopped = 1',
    ]);
    expect(code).to.equal(2);
  });

  it('service status: what systemd says of those that are not simply stopped', async () => {
    const states = [
      'active (running)',
      'inactive (dead)',
      'failed (failed)',
      'activating (auto-restart)',
      '',
    ];
    const fleet = fleetOf(states.length, 'service status', n =>
      ok({ status: n === 1 ? 'running' : 'stopped', state: states[n - 1]! }),
    );
    expect((await run(['service', 'nginx', 'status'], fleet)).lines.slice(0, 5)).to.deep.equal([
      '   web0001.example.net: running',
      '   web0002.example.net: stopped',
      '   web0003.example.net: stopped, failed (failed)',
      '   web0004.example.net: stopped, activating (auto-restart)',
      '   web0005.example.net: stopped',
    ]);
  });

  it('rpc get_fact: equal answers under their hosts, others on one line each', async () => {
    const same = fleetOf(MANY, 'rpcutil get_fact', n =>
      ok({ fact: 'os', value: n === 9 ? 'Plan 9' : 'Debian' }),
    );
    const two = await run(['rpc', 'rpcutil', 'get_fact', 'fact=os'], same);
    expect(two.lines).to.have.length.below(15);
    expect(two.lines).to.include('   web[0001-0008,0010-3000].example.net').and.to.include('2999 hosts');
    const different = fleetOf(MANY, 'rpcutil get_fact', n => ok({ fact: 'id', value: `id-${n}` }));
    const each = await run(['rpc', 'rpcutil', 'get_fact', 'fact=id'], different);
    expect(each.lines.filter(line => /^web\d+\.example\.net {2}id {4}id-\d+$/.test(line))).to.have.length(
      MANY,
    );
    expect(each.lines).to.have.length.below(MANY + 60);
    expect(each.lines.at(-1)).to.equal('   … 3000 lines in all; -v shows them');
  });

  it('facts -v: the names folded and within the terminal', async () => {
    const fleet = fleetOf(MANY, 'rpcutil get_fact', n => ok({ value: n % 3 === 0 ? 'a' : 'b' }));
    const { lines } = await run(['facts', 'x', '-v'], fleet, { tty: true, columns: 80 });
    expect(widest(lines)).to.be.at.most(80);
    expect(lines.some(line => line.startsWith('            web[0003,0006,0009,'))).to.equal(true);
  });

  it('who is silent stands in a few lines, also for those who read JSON', async () => {
    const fleet = fleetOf(MANY, 'service status', () => ok({ status: 'running' }));
    for (let n = 1001; n <= 2000; n++) fleet.add([host(n)], { replyMs: undefined, discoveryMs: 5 });
    const text = await run(['service', 'nginx', 'status', '-t', '1'], fleet);
    expect(text.stdout).to.include('No response from (1000 nodes):\n\n    web[1001-2000].example.net\n');
    const json = await run(['service', 'nginx', 'status', '-t', '1', '--json'], fleet);
    expect(JSON.parse(json.stdout)).to.have.length(2000);
    expect(json.stderr).to.include('no response from 1000 nodes: web[1001-2000].example.net\n');
  });

  it('nrpe: equal problems once', async () => {
    const fleet = fleetOf(MANY, 'nrpe runcommand', n =>
      n <= 1500
        ? { code: 1, message: 'CRITICAL', data: { exitcode: 2, output: 'disk full' } }
        : ok({ exitcode: 0, output: 'fine' }),
    );
    const { lines, code } = await run(['nrpe', 'check_disk'], fleet);
    expect(lines).to.deep.equal([
      '1500 hosts                               status=CRITICAL',
      '    web[0001-1500].example.net',
      '    disk full',
      'OK: 1500  WARNING: 0  CRITICAL: 1500  UNKNOWN: 0',
    ]);
    expect(code).to.equal(0);
  });
});

describe('hostile replies', () => {
  const hash = (): RubyValue => new Map<RubyValue, RubyValue>([['valueOf', 1]]);
  const odd: readonly RubyValue[] = [
    null,
    true,
    -1,
    1e300,
    [],
    hash(),
    '',
    '\x1b[2J\x07',
    'x'.repeat(100_000),
  ];

  it('do not end a command, nor reach the terminal', async () => {
    for (const value of odd) {
      const fleet = new FakeFleet();
      const all = { status: value, ensure: value, name: value, arch: value, blocked: value, output: value };
      const process = new Map<RubyValue, RubyValue>(
        ['pid', 'username', 'vsize', 'rss', 'state', 'tty_nr', 'cmdline'].map(key => [key, value]),
      );
      const data = {
        ...{ ...all, exitcode: value, value, starttime: value, times: value, facts: value, agents: value },
        ...{ classes: value, collectives: value, outdated_packages: value, matched: value },
        pslist: Array.isArray(value) ? [value, process] : [process, value],
      };
      fleet.add(['web1'], { reply: ok(data) });
      for (const argv of [
        ['service', 'x', 'status'],
        ['package', 'status', 'x'],
        ['package', 'count'],
        ['package', 'checkupdates'],
        ['iptables', 'listblocked'],
        ['nrpe', 'check_x'],
        ['pgrep', 'x', '--fields', 'pid,user,vsz,rss,state,tty,command'],
        ['facts', 'x'],
        ['inventory', 'web1'],
        ['inventory', '--format', '{identity} {classes} {facts.x}'],
        ['inventory', '--list-collectives'],
        ['rpc', 'rpcutil', 'get_fact', 'fact=x', '--table'],
        ['rpc', 'rpcutil', 'get_fact', 'fact=x', '--jsonl', '--sort', '-value'],
      ]) {
        const { code, stdout, stderr } = await fleetspec(argv, { fleet, tty: true, columns: 80 });
        const what = `${argv.join(' ')} of ${String(value).slice(0, 20)}`;
        expect(stderr, what).not.to.include('internal error');
        expect(code, what).to.equal(0);
        expect(stdout, what).not.to.match(/\x1b\[2J|\x07/);
      }
    }
  });

  it('of a check are never OK', async () => {
    const nrpe = (data: Record<string, RubyValue>): FakeReply => ok(data);
    for (const exitcode of odd.filter(value => value !== 1)) {
      const fleet = fleetOf(1, 'nrpe runcommand', () => nrpe({ exitcode, output: 'x' }));
      expect((await run(['nrpe', 'check_x'], fleet)).lines.at(-1), String(exitcode)).to.equal(
        'OK: 0  WARNING: 0  CRITICAL: 0  UNKNOWN: 1',
      );
    }
    const lying = fleetOf(1, 'nrpe runcommand', () => ({
      code: 5,
      message: 'broken',
      data: { exitcode: 0 },
    }));
    expect((await run(['nrpe', 'check_x'], lying)).lines.at(-1)).to.include('UNKNOWN: 1');
    expect(
      (
        await run(
          ['nrpe', 'check_x'],
          fleetOf(1, 'nrpe runcommand', () => ok({})),
        )
      ).lines.at(-1),
    ).to.include('UNKNOWN: 1');
  });

  it('of a size do not make all lines that long', async () => {
    const fleet = fleetOf(50, 'rpcutil get_fact', n =>
      ok({ fact: 'x', value: n === 1 ? 'y'.repeat(1e6) : `z${n}` }),
    );
    for (const argv of [
      ['facts', 'x'],
      ['rpc', 'rpcutil', 'get_fact', 'fact=x', '--table'],
    ])
      expect((await run(argv, fleet)).stdout.length, argv.join(' ')).to.be.below(20_000);
  });

  it('with ten thousand outputs are a table of some columns, and lose nothing in JSON', async () => {
    const data = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`output${i}`, i]));
    const fleet = fleetOf(3, 'sample many', () => ok(data));
    const table = await run(['rpc', 'sample', 'many', '--table'], fleet);
    expect(table.lines[0]).to.match(/… 9960 more$/);
    const json = JSON.parse((await run(['rpc', 'sample', 'many', '--json'], fleet)).stdout);
    expect(Object.keys(json[2].data)).to.have.length(10_000);
  });
});

describe('maps', () => {
  it('stay as they are when nobody answers', async () => {
    const { path, remove } = folderWith({ 'old.dot': 'old' });
    for (const reply of [failed('no'), undefined]) {
      const fleet = fleetOf(1, 'rpcutil collective_info', () => reply ?? failed('no'));
      if (!reply) fleet.add([host(1)], { replyMs: undefined });
      const { code, stdout } = await run(['inventory', '--map', `${path}/old.dot`, '-t', '1'], fleet);
      expect([code, stdout]).to.deep.equal([
        reply ? 2 : 3,
        'Nobody told its collectives: no map has been written\n',
      ]);
      expect(readFileSync(`${path}/old.dot`, 'utf8')).to.equal('old');
    }
    const there = fleetOf(1, 'rpcutil collective_info', () => ok({ collectives: ['a"b', 'a"b'] }));
    const nowhere = await run(['inventory', '--map', `${path}/none/x.svg`], there);
    expect(nowhere.stderr).to.include('a file that can be written');
    await run(['inventory', '--map', `${path}/old.dot`], there);
    expect(readFileSync(`${path}/old.dot`, 'utf8')).to.equal(
      `graph {\n   subgraph "a\\"b" {\n      "${host(1)}" -- "a\\"b"\n   }\n}\n`,
    );
    remove();
  });
});

describe('who failed', () => {
  it('is told by every command, also where nobody answered right', async () => {
    for (const [argv, call] of [
      [['facts', 'x'], 'rpcutil get_fact'],
      [['pgrep', 'x'], 'process list'],
      [['service', 'x', 'status'], 'service status'],
      [['package', 'status', 'x'], 'package status'],
      [['iptables', 'listblocked'], 'iptables listblocked'],
      [['inventory', '--format', '{identity}'], 'rpcutil inventory'],
      [['inventory', '--list-collectives'], 'rpcutil collective_info'],
    ] as const) {
      const fleet = fleetOf(2, call, () => failed('not authorized\nsecond line'));
      const { code, stdout, stderr } = await run(argv, fleet);
      expect(stdout + stderr, argv[0]).to.include('   web0001.example.net: not authorized\n');
      expect(code, argv[0]).to.equal(2);
    }
  });

  it('and why, whatever the message', async () => {
    const { lines } = await run(
      ['service', 'x', 'status'],
      fleetOf(1, 'service status', () => failed('\n', 5)),
    );
    expect(lines[0]).to.equal('   web0001.example.net: failed with statuscode 5');
  });

  it('alone, or all but them, with --display', async () => {
    const fleet = fleetOf(2, 'service status', n => (n === 1 ? failed('broken') : ok({ status: 'running' })));
    const named = async (...argv: string[]): Promise<string> =>
      (await run(['service', 'x', 'status', ...argv], fleet)).lines
        .filter(line => line.startsWith('   web'))
        .join();
    expect(await named('--display', 'failed')).to.equal('   web0001.example.net: broken');
    expect(await named('--display', 'ok')).to.equal('   web0002.example.net: running');
  });
});

describe('exit codes', () => {
  const COMMANDS: readonly (readonly [argv: readonly string[], call: string])[] = [
    [['rpc', 'sample', 'x'], 'sample x'],
    [['facts', 'x'], 'rpcutil get_fact'],
    [['service', 'x', 'status'], 'service status'],
    [['package', 'status', 'x'], 'package status'],
    [['iptables', 'isblocked', '192.0.2.7'], 'iptables isblocked'],
    [['pgrep', 'x'], 'process list'],
    [['nrpe', 'check_x'], 'nrpe runcommand'],
    [['inventory', '--format', '{identity}'], 'rpcutil inventory'],
    [['inventory', '--list-collectives'], 'rpcutil collective_info'],
  ];
  for (const [argv, call] of COMMANDS) {
    it(argv.join(' '), async () => {
      const code = async (fleet: FakeFleet, ...more: string[]): Promise<number> =>
        (await run([...argv, '-t', '1', ...more], fleet)).code;
      const silent = new FakeFleet();
      silent.add(['web1'], { replyMs: undefined });
      expect(await code(fleetOf(2, call, () => ok({})))).to.equal(0);
      expect(await code(new FakeFleet())).to.equal(1);
      const some = fleetOf(2, call, n => (n === 1 ? ok({}) : failed('no')));
      expect(await code(some)).to.equal(argv[0] === 'nrpe' ? 0 : 2);
      expect(await code(silent)).to.equal(3);
      expect(await code(silent, '-I', 'web1')).to.equal(4);
    });
  }
});

describe('answers for programs', () => {
  const fleet = (): FakeFleet =>
    fleetOf(3, 'package install', n => (n === 2 ? failed('no') : ok({ ensure: `${n}` })));

  it('hold all nodes in every format, whatever the DDL shows to people', async () => {
    const argv = ['rpc', 'package', 'install', 'package=x'];
    expect((await run(argv, fleet())).lines.filter(line => line.startsWith('web'))).to.have.length(1);
    for (const [format, more] of [
      ['--senders', 0],
      ['--table', 1],
      ['--jsonl', 0],
    ] as const)
      expect((await run([...argv, format], fleet())).lines, format).to.have.length(3 + more);
    expect((await run([...argv, '--senders', '--display', 'failed'], fleet())).lines).to.deep.equal([
      host(2),
    ]);
  });

  it('are JSON alone on stdout, whatever happens', async () => {
    const silent = new FakeFleet();
    silent.add(['web1'], { replyMs: undefined });
    for (const [peers, settings] of [
      [fleet(), {}],
      [new FakeFleet(), {}],
      [silent, {}],
      [fleet(), { tty: true, columns: 80 }],
    ] as const)
      for (const argv of [
        ['rpc', 'sample', 'x'],
        ['service', 'x', 'status'],
        ['facts', 'x', '-v'],
        ['pgrep'],
        ['inventory', '--list-collectives'],
        ['ping'],
        ['find'],
      ]) {
        const timeout = argv[0] === 'find' ? [] : ['-t', '1'];
        const { stdout } = await fleetspec([...argv, ...timeout, '--json'], { fleet: peers, ...settings });
        expect(JSON.parse(stdout), argv.join(' ')).to.be.an('array');
      }
  });

  it('of one node are JSON, too', async () => {
    const { code, stdout } = await run(
      ['inventory', 'web1', '--json'],
      fleetOf(0, '', () => ok({})),
      {},
    );
    expect([code, stdout]).to.deep.equal([1, '']);
    const one = new FakeFleet();
    one.add(['web1'], {
      replies: { 'rpcutil daemon_stats': ok({ pid: 4 }), 'rpcutil inventory': ok({ version: '1' }) },
    });
    expect(JSON.parse((await run(['inventory', 'web1', '--json'], one)).stdout)).to.deep.equal({
      sender: 'web1',
      daemon_stats: { pid: 4 },
      inventory: { version: '1' },
    });
  });

  it('are not mixed with what is no answer', async () => {
    for (const argv of [
      ['inventory', '--map', 'x.dot', '--json'],
      ['inventory', '--format', '{identity}', '--table'],
      ['inventory', 'web1', '--senders'],
      ['inventory', 'web1', '-C', 'x'],
      ['rpc', 'sample', 'x', '--nr', '--senders'],
    ]) {
      const peers = fleet();
      const { code, stdout, stderr } = await fleetspec(argv, { fleet: peers });
      expect([code, stdout, peers.sent.length], argv.join(' ')).to.deep.equal([1, '', 0]);
      expect(stderr).to.match(/^fleetspec: .*; see `fleetspec help /);
    }
    const sent = await fleetspec(['rpc', 'sample', 'x', '--nr', '--jsonl'], { fleet: fleet() });
    expect(JSON.parse(sent.stdout)).to.have.property('requestid');
  });

  it('are sorted by numbers, what has none last, and an unknown key is told', async () => {
    const values = ['10', '9', 2, null, 'x'];
    const peers = fleetOf(5, 'sample x', n => ok(n === 4 ? {} : { value: values[n - 1]! }));
    const sorted = async (key: string): Promise<unknown[]> => {
      const { stdout } = await run(['rpc', 'sample', 'x', '--jsonl', '--sort', key], peers);
      return answered(stdout).map(line => (JSON.parse(line) as { data: { value?: unknown } }).data.value);
    };
    expect(await sorted('value')).to.deep.equal([2, '9', '10', 'x', undefined]);
    expect(await sorted('-value')).to.deep.equal(['x', '10', '9', 2, undefined]);
    const { stderr } = await run(['rpc', 'sample', 'x', '--sort', 'toString'], peers);
    expect(stderr).to.equal(
      'fleetspec: no answer has an output "toString" to sort by; known are sender, time, value\n',
    );
  });
});

describe('the terminal', () => {
  it('is neither needed nor overrun', async () => {
    const fleet = fleetOf(3, 'process list', () =>
      ok({ pslist: [new Map<RubyValue, RubyValue>([['cmdline', `java ${'-Dx=y '.repeat(60)}end`]])] }),
    );
    const narrow = await run(['pgrep', 'java'], fleet, { tty: true, columns: 80 });
    expect(widest(narrow.lines)).to.be.at.most(80);
    const piped = await run(['pgrep', 'java'], fleet);
    expect(piped.lines.filter(line => line.endsWith('end'))).to.have.length(3);
  });

  it('gets colours only where they are wanted', async () => {
    const fleet = fleetOf(1, 'service status', () => failed('broken'));
    const argv = ['service', 'x', 'status'];
    expect((await run(argv, fleet, { tty: true })).stdout).to.include('\x1b[31mbroken');
    expect((await run(argv, fleet, { tty: true, env: { NO_COLOR: '1' } })).stdout).not.to.include('\x1b');
    expect((await run(argv, fleet)).stdout).not.to.include('\x1b');
  });
});

describe('before a fleet is changed', () => {
  const PEERS = 3;
  const STOP = ['service', 'nginx', 'stop'];
  const fleet = (): FakeFleet => fleetOf(PEERS, 'service stop', () => ok({ status: 'stopped' }));
  const requests = ({ sent }: FakeFleet): string[] =>
    sent.map(({ request }) => request.agent).filter(agent => agent !== 'discovery');

  /** A person who answers; undefined: ends the input. */
  async function asked(argv: readonly string[], answer: string | undefined, peers = fleet()) {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    let question = '';
    let before = -1;
    const onStderr = (text: string): void => {
      if (!text.includes('(y/n)')) return;
      question = text;
      before = requests(peers).length;
      if (answer === undefined) input.end();
      else input.write(answer);
    };
    const outcome = await fleetspec([...argv], { fleet: peers, tty: true, input, onStderr });
    return { ...outcome, question, before, after: requests(peers).length };
  }

  it('a person is asked, and nothing is sent before a y', async () => {
    for (const answer of ['y\n', 'Yes\n', ' y \r\n']) {
      const { before, after, code, question } = await asked(STOP, answer);
      expect(question).to.equal('Really stop the service nginx on all 3 nodes? (y/n): ');
      expect([before, after > 0, code], answer).to.deep.equal([0, true, 0]);
    }
    for (const answer of ['n\n', '\n', 'yn\n', 'maybe\n', undefined]) {
      const { before, after, code, stderr } = await asked(STOP, answer);
      expect([before, after, code], answer).to.deep.equal([0, 0, 1]);
      expect(stderr).to.match(
        /did not stop the service nginx on all 3 nodes: (the answer was no|there was no answer); .*--yes\n$/,
      );
    }
  });

  it('the question says how many nodes, and how many at a time', async () => {
    const question = async (...more: string[]): Promise<string> =>
      (await asked([...STOP, ...more], 'n\n')).question;
    expect(await question('--limit', '2')).to.equal(
      'Really stop the service nginx on 2 nodes, chosen by no filter? (y/n): ',
    );
    expect(await question('-1')).to.include('on 1 node, chosen by no filter?');
    expect(await question('--batch', '50%')).to.include('on all 3 nodes, 50% at a time? (y/n)');
    expect(await question('--dm', 'mc')).to.include('on all 3 nodes?');
  });

  it('nobody is asked who said which nodes, or --yes', async () => {
    const { path, remove } = folderWith({ list: `${host(1)}\n` });
    for (const more of [
      ['-I', host(1)],
      ['-F', 'country=uk'],
      ['--nodes', `${path}/list`],
      ['--dm', 'flatfile', '--do', `${path}/list`],
      ['--yes'],
    ]) {
      const { question, code, after } = await asked([...STOP, ...more], 'n\n');
      expect([question, code, after > 0], more.join(' ')).to.deep.equal(['', 0, true]);
    }
    remove();
  });

  it('names that are piped in are the nodes, and an empty pipe is nobody', async () => {
    for (const stdin of [
      `${host(1)}\n${host(2)}\n`,
      JSON.stringify([{ sender: host(2) }, { sender: host(1) }]),
    ]) {
      const peers = fleet();
      const { code } = await fleetspec(STOP, { fleet: peers, stdin, pipe: true });
      expect([code, requests(peers).length], stdin).to.deep.equal([0, 2]);
    }
    const peers = fleet();
    const empty = await fleetspec([...STOP, '--yes'], { fleet: peers, stdin: '', pipe: true });
    expect([empty.code, requests(peers).length]).to.deep.equal([1, 0]);
    expect(empty.stderr).to.equal(
      'fleetspec: did not stop the service nginx on all 3 nodes: standard input is a pipe that named nobody; choose nodes with a filter, or mean all of them: --dm mc\n',
    );
    const meant = await fleetspec([...STOP, '--yes', '--dm', 'mc'], { fleet: peers, stdin: '', pipe: true });
    expect([meant.code, requests(peers).length > 0]).to.deep.equal([0, true]);
  });

  it('rpc asks at a terminal what it does not know to only read, and scripts nothing', async () => {
    const peers = (): FakeFleet => fleetOf(PEERS, 'sample change', () => ok({}));
    const change = ['rpc', 'sample', 'change'];
    const no = await asked(change, 'n\n', peers());
    expect([no.question, no.after, no.code]).to.deep.equal([
      'Really call sample change on all 3 nodes? (y/n): ',
      0,
      1,
    ]);
    expect((await asked(change, 'y\n', peers())).after).to.be.above(0);
    expect((await asked([...change, '--nr'], 'n\n', peers())).question).to.include('on every node there is?');
    for (const argv of [
      ['rpc', 'rpcutil', 'ping'],
      [...change, '--yes'],
      [...change, '-C', 'x'],
    ])
      expect((await asked(argv, 'n\n', peers())).question, argv.join(' ')).to.equal('');
    const script = peers();
    expect((await fleetspec(change, { fleet: script })).code).to.equal(0);
    expect(requests(script).length).to.be.above(0);
  });
});

describe('Ctrl-C', () => {
  it('ends ping with what has answered, exit code 130', async () => {
    const fleet = new FakeFleet();
    fleet.add(['web1'], { discoveryMs: 10 });
    let send: () => void = () => {};
    fleet.clock.after(400, () => send());
    const { code, stdout } = await fleetspec(['ping', '-t', '5'], {
      fleet,
      onSignal: handler => {
        send = handler;
      },
    });
    expect(code).to.equal(130);
    expect(stdout).to.match(/^web1 .*\n\n\n---- ping statistics ----\n1 reply max:/);
  });
});
