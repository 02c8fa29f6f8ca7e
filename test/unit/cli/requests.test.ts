// How `fleetspec rpc` and `find` choose and ask nodes: limits, batches, discovery methods, standard input, Ctrl-C.
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { COMMANDS } from '../../../lib/cli/commands';
import { parseCommandLine } from '../../../lib/cli/program';
import { parseCompound } from '../../../lib/mcollective/compound';
import { FakeFleet } from '../rpc/fake_fleet';
import { CONFIG_YAML, fleetspec, folderWith, type RunSettings } from './run_fleetspec';

function nodes(...names: string[]): FakeFleet {
  const fleet = new FakeFleet();
  for (const [i, name] of names.entries()) fleet.add([name], { discoveryMs: 10 + i });
  return fleet;
}

const asked = (fleet: FakeFleet): (string | undefined)[] =>
  fleet.sent.filter(sent => sent.request.agent !== 'discovery').map(sent => sent.headers.mc_identity);

const rpc = (fleet: FakeFleet, args: readonly string[], settings: RunSettings = {}) =>
  fleetspec(['rpc', 'rpcutil', 'ping', ...args], { fleet, ...settings });

describe('fleetspec rpc asks some of the nodes', () => {
  it('the first, or so many, or a percentage', async () => {
    for (const [args, wanted] of [
      [['--one'], ['c']],
      [['-1'], ['c']],
      [
        ['--limit', '2'],
        ['c', 'a'],
      ],
      [
        ['--ln', '70%'],
        ['c', 'a'],
      ],
    ] as const) {
      const fleet = nodes('c', 'a', 'b');
      expect((await rpc(fleet, args)).code, args.join(' ')).to.equal(0);
      expect(asked(fleet)).to.deep.equal(wanted);
    }
  });

  it('those a seed chooses', async () => {
    const chosen = [];
    for (const names of ['a b c d e f', 'f e d c b a']) {
      const fleet = nodes(...names.split(' '));
      await rpc(fleet, ['--limit', '3', '--limit-method', 'random', '--limit-seed', '42']);
      chosen.push(asked(fleet));
    }
    expect(chosen[0]).to.have.length(3);
    expect(chosen[0]).to.deep.equal(chosen[1]);
  });

  it('also when nobody waits for their answers', async () => {
    for (const more of [['--no-results'], ['--nr'], ['--reply-to', '/queue/x']]) {
      const fleet = nodes('c', 'a', 'b');
      const { stdout, code } = await rpc(fleet, ['--limit', '2', ...more]);
      expect(asked(fleet)).to.deep.equal(['c', 'a']);
      expect(stdout).to.match(/^Sent request [0-9a-f]{32}/);
      expect(code).to.equal(0);
      const json = JSON.parse((await rpc(nodes('a'), [...more, '--json'])).stdout);
      expect(json.requestid).to.match(/^[0-9a-f]{32}$/);
      expect(json.reply_to).to.equal(more[1]);
    }
  });

  it('in batches, as told or as configured', async () => {
    const fleet = nodes('c', 'a', 'b');
    const { stdout } = await rpc(fleet, ['--batch', '50%', '--batch-sleep', '2.5']);
    expect(stdout).to.contain('Finished processing 3 / 3 hosts in 2540.00 ms');
    const folder = folderWith({
      'fleetspec.yaml': CONFIG_YAML.replace('rpc: {', 'rpc: {batch_size: 1, batch_sleep: 3s, '),
    });
    const configured = nodes('c', 'a', 'b');
    expect((await rpc(configured, [], { cwd: folder.path })).stdout).to.contain('hosts in 6060.00 ms');
    expect((await rpc(nodes('a', 'b'), ['--batch', '0'], { cwd: folder.path })).stdout).to.contain(
      'in 20.00 ms',
    );
    const forgotten = await rpc(nodes('a'), ['--no-results'], { cwd: folder.path });
    expect(forgotten.stderr).to.contain(
      'nobody waits for their answers; ask all nodes at once with --batch 0',
    );
    folder.remove();
  });

  const FAULTS: readonly (readonly [readonly string[], string])[] = [
    [['--limit', '0'], '"0" cannot be a limit; give a number of nodes above 0'],
    [['--limit', '10 %'], '"10 %" cannot be a limit'],
    [['--limit', '1', '--one'], '--one and --limit exclude each other'],
    [['--limit-method', 'last'], '--limit-method cannot be "last"'],
    [['--limit-seed', '1.5'], '--limit-seed cannot be "1.5"'],
    [['--batch', '0%'], '"0%" cannot be the size of a batch'],
    [['--batch', '2', '--batch-sleep', '-1'], '--batch-sleep cannot be "-1"'],
    [['--batch', '2', '--nr'], 'nobody waits for their answers'],
    [['--ttl', '0'], '--ttl cannot be "0"'],
    [['--ttl', '1.5'], '--ttl cannot be "1.5"'],
    [['--reply-to', 'x'], 'replies cannot be sent to "x"'],
    [['--reply-to', '/queue/mcollective.>'], 'replies cannot be sent to "/queue/mcollective.>"'],
    [['--dm', 'mongo'], 'there is no discovery method "mongo"'],
    [['--do', 'x'], '--do needs a discovery method'],
    [['--nodes', 'x', '--dm', 'flatfile'], '--nodes cannot be mixed with --dm and --do'],
    [['-S', 'country=uk and'], 'cannot read the filter'],
    [['-S', 'a', '--dm', 'flatfile', '--do', 'x'], 'cannot use compound (-S) filters'],
    [['-F', 'a=b', '--dm', 'stdin'], 'the discovery method "stdin" cannot use fact filters'],
  ];
  for (const [args, problem] of FAULTS) {
    it(`refuses ${args.join(' ')}`, async () => {
      const fleet = nodes('a');
      const { code, stdout, stderr } = await rpc(fleet, args);
      expect(stderr)
        .to.contain(problem)
        .and.to.match(/^fleetspec: .*\n$/);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(asked(fleet)).to.deep.equal([]);
    });
  }
});

