// Agent iptables over an emulated packet filter: what is said, what is run, and that nothing is believed unseen.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { AGENTS } from '../../../../lib/node/agents';
import { type ConfigParts, FakeRoot } from '../fakes';
import { HostOfTests } from './host_of_tests';

const iptables = AGENTS.iptables!;
const LIST4 = 'iptables -w 1 -S junk_filter';
const LIST6 = 'ip6tables -w 1 -S junk_filter';

let root: FakeRoot;
let host: HostOfTests;

/** Rules the fake programs hold, as `-S` shows them. */
let rules: Record<'iptables' | 'ip6tables', string[]>;

function setUp(parts: ConfigParts = {}): void {
  host = new HostOfTests(root, parts);
  rules = { iptables: [], ip6tables: [] };
  for (const program of ['iptables', 'ip6tables'] as const) {
    host.exec.answer(`${program} -w 1 -S junk_filter`, async () => ({
      stdout: ['-N junk_filter', ...rules[program].map(rule => `-A junk_filter ${rule}`), ''].join('\n'),
    }));
  }
}

/** Lets `program COMMAND` on an address do what it is told, or only `pretend`. */
function allow(
  program: 'iptables' | 'ip6tables',
  command: '-A' | '-D',
  address: string,
  pretend = false,
): void {
  const rule = `-s ${address}/${program === 'iptables' ? 32 : 128} -j DROP`;
  host.exec.answer(`${program} -w 1 ${command} junk_filter -s ${address} -j DROP`, async () => {
    if (!pretend && command === '-A') rules[program].push(rule);
    if (!pretend && command === '-D') rules[program].splice(rules[program].indexOf(rule), 1);
    return {};
  });
}

const ask = (action: string, ipaddr?: string) =>
  host.ask('iptables', action, ipaddr === undefined ? {} : { ipaddr });

beforeEach(() => {
  root = new FakeRoot();
  setUp();
});
afterEach(() => root.remove());

