// ping, find, rpc and config over a fleet in memory: what exactly they print at 80 columns, and their exit codes.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { symbolHash } from '../../../lib/marshal/values';
import { FakeFleet } from '../rpc/fake_fleet';
import { CONFIG_YAML, fleetspec, folderWith } from './run_fleetspec';

function threeNodes(): FakeFleet {
  const fleet = new FakeFleet();
  fleet.add(['web2.example.net'], { discoveryMs: 21.5 });
  fleet.add(['web1.example.net'], { discoveryMs: 33.25 });
  fleet.add(['db1.example.net'], { discoveryMs: 12 });
  return fleet;
}

describe('fleetspec ping', () => {
  it('prints each answer with its time, and statistics', async () => {
    const { code, stdout, stderr } = await fleetspec(['ping'], { fleet: threeNodes() });
    expect(stdout).to.equal(
      `db1.example.net                          time=12.00 ms
web2.example.net                         time=21.50 ms
web1.example.net                         time=33.25 ms


---- ping statistics ----
3 replies max: 33.25 min: 12.00 avg: 22.25
`,
    );
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
  });

  it('says so when nobody answers, exit code 4', async () => {
    const { code, stdout } = await fleetspec(['ping'], { fleet: new FakeFleet() });
    expect(stdout).to.equal('\n\n---- ping statistics ----\nNo responses received\n');
    expect(code).to.equal(4);
  });

  it('prints JSON', async () => {
    const { stdout } = await fleetspec(['ping', '--json', '-I', 'db1.example.net'], { fleet: threeNodes() });
    expect(JSON.parse(stdout)).to.deep.equal([{ sender: 'db1.example.net', time_ms: 12, skew_s: 0 }]);
  });

  it('prints each answer as a line of JSON, too', async () => {
    const { stdout } = await fleetspec(['ping', '--jsonl'], { fleet: threeNodes() });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map(line => JSON.parse(line).sender)).to.deep.equal([
      'db1.example.net',
      'web2.example.net',
      'web1.example.net',
    ]);
    expect(lines[0]).to.equal('{"sender":"db1.example.net","time_ms":12,"skew_s":0}');
  });

  it('asks the nodes of a list, and names those that are silent; nobody else counts', async () => {
    const list = ['web1.example.net', 'db1.example.net', 'ghost'];
    const argv = ['ping', '--nodes', '-'];
    const { code, stdout, stderr } = await fleetspec(argv, { fleet: threeNodes(), stdin: list.join('\n') });
    expect(stdout).to.match(/^db1.* time=12.00 ms\nweb1.* time=33.25 ms\n\n\n.*\n2 replies max: 33.25 /);
    expect(stderr).to.equal('fleetspec: no response from ghost\n');
    expect(code).to.equal(0);
  });

  it('waits no longer than for the nodes of a list, and says nothing of those a filter may leave out', async () => {
    for (const [more, stdin, says] of [
      [[], 'db1.example.net\n', { code: 0, stderr: '' }],
      [['-F', 'country=uk'], 'db1.example.net\nghost\n', { code: 0, stderr: '' }],
      [['--json'], 'ghost\n', { code: 4, stderr: 'fleetspec: no response from ghost\n' }],
    ] as const) {
      const fleet = threeNodes();
      const { code, stderr } = await fleetspec(['ping', '--nodes', '-', ...more], { fleet, stdin });
      expect({ code, stderr }).to.deep.equal(says);
      if (stdin === 'db1.example.net\n') expect(fleet.clock.monotonic()).to.be.below(20);
    }
  });

  it('listens as long as it is told', async () => {
    const fleet = threeNodes();
    fleet.add(['far'], { discoveryMs: 2900 });
    const { stdout } = await fleetspec(['ping', '-t', '3'], { fleet });
    expect(stdout).to.contain('far ').and.to.contain('4 replies');
    expect(fleet.clock.monotonic()).to.be.within(3000, 3010);
  });

  it('warns of clocks that are off and of replies that cannot be verified', async () => {
    const fleet = threeNodes();
    fleet.add(['ahead'], { skew: 90 });
    fleet.add(['stranger', 'other'], { psk: 'other' });
    const { stderr } = await fleetspec(['ping'], { fleet });
    expect(stderr).to.equal(
      `fleetspec: 2 replies could not be verified: do security provider and keys fit everywhere?
fleetspec: the clock of ahead is 90 s ahead; nodes far ahead do not answer
`,
    );
  });
});