describe('fleetspec rpc and find know nodes from elsewhere', () => {
  it('a flatfile, with an identity filter', async () => {
    const folder = folderWith({ 'fleetspec.yaml': CONFIG_YAML, list: 'b\na\nc\n' });
    const fleet = nodes('a', 'b', 'c');
    const args = ['--dm', 'flatfile', '--do', 'list', '-I', '/[ab]/'];
    await rpc(fleet, args, { cwd: folder.path });
    expect(asked(fleet)).to.deep.equal(['b', 'a']);
    const found = await fleetspec(['find', '-v', ...args], { fleet, cwd: folder.path });
    expect(found.stdout).to.equal('a\nb\n');
    expect(found.stderr).to.match(
      /Discovered 2 nodes in \d\.\d\d seconds using the flatfile discovery method/,
    );
    const nobody = await rpc(fleet, ['--dm', 'flatfile', '--do', 'list', '-I', 'x'], { cwd: folder.path });
    expect(nobody.stderr).to.contain('no nodes discovered: the method "flatfile" names none for');
    expect(nobody.code).to.equal(1);
    folder.remove();
  });

  it('the configured method, unless -S has to be answered by nodes', async () => {
    const yaml = CONFIG_YAML.replace(
      'rpc: {',
      'rpc: {discovery_method: flatfile, discovery_options: [list], ',
    );
    const folder = folderWith({ 'fleetspec.yaml': yaml, list: 'a\nb\n', other: 'b\n' });
    const settings = { cwd: folder.path };
    const fleet = nodes('a', 'b');
    await rpc(fleet, [], settings);
    expect(asked(fleet)).to.deep.equal(['a', 'b']);
    const others = nodes('a', 'b');
    await rpc(others, ['--do', 'other'], settings);
    expect(asked(others)).to.deep.equal(['b']);
    const selected = nodes('a');
    const { stderr } = await rpc(selected, ['-S', 'country=uk'], settings);
    expect(stderr).to.equal('fleetspec: -S is answered by the nodes: they are asked (mc), not flatfile\n');
    expect(selected.sent[0]!.request.filter.compound).to.deep.equal([parseCompound('country=uk')]);
    expect((await fleetspec(['ping'], { fleet: nodes('z'), ...settings })).stdout).to.contain('z ');
    expect((await fleetspec(['find', '--dm', 'mc'], { fleet: nodes('z'), ...settings })).stdout).to.equal(
      'z\n',
    );
    folder.remove();
  });

  it('standard input, when names come there and nothing else is said', async () => {
    const fleet = nodes('a', 'b', 'c');
    await rpc(fleet, [], { stdin: 'c\na\n' });
    await rpc(fleet, ['-I', '/[bc]/'], { stdin: '[{"sender":"c"},{"sender":"a"}]' });
    expect(asked(fleet)).to.deep.equal(['c', 'a', 'c']);
    expect((await fleetspec(['find'], { fleet, stdin: 'x\n' })).stdout).to.equal('x\n');
    expect(fleet.sent.some(sent => sent.request.agent === 'discovery')).to.equal(false);
    const conflicting = await rpc(fleet, ['-F', 'a=b'], { stdin: 'c\n' });
    expect(conflicting.stderr).to.contain('the discovery method "stdin" cannot use fact filters');
    const chained = await rpc(fleet, ['--json'], { stdin: 'a\n' });
    await rpc(fleet, [], { stdin: chained.stdout });
    expect(asked(fleet).slice(3)).to.deep.equal(['a', 'a']);
  });

  it('find: those of a list that are there and match, and so many of them', async () => {
    const folder = folderWith({ 'fleetspec.yaml': CONFIG_YAML, list: 'c\na\nz\n' });
    const find = (...words: string[]) =>
      fleetspec(['find', ...words], { fleet: nodes('a', 'b', 'c'), cwd: folder.path });
    expect((await find('--nodes', 'list')).stdout).to.equal('a\nc\n');
    expect((await find('--nodes', 'list', '-I', 'c')).stdout).to.equal('c\n');
    expect((await find('--limit', '2')).stdout.split('\n')).to.have.length(3);
    expect((await find('--nodes', 'list', '--dm', 'mc')).stderr).to.contain('cannot be mixed');
    folder.remove();
  });

  it('nothing of standard input that is empty, a terminal, or not needed', async () => {
    const loop = new PassThrough();
    const cases: readonly (readonly [readonly string[], RunSettings])[] = [
      [[], { stdin: '' }],
      [[], { tty: true, input: Object.assign(new PassThrough(), { isTTY: true }) }],
      [['-I', 'a'], { input: loop }],
      [['--dm', 'mc'], { input: loop }],
    ];
    for (const [args, settings] of cases) {
      const fleet = nodes('a');
      expect((await rpc(fleet, args, settings)).code).to.equal(0);
      expect(asked(fleet)).to.deep.equal(['a']);
    }
    expect(loop.readableFlowing).to.equal(null);
  });

  it('refuses to guess when standard input stays silent', async () => {
    const fleet = nodes('a');
    const { code, stderr } = await rpc(fleet, [], { input: new PassThrough() });
    expect(stderr).to.equal(
      `fleetspec: waiting for names of nodes on standard input; --dm mc discovers them instead
fleetspec: nothing came on standard input for 30 s, so it is not known whether it will name the nodes; discover them with --dm mc or </dev/null, or wait for a slow list with --dm stdin
`,
    );
    expect(code).to.equal(1);
    expect(fleet.sent).to.deep.equal([]);
    expect(fleet.clock.monotonic()).to.be.within(30_000, 30_010);
  });
});

