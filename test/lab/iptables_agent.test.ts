// Agent iptables with the real programs in a network namespace: its words against what the packet filter holds.
import { after, afterEach, before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { Exec, ExecOptions, ExecResult } from '../../lib/exec/exec';
import { SystemExec } from '../../lib/exec/system_exec';
import { AGENTS } from '../../lib/node/agents';
import { HostOfTests } from '../unit/node/agents/host_of_tests';
import { FakeRoot } from '../unit/node/fakes';
import { useLab } from './peers/lab';
import {
  CHAIN,
  type LabHost,
  LabNetwork,
  onHost,
  rulesOn,
  runOnHost,
  whyNoNamespaces,
} from './peers/namespaces';

/** The programs of one lab host. */
class HostExec implements Exec {
  readonly #system = new SystemExec();

  constructor(private readonly host: LabHost) {}

  run(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
    return this.#system.run(...onHost(this.host, file, args), options);
  }

  detach(): Promise<number> {
    throw new Error('not in this test');
  }

  signal(): boolean {
    return false;
  }
}

describe('the iptables agent on a real packet filter', { skip: whyNoNamespaces() ?? false }, () => {
  const lab = useLab('iptables-agent');
  const root = new FakeRoot();
  let host: LabHost;
  let node: HostOfTests;

  const ask = (action: string, ipaddr?: string) =>
    node.ask('iptables', action, ipaddr === undefined ? {} : { ipaddr });
  const filter = async (program: 'iptables' | 'ip6tables', ...args: string[]): Promise<void> => {
    const { code, stderr } = await runOnHost(host, program, args);
    expect(code, stderr).to.equal(0);
  };

  before(() => {
    host = LabNetwork.create(lab, ['host']).host('host');
    node = new HostOfTests(root, {}, new HostExec(host));
  });
  afterEach(async () => {
    await filter('iptables', '-F', CHAIN);
    await filter('ip6tables', '-F', CHAIN);
  });
  after(() => root.remove());

  it('can work here, and not with a chain that does not exist', async () => {
    expect(await AGENTS.iptables!.activate!(node.node)).to.equal(undefined);
    expect(node.logger.at('warn')).to.deep.equal([]);
    const other = new HostOfTests(
      root,
      { node: { plugins: { 'iptables.chain': 'nosuch' } } },
      new HostExec(host),
    );
    expect(await AGENTS.iptables!.activate!(other.node)).to.match(
      /^the IPv4 chain nosuch cannot be used: cannot read/,
    );
  });

  it('warns of a chain nothing jumps to', async () => {
    await filter('iptables', '-D', 'INPUT', '-j', CHAIN);
    try {
      expect(await AGENTS.iptables!.activate!(node.node)).to.equal(undefined);
      expect(node.logger.at('warn')[0]).to.include('no rule jumps to the IPv4 chain junk_filter');
    } finally {
      await filter('iptables', '-I', 'INPUT', '-j', CHAIN);
    }
  });

  it('blocks and unblocks IPv4 and IPv6', async () => {
    for (const [given, rule] of [
      ['192.0.2.7', 'iptables -A junk_filter -s 192.0.2.7/32 -j DROP'],
      ['2001:DB8:0::0007', 'ip6tables -A junk_filter -s 2001:db8::7/128 -j DROP'],
    ] as const) {
      expect((await ask('isblocked', given)).data.blocked).to.equal(false);
      expect(await ask('block', given)).to.deep.include({
        code: 0,
        data: { output: `${given} was blocked`, blocked: true },
      });
      expect(rulesOn(host)).to.deep.equal([rule]);
      expect((await ask('isblocked', given)).data.blocked).to.equal(true);
      expect((await ask('block', given)).msg).to.equal(`${given} is already blocked`);
      expect(await ask('unblock', given)).to.deep.include({
        code: 0,
        data: { output: `${given} was unblocked`, blocked: false },
      });
      expect(rulesOn(host)).to.deep.equal([]);
      expect((await ask('unblock', given)).msg).to.equal(`${given} is already unblocked`);
    }
  });

  it('lists what is blocked', async () => {
    for (const address of ['192.0.2.9', '192.0.2.10', '::ffff:192.0.2.9', '2001:db8::1', '0.0.0.0']) {
      expect((await ask('block', address)).code, address).to.equal(0);
    }
    expect((await ask('listblocked')).data.blocked).to.deep.equal([
      '0.0.0.0',
      '192.0.2.10',
      '192.0.2.9',
      '2001:db8::1',
      '::ffff:192.0.2.9',
    ]);
  });

  it('is not misled by rules of others', async () => {
    await filter('iptables', '-A', CHAIN, '-s', '192.0.2.1', '-p', 'tcp', '--dport', '80', '-j', 'DROP');
    await filter('iptables', '-A', CHAIN, '-s', '192.0.2.2', '-j', 'ACCEPT');
    await filter('iptables', '-A', CHAIN, '-s', '198.51.100.0/24', '-j', 'DROP');
    await filter(
      'iptables',
      '-A',
      CHAIN,
      '-s',
      '192.0.2.3',
      '-m',
      'comment',
      '--comment',
      'a "b" \\ c',
      '-j',
      'DROP',
    );
    const blocked = async (address: string): Promise<boolean> =>
      (await ask('isblocked', address)).data.blocked;
    expect(await blocked('192.0.2.1')).to.equal(false);
    expect(await blocked('192.0.2.2')).to.equal(false);
    expect(await blocked('198.51.100.9')).to.equal(true);
    expect(await blocked('192.0.2.3')).to.equal(true);
    // Behind an ACCEPT a new rule would do nothing, and behind a comment or a network the old one stays.
    expect((await ask('block', '192.0.2.2')).msg).to.match(/^still unblocked/);
    expect((await ask('unblock', '192.0.2.3')).msg).to.match(/^still blocked, iptables output: '.*Bad rule/);
    expect((await ask('unblock', '198.51.100.9')).msg).to.match(
      /^still blocked, iptables output: '.*Bad rule/,
    );
  });

  it('takes rules away that are there several times', async () => {
    for (let n = 0; n < 3; n++) await filter('iptables', '-A', CHAIN, '-s', '192.0.2.7', '-j', 'DROP');
    expect((await ask('unblock', '192.0.2.7')).code).to.equal(0);
    expect(rulesOn(host)).to.deep.equal([]);
  });
});