describe('fleetspec find', () => {
  it('prints JSON, and an object a line that other commands take for a list', async () => {
    const all = ['db1.example.net', 'web1.example.net', 'web2.example.net'];
    const json = await fleetspec(['find', '--json'], { fleet: threeNodes() });
    expect(JSON.parse(json.stdout)).to.deep.equal(all);
    const { stdout } = await fleetspec(['find', '--jsonl'], { fleet: threeNodes() });
    expect(stdout).to.equal(all.map(name => `{"sender":"${name}"}\n`).join(''));
    const two = stdout.split('\n').slice(0, 2).join('\n');
    const again = await fleetspec(['rpc', 'rpcutil', 'ping', '--senders'], {
      fleet: threeNodes(),
      stdin: two,
    });
    expect(again.stdout).to.equal('db1.example.net\nweb1.example.net\n');
  });

  it('prints sorted identities', async () => {
    const { code, stdout, stderr } = await fleetspec(['find'], { fleet: threeNodes() });
    expect(stdout).to.equal('db1.example.net\nweb1.example.net\nweb2.example.net\n');
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('sends the whole filter', async () => {
    const fleet = threeNodes();
    const filter = [
      '-F',
      'country=uk',
      '-C',
      '/web/',
      '-A',
      'puppet',
      '-I',
      '/^web/',
      '-W',
      'cpus>=4 role::x',
    ];
    await fleetspec(['find', ...filter], { fleet });
    expect(fleet.sent[0]!.request.filter).to.deep.equal({
      fact: [
        { fact: 'country', value: 'uk', operator: '==' },
        { fact: 'cpus', value: '4', operator: '>=' },
      ],
      cf_class: ['/web/', 'role::x'],
      agent: ['puppet'],
      identity: ['/^web/'],
      compound: [],
    });
  });

  it('asks for nodes that are named, too', async () => {
    const fleet = threeNodes();
    const { code, stdout } = await fleetspec(['find', '-I', 'db1.example.net', '-I', 'ghost'], { fleet });
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: 'db1.example.net\n' });
    const ghost = await fleetspec(['find', '-I', 'ghost'], { fleet });
    expect(ghost).to.include({ code: 1, stdout: '' });
    expect(ghost.stderr).to.match(
      /^fleetspec: no nodes discovered: nobody answered, asked was identity ghost;.*\n$/,
    );
  });

  it('prints an empty list as JSON, exit code 1', async () => {
    const { code, stdout } = await fleetspec(['find', '--json'], { fleet: new FakeFleet() });
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '[]\n' });
  });

  it('tells time and method with -v', async () => {
    const { stderr } = await fleetspec(['find', '-v', '--discovery-quiet', '0.1'], { fleet: threeNodes() });
    expect(stderr).to.contain('Discovered 3 nodes in 0.13 seconds using the mc discovery method');
  });
});