describe('fleetspec ping, find and rpc', () => {
  it('send compound filters and the time to live', async () => {
    const expression = "country=uk and not fstat('/etc/x').size=1";
    for (const command of [['ping'], ['find'], ['rpc', 'rpcutil', 'ping']]) {
      const fleet = nodes('a');
      await fleetspec([...command, '-S', expression, '--ttl', '33', '-S', 'web'], { fleet });
      for (const { request } of fleet.sent) {
        expect(request.ttl).to.equal(33);
        expect(request.filter.compound).to.deep.equal([parseCompound(expression), parseCompound('web')]);
      }
      expect(fleet.sent.length).to.equal(command.length === 3 ? 2 : 1);
    }
  });

  it('know the outputs of data plugins by their DDLs', async () => {
    const { stderr } = await fleetspec(['find', '-S', "fstat('/etc/x').sice=1"], { fleet: nodes('a') });
    expect(stderr).to.contain('the data plugin "fstat" has no output "sice", did you mean "size"?');
  });

  it('take the short names of mco', () => {
    const line = [
      'rpc',
      'a',
      'b',
      '--dt',
      '3',
      '--dm',
      'stdin',
      '--do',
      'text',
      '--do',
      'x',
      '--nr',
      '--ln',
      '2',
      '-1',
    ];
    const parsed = parseCommandLine(line, COMMANDS, 80);
    expect('input' in parsed && parsed.input.options).to.deep.include({
      discoveryTimeout: '3',
      discoveryMethod: 'stdin',
      discoveryOption: ['text', 'x'],
      results: false,
      limit: '2',
      one: true,
    });
  });
});