describe('iptables', () => {
  it('blocks and unblocks, looking before and after', async () => {
    allow('iptables', '-A', '192.0.2.7');
    allow('iptables', '-D', '192.0.2.7');
    expect(await ask('block', '192.0.2.7')).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { output: '192.0.2.7 was blocked', blocked: true },
    });
    expect(await ask('isblocked', '192.0.2.7')).to.deep.include({ code: 0, data: { blocked: true } });
    expect(await ask('unblock', '192.0.2.7')).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { output: '192.0.2.7 was unblocked', blocked: false },
    });
    expect(await ask('isblocked', '192.0.2.7')).to.deep.include({ code: 0, data: { blocked: false } });
    expect(host.exec.calls.slice(0, 3)).to.deep.equal([
      LIST4,
      'iptables -w 1 -A junk_filter -s 192.0.2.7 -j DROP',
      LIST4,
    ]);
  });

  it('does the same for IPv6, whichever way the address is written', async () => {
    allow('ip6tables', '-A', '2001:db8::1');
    expect((await ask('block', '2001:DB8:0::0001')).data.output).to.equal('2001:DB8:0::0001 was blocked');
    expect(rules.ip6tables).to.deep.equal(['-s 2001:db8::1/128 -j DROP']);
    expect(host.exec.calls[0]).to.equal(LIST6);
    expect((await ask('isblocked', '2001:db8::1')).data.blocked).to.equal(true);
  });

  it('says no to what is done already, with the sentences of MCollective', async () => {
    expect(await ask('unblock', '192.0.2.7')).to.deep.equal({
      code: 1,
      msg: '192.0.2.7 is already unblocked',
      data: { output: false, blocked: false },
    });
    rules.iptables.push('-s 192.0.2.7/32 -j DROP');
    expect(await ask('block', '192.0.2.7')).to.deep.equal({
      code: 1,
      msg: '192.0.2.7 is already blocked',
      data: { output: false, blocked: true },
    });
    expect(host.exec.calls.filter(call => / -[AD] /.test(call))).to.deep.equal([]);
  });

  it('does not believe a program that says it did it', async () => {
    allow('iptables', '-A', '192.0.2.7', true);
    expect(await ask('block', '192.0.2.7')).to.deep.include({
      code: 1,
      msg: "still unblocked, iptables output: ''",
    });
    rules.iptables.push('-s 192.0.2.7/32 -j DROP');
    allow('iptables', '-D', '192.0.2.7', true);
    expect(await ask('unblock', '192.0.2.7')).to.deep.include({
      code: 1,
      msg: "still blocked, iptables output: ''",
    });
  });

  it('tells what the program complained of', async () => {
    host.exec.answer('iptables -w 1 -A junk_filter -s 192.0.2.7 -j DROP', {
      code: 4,
      stderr: 'Another app is currently holding the xtables lock.\n',
    });
    expect((await ask('block', '192.0.2.7')).msg).to.equal(
      "still unblocked, iptables output: 'Another app is currently holding the xtables lock.'",
    );
    host.exec.answer('iptables -w 1 -A junk_filter -s 192.0.2.8 -j DROP', { code: 3 });
    expect((await ask('block', '192.0.2.8')).msg).to.equal("still unblocked, iptables output: 'exit code 3'");
  });

  it('removes every rule for just this address', async () => {
    rules.iptables.push('-s 192.0.2.7/32 -j DROP', '-s 192.0.2.9/32 -j DROP', '-s 192.0.2.7/32 -j DROP');
    allow('iptables', '-D', '192.0.2.7');
    expect((await ask('unblock', '192.0.2.7')).code).to.equal(0);
    expect(rules.iptables).to.deep.equal(['-s 192.0.2.9/32 -j DROP']);
  });

  it('does not call an address unblocked whose network still is blocked', async () => {
    rules.iptables.push('-s 192.0.2.0/24 -j DROP');
    host.exec.answer('iptables -w 1 -D junk_filter -s 192.0.2.7 -j DROP', {
      code: 1,
      stderr: 'iptables: Bad rule (does a matching rule exist in that chain?).\n',
    });
    expect((await ask('unblock', '192.0.2.7')).msg).to.match(
      /^still blocked, iptables output: 'iptables: Bad rule/,
    );
  });

  it('lists both families, sorted', async () => {
    rules.iptables.push('-s 192.0.2.9/32 -j DROP', '-s 10.0.0.1/32 -j DROP');
    rules.ip6tables.push('-s 2001:db8::1/128 -j DROP');
    expect((await ask('listblocked')).data).to.deep.equal({
      blocked: ['10.0.0.1', '192.0.2.9', '2001:db8::1'],
    });
    setUp();
    expect((await ask('listblocked')).data).to.deep.equal({ blocked: [] });
  });

  it('lets nothing but addresses through to a program', async () => {
    const bad = [
      'localhost',
      '192.0.2.0/24',
      '-j',
      '192.0.2.7 ',
      '192.0.2.7; id',
      'fe80::1%eth0',
      '',
      '300.1.1.1',
    ];
    for (const action of ['block', 'unblock', 'isblocked']) {
      for (const text of bad) {
        const { code, msg } = await ask(action, text);
        expect([code, msg], text).to.deep.equal([
          4,
          'Cannot validate input ipaddr: value should be an IP address',
        ]);
      }
      expect((await ask(action)).msg).to.equal(`Action ${action} needs a ipaddr argument`);
    }
    expect(host.exec.calls).to.deep.equal([]);
  });

  it('fails with a sentence when the rules cannot be read', async () => {
    host.exec.answer(LIST4, { code: 3, stderr: 'iptables: Permission denied\n' });
    const reason = 'cannot read iptables -S junk_filter: iptables: Permission denied';
    expect(await ask('isblocked', '192.0.2.7')).to.deep.include({
      code: 1,
      msg: `Could not check if the address is blocked: ${reason}`,
    });
    expect((await ask('listblocked')).msg).to.equal(`Could not list blocked IP address: ${reason}`);
    expect(await ask('block', '192.0.2.7')).to.deep.include({ code: 1, msg: reason });
  });

  it('uses the chain, target and programs that are configured', async () => {
    setUp({
      node: {
        plugins: {
          'iptables.chain': 'lb',
          'iptables.target': 'REJECT',
          'iptables.iptables': '/opt/iptables',
        },
      },
    });
    let list = '';
    host.exec.answer('/opt/iptables -w 1 -S lb', async () => ({ stdout: list }));
    host.exec.answer('/opt/iptables -w 1 -A lb -s 192.0.2.7 -j REJECT', async () => {
      list = '-A lb -s 192.0.2.7/32 -j REJECT --reject-with icmp-port-unreachable\n';
      return {};
    });
    expect((await ask('block', '192.0.2.7')).code).to.equal(0);
  });

  it('changes one thing after the other, so that no rule comes twice', async () => {
    allow('iptables', '-A', '192.0.2.7');
    const answers = await Promise.all([1, 2, 3].map(() => ask('block', '192.0.2.7')));
    expect(answers.map(answer => answer.code)).to.deep.equal([0, 1, 1]);
    expect(rules.iptables).to.have.length(1);
  });
});

describe('activation of iptables', () => {
  const listing = (references: number) => ({
    stdout: `Chain junk_filter (${references} references)\ntarget     prot opt source               destination\n`,
  });

  it('needs the chain in both families', async () => {
    expect(await iptables.activate!(host.node)).to.equal(
      'the IPv4 chain junk_filter cannot be used: the program iptables is not installed; install it, or configure its full path',
    );
    host.exec.answer('iptables -w 1 -n -L junk_filter', listing(1));
    host.exec.answer('ip6tables -w 1 -n -L junk_filter', {
      code: 1,
      stderr: 'ip6tables: No chain/target/match by that name.\n',
    });
    expect(await iptables.activate!(host.node)).to.equal(
      'the IPv6 chain junk_filter cannot be used: cannot read ip6tables -n -L junk_filter: ip6tables: No chain/target/match by that name.',
    );
    host.exec.answer('ip6tables -w 1 -n -L junk_filter', listing(1));
    expect(await iptables.activate!(host.node)).to.equal(undefined);
    expect(host.logger.at('warn')).to.deep.equal([]);
  });

  it('warns of a chain no rule jumps to', async () => {
    host.exec.answer('iptables -w 1 -n -L junk_filter', listing(0));
    host.exec.answer('ip6tables -w 1 -n -L junk_filter', listing(1));
    expect(await iptables.activate!(host.node)).to.equal(undefined);
    expect(host.logger.at('warn')).to.deep.equal([
      'no rule jumps to the IPv4 chain junk_filter: what it blocks is not blocked',
    ]);
  });
});