describe('fleetspec rpc', () => {
  function answers(): FakeFleet {
    const fleet = threeNodes();
    const data = {
      value: 'Debian',
      fact: 'osfamily',
      since: 5,
      list: ['a', 'b'],
      nothing: null,
      hash: symbolHash({ enabled: true }),
      long_output: 'first line\nsecond line\n',
    };
    fleet.add(['web1.example.net'], { reply: { code: 0, message: 'OK', data } });
    fleet.add(['web2.example.net'], { reply: { code: 1, message: '192.0.2.7 is already blocked', data } });
    fleet.add(['db1.example.net'], { reply: { code: 4, message: 'Cannot validate input fact', data: {} } });
    return fleet;
  }

  it('prints a block for each node and what is missing, exit code 2', async () => {
    const fleet = answers();
    fleet.add(['silent2.example.net', 'silent1.example.net'], { replyMs: undefined });
    const { code, stdout, stderr } = await fleetspec(['rpc', 'sample', 'get_fact', 'fact=os', '-t', '2'], {
      fleet,
    });
    expect(stdout).to.equal(`
db1.example.net                          Invalid Request Data
   Cannot validate input fact

web1.example.net
          fact: osfamily
          hash: {"enabled"=>true}
          list: ["a", "b"]
   long_output: first line
                second line
       nothing: nil
         since: 5
         value: Debian

web2.example.net                         Request Aborted
   192.0.2.7 is already blocked

Finished processing 3 / 5 hosts in 2000.00 ms

No response from:

    silent1.example.net            silent2.example.net
`);
    expect({ code, stderr }).to.deep.equal({ code: 2, stderr: '' });
  });

  it('prints JSON as mco does', async () => {
    const fleet = threeNodes();
    fleet.nodes.delete('web1.example.net');
    const { code, stdout, stderr } = await fleetspec(['rpc', 'rpcutil', 'ping', '--json'], { fleet });
    expect(JSON.parse(stdout)).to.deep.equal(
      ['db1.example.net', 'web2.example.net'].map(node => ({
        agent: 'rpcutil',
        action: 'ping',
        sender: node,
        statuscode: 0,
        statusmsg: 'OK',
        data: { node },
      })),
    );
    expect(stdout.split('\n')).to.have.length(2);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('shows what was asked for with --display', async () => {
    const failed = await fleetspec(['rpc', 'sample', 'x', '--display', 'failed'], { fleet: answers() });
    expect(failed.stdout).to.contain('web2').and.to.contain('db1').and.not.to.contain('web1');
    const ok = await fleetspec(['rpc', 'sample', 'x', '--display', 'ok'], { fleet: answers() });
    expect(ok.stdout).to.contain('web1').and.not.to.contain('web2');
  });

  it('shows the data of failures and statistics with -v', async () => {
    const { stdout } = await fleetspec(['rpc', 'sample', 'x', '-v'], { fleet: answers() });
    expect(stdout).to.match(/web2.*\n.*already blocked\n *fact: osfamily/);
    expect(stdout).to.contain('---- sample#x call stats ----').and.to.contain('Nodes: 3 / 3');
  });

  it('sends arguments with their types', async () => {
    const fleet = threeNodes();
    const words = ['a=1', 'b:=1', 'c:=[1,{"k":true}]', 'd=x=y', 'e=', 'f:=1.0', 'g:="t"'];
    await fleetspec(['rpc', 'any', 'thing', ...words, '-I', 'db1.example.net'], { fleet });
    await fleetspec(['rpc', 'puppet', 'runonce', 'force=true', 'tags=web', '-I', 'db1.example.net'], {
      fleet,
    });
    const inputs = fleet.sent.map(({ request }) => {
      const body = request.body as Map<{ name: string }, Map<{ name: string }, unknown>>;
      const data = [...body].find(([key]) => key.name === 'data')![1];
      return Object.fromEntries([...data].map(([key, value]) => [key.name, value]));
    });
    expect(inputs[0]).to.deep.include({ a: '1', b: 1, d: 'x=y', e: '', g: 't' });
    expect(inputs[0]!.c).to.deep.equal([1, new Map([['k', true]])]);
    expect(inputs[0]!.f).to.deep.equal({ value: 1 });
    expect(inputs[1]).to.deep.include({ force: true, tags: 'web' });
  });

  it('asks the nodes of a file, of stdin, or of the JSON of an earlier call', async () => {
    const folder = folderWith({
      'fleetspec.yaml': CONFIG_YAML,
      list: '# the two\nweb1.example.net\n\n  web2.example.net # second\n',
      json: JSON.stringify([{ sender: 'db1.example.net' }]),
      empty: '# nobody\n',
    });
    const asked = async (file: string, stdin?: string): Promise<(string | undefined)[]> => {
      const fleet = threeNodes();
      const settings = { fleet, cwd: folder.path, ...(stdin !== undefined && { stdin }) };
      await fleetspec(['rpc', 'rpcutil', 'ping', '--nodes', file], settings);
      return fleet.sent.map(sent => sent.headers.mc_identity);
    };
    expect(await asked('list')).to.deep.equal(['web1.example.net', 'web2.example.net']);
    expect(await asked('json')).to.deep.equal(['db1.example.net']);
    expect(await asked('-', 'web1.example.net\n')).to.deep.equal(['web1.example.net']);
    expect(await asked('-', '["db1.example.net"]')).to.deep.equal(['db1.example.net']);
    const { code, stderr } = await fleetspec(['rpc', 'a', 'b', '--nodes', 'empty'], { cwd: folder.path });
    expect(stderr).to.contain('cannot read the list of nodes empty: it names no node');
    expect(code).to.equal(1);
    folder.remove();
  });

  it('sends nothing when nobody is there: one sentence, exit code 1', async () => {
    const fleet = new FakeFleet();
    const argv = ['rpc', 'nosuchagent', 'ping', '-F', 'country=uk'];
    expect(await fleetspec(argv, { fleet })).to.deep.equal({
      code: 1,
      stdout: '',
      stderr:
        'fleetspec: no nodes discovered: nobody answered, asked was agent nosuchagent, fact country=uk; check the filter, and with `fleetspec ping` that the nodes are up, share the security keys and have the right time\n',
    });
    expect((await fleetspec([...argv, '--json'], { fleet })).stdout).to.equal('[]\n');
  });

  it('a named node that is silent: exit code 4 and its name', async () => {
    const { code, stdout } = await fleetspec(['rpc', 'rpcutil', 'ping', '-I', 'ghost'], {
      fleet: new FakeFleet(),
    });
    expect(stdout).to.contain('Finished processing 0 / 1 hosts').and.to.contain('    ghost\n');
    expect(code).to.equal(4);
  });

  it('names the node whose answer cannot be read, and identities that answer twice', async () => {
    const fleet = new FakeFleet();
    const reply = { code: -1, message: 'x', data: {} };
    fleet.add(['odd'], { reply });
    fleet.add(['twin'], { times: 2 });
    const { stderr } = await fleetspec(['rpc', 'rpcutil', 'ping', '--timeout', '1'], { fleet });
    expect(stderr).to.equal(
      `fleetspec: odd did answer, but :statuscode of the reply is not an Integer in range
fleetspec: twin answered discovery more than once: do two daemons have the same identity?
`,
    );
    const found = await fleetspec(['find'], { fleet });
    expect(found.stderr).to.contain('twin answered discovery more than once');
    const pinged = await fleetspec(['ping'], { fleet });
    expect(pinged.stderr).to.contain('twin answered discovery more than once');
  });

  it('shows a reply of very many values', async () => {
    const fleet = new FakeFleet();
    const data = { list: Array.from({ length: 200_000 }, (_, n) => n) };
    fleet.add(['a'], { reply: { code: 0, message: 'OK', data } });
    const { code, stdout, stderr } = await fleetspec(['rpc', 'x', 'y'], { fleet });
    expect(stderr).to.equal('');
    expect(stdout.split('\n')).to.have.length.above(200_000);
    expect(code).to.equal(0);
  });

  it('does not read a list of nodes without end', async () => {
    const { code, stderr } = await fleetspec(['rpc', 'a', 'b', '--nodes', '/dev/zero']);
    expect(stderr).to.match(
      /^fleetspec: cannot read the list of nodes \/dev\/zero: it is larger than \d+ bytes/,
    );
    expect(code).to.equal(1);
  });

  it('says what makes a result less than it seems', async () => {
    const fleet = new FakeFleet();
    fleet.add(['a'], { replyMs: 400 });
    fleet.add(['forger'], { psk: 'other', replyMs: undefined });
    fleet.add(['slow'], { discoveryMs: 300, replyMs: undefined });
    const { stderr } = await fleetspec(['rpc', 'rpcutil', 'ping'], { fleet });
    expect(stderr).to.equal(
      `fleetspec: 1 reply could not be verified: do security provider and keys fit everywhere?
fleetspec: slow answered after discovery had ended and was not asked; wait longer with --discovery-quiet
`,
    );
  });

  it('sends and forgets', async () => {
    const fleet = threeNodes();
    const { code, stdout } = await fleetspec(['rpc', 'puppet', 'runonce', '--no-results'], { fleet });
    expect(stdout).to.equal(`Sent request ${fleet.sent[0]!.request.requestid}\n`);
    expect(code).to.equal(0);
  });

  it('shows control characters of nodes instead of obeying them', async () => {
    const fleet = new FakeFleet();
    const data = { title: '\x1b]0;owned\x07', nested: ['\x1b[2J'] };
    fleet.add(['a'], { reply: { code: 0, message: 'all\x1b[31m red', data } });
    const { stdout } = await fleetspec(['rpc', 'rpcutil', 'ping'], { fleet });
    expect(stdout).not.to.contain('\x1b');
    expect(stdout).to.contain('title: \\x1b]0;owned\\x07').and.to.contain('["\\e[2J"]');
  });

  it('colours and shows progress on a terminal only, and not with NO_COLOR', async () => {
    const terminal = await fleetspec(['rpc', 'sample', 'x'], { fleet: answers(), tty: true });
    expect(terminal.stdout)
      .to.contain('\x1b[31mRequest Aborted\x1b[0m')
      .and.to.contain('\x1b[32m3 / 3\x1b[0m');
    expect(terminal.stderr).to.contain(' * [ ');
    const plain = await fleetspec(['rpc', 'sample', 'x'], {
      fleet: answers(),
      tty: true,
      env: { NO_COLOR: '1' },
    });
    expect(plain.stdout).not.to.contain('\x1b');
    const piped = await fleetspec(['rpc', 'sample', 'x'], { fleet: answers() });
    expect(piped.stdout + piped.stderr).not.to.contain('\x1b');
  });

  it('loses the broker: one sentence, exit code 1', async () => {
    const fleet = threeNodes();
    fleet.clock.after(100, () => fleet.lose());
    const { code, stdout, stderr } = await fleetspec(['rpc', 'rpcutil', 'ping'], { fleet });
    expect(stdout).to.equal('');
    expect(stderr).to.match(
      /^fleetspec: the connection to the broker broker\.example\.net:61613 is lost[^\n]*\n$/,
    );
    expect(code).to.equal(1);
    expect(fleet.closed).to.equal(true);
  });
});

describe('fleetspec config', () => {
  it('shows what is in force and where it came from, without secrets', async () => {
    const { code, stdout } = await fleetspec(['config']);
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/^file: .*fleetspec\.yaml$/m)
      .and.to.match(/^ *host: broker\.example\.net$|host: broker/m);
    expect(stdout).to.contain('psk: (set)').and.not.to.contain('test-key');
  });

  it('prints JSON', async () => {
    const { stdout } = await fleetspec(['config', '--json']);
    expect(JSON.parse(stdout)).to.include({ identity: 'client.example.net' });
  });

  it('names a key it does not know, and the nearest', async () => {
    const folder = folderWith({
      'client.cfg': 'plugin.psk = x\ndirect_adressing = 1\nplugin.activemq.pool.1.host = b\n',
    });
    const { stderr } = await fleetspec(['config', '--config', `${folder.path}/client.cfg`]);
    expect(stderr).to.contain('direct_adressing').and.to.contain('direct_addressing');
    folder.remove();
  });
});