describe('Ctrl-C during fleetspec rpc', () => {
  const interrupted = (fleet: FakeFleet, args: readonly string[], afterMs: number) =>
    rpc(fleet, args, { onSignal: send => void fleet.clock.after(afterMs, send) });

  it('tells who answered, who may have acted and who was not asked; exit code 130', async () => {
    const fleet = nodes('a', 'b', 'c', 'd');
    fleet.add(['b'], { replyMs: undefined });
    const args = ['-I', 'a', '-I', 'b', '-I', 'c', '-I', 'd', '--batch', '2'];
    const { code, stdout, stderr } = await interrupted(fleet, args, 100);
    expect(stdout)
      .to.match(/^\na\n/)
      .and.to.contain('Finished processing 1 / 4 hosts');
    expect(stdout).to.match(/No response from:\s+b\s+Not asked:\s+c +d\n/);
    expect(stderr).to.equal(
      `fleetspec: given up: 2 of 4 nodes were asked, 1 answered
fleetspec: b had not answered and may have acted, or may act until the request expires
`,
    );
    expect(code).to.equal(130);
    expect(asked(fleet)).to.deep.equal(['a', 'b']);
  });

  it('ends discovery, and what a discovery method has started', async () => {
    for (const command of [['rpc', 'rpcutil', 'ping', '--json'], ['find']]) {
      const fleet = nodes('a');
      const onSignal = (send: () => void): unknown => fleet.clock.after(100, send);
      const { code, stdout, stderr } = await fleetspec(command, { fleet, onSignal });
      expect({ code, stdout }).to.deep.equal({ code: 130, stdout: '' });
      expect(stderr).to.equal('fleetspec: given up while nodes were looked for\n');
      expect(asked(fleet)).to.deep.equal([]);
    }
  });

  it('keeps stdout JSON', async () => {
    const fleet = nodes('a', 'b');
    const args = ['-I', 'a', '-I', 'b', '--batch', '1', '--json'];
    const { stdout, stderr } = await interrupted(fleet, args, 500);
    expect(JSON.parse(stdout).map(({ sender }: { sender: string }) => sender)).to.deep.equal(['a']);
    expect(stderr).to.equal(
      'fleetspec: not asked: b\nfleetspec: given up: 1 of 2 nodes were asked, 1 answered\n',
    );
  });

  it('is told of a broker that is lost, too', async () => {
    const fleet = nodes('a', 'b');
    fleet.add(['b'], { replyMs: undefined });
    fleet.clock.after(100, () => fleet.lose());
    const { code, stdout, stderr } = await rpc(fleet, ['-I', 'a', '-I', 'b']);
    expect(stdout).to.match(/^\na\n/);
    expect(stderr)
      .to.contain('b had not answered and may have acted')
      .and.to.contain('broker.example.net:61613');
    expect(code).to.equal(1);
  });
});
