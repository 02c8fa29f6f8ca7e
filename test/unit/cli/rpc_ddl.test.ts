// What `fleetspec rpc` does by the DDL of an agent: checks before anything is sent, names, choice and summary of answers.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyValue, symbolHash } from '../../../lib/marshal/values';
import { FakeFleet } from '../rpc/fake_fleet';
import { CONFIG_YAML, fleetspec, folderWith } from './run_fleetspec';

function fleetOf(answers: Readonly<Record<string, readonly [number, string, Record<string, RubyValue>]>>) {
  const fleet = new FakeFleet();
  for (const [name, [code, message, data]] of Object.entries(answers)) {
    fleet.add([name], { reply: { code, message, data } });
  }
  return fleet;
}

/** What the first node was sent. */
function sentData(fleet: FakeFleet): Record<string, unknown> {
  const call = fleet.sent.find(({ request }) => request.agent !== 'discovery')!;
  const body = call.request.body as Map<{ name: string }, Map<{ name: string }, unknown>>;
  const data = [...body].find(([key]) => key.name === 'data')![1];
  return Object.fromEntries([...data].map(([key, value]) => [key.name, value]));
}

const blocked = (code: number, message: string, is: boolean) =>
  [code, message, { output: message, blocked: is }] as const;

describe('fleetspec rpc by DDL', () => {
  it('names outputs, orders them as mco does, and sums up', async () => {
    const fleet = fleetOf({
      web1: [0, 'OK', { fact: 'country', value: 'uk' }],
      web2: [0, 'OK', { fact: 'country', value: 'de' }],
      db1: [0, 'OK', { fact: 'country', value: 'uk', extra_output: 'not declared' }],
      old: [0, 'OK', { fact: 'country', value: null }],
    });
    const { code, stdout, stderr } = await fleetspec(['rpc', 'rpcutil', 'get_fact', 'fact=country'], {
      fleet,
    });
    expect(stdout).to.equal(`
db1
   extra_output: not declared
           Fact: country
          Value: uk

old
    Fact: country
   Value: nil

web1
    Fact: country
   Value: uk

web2
    Fact: country
   Value: de

Summary of Value:

   uk = 2
   de = 1

Finished processing 4 / 4 hosts in 20.00 ms
`);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('shows what the DDL finds worth it, unless told otherwise', async () => {
    const block = ['rpc', 'iptables', 'block', 'ipaddr=192.0.2.7'];
    const answers = {
      web1: blocked(0, 'OK', true),
      web2: blocked(1, '192.0.2.7 is already blocked', true),
    };
    const { stdout, code } = await fleetspec(block, { fleet: fleetOf(answers) });
    expect(stdout).to.equal(`
web2                                     Request Aborted
   192.0.2.7 is already blocked

Summary of Blocked:

   true = 2

Finished processing 2 / 2 hosts in 20.00 ms
`);
    expect(code).to.equal(2);
    const all = await fleetspec([...block, '--display', 'all'], { fleet: fleetOf(answers) });
    expect(all.stdout).to.contain('web1\n   Blocked: true\n').and.to.contain('web2');
    const ok = await fleetspec([...block, '--display', 'ok'], { fleet: fleetOf(answers) });
    expect(ok.stdout).to.contain('web1').and.not.to.contain('web2');
    // Whoever wants to know more, and programs, get every answer.
    const verbose = await fleetspec([...block, '-v'], { fleet: fleetOf(answers) });
    expect(verbose.stdout).to.contain('web1\n').and.to.contain('web2');
    const json = await fleetspec([...block, '--json'], { fleet: fleetOf(answers) });
    expect(JSON.parse(json.stdout)).to.have.length(2);
    expect(json.stdout).not.to.contain('Summary');
  });

  it('says when there is nothing to sum up, and why it cannot be', async () => {
    const nothing = await fleetspec(['rpc', 'rpcutil', 'get_fact', 'fact=x'], {
      fleet: fleetOf({ a: [0, 'OK', { value: null }] }),
    });
    expect(nothing.stdout).to.contain('Summary of Value:\n\n     No aggregate summary could be computed\n\n');
    const odd = await fleetspec(['rpc', 'puppet', 'last_run_summary'], {
      fleet: fleetOf({
        a: [0, 'OK', { total_time: 'long', total_resources: 7, config_retrieval_time: 1.5 }],
      }),
      tty: true,
    });
    expect(odd.stdout).to.contain('\x1b[1mSummary of Config Retrieval Time:\x1b[0m\n\n   Average: 1.50\n');
    expect(odd.stdout).to.contain('Summary of Total Resources:\x1b[0m\n\n   Average: 7\n');
    expect(odd.stdout).to.contain(
      'Summary of total_time:\x1b[0m\n\n\x1b[33m     Could not compute summary - exception raised while processing result data\x1b[0m\n',
    );
  });

  it('shows control characters in summaries instead of obeying them', async () => {
    const { stdout } = await fleetspec(['rpc', 'rpcutil', 'get_fact', 'fact=x'], {
      fleet: fleetOf({ a: [0, 'OK', { value: '\x1b[2J', fact: symbolHash({}) }] }),
    });
    expect(stdout).to.contain('\\x1b[2J = 1').and.not.to.contain('\x1b');
  });

  it('makes of text what the DDL says, and fills in what must be there', async () => {
    const sent = async (...words: string[]): Promise<Record<string, unknown>> => {
      const fleet = fleetOf({ a: [0, 'OK', {}] });
      const { stderr } = await fleetspec(['rpc', ...words], { fleet });
      expect(stderr).to.equal('');
      return sentData(fleet);
    };
    const puppet = await sent('puppet', 'runonce', 'force=YES', 'noop=f', 'splaylimit=30', 'tags=a,b');
    expect(puppet).to.deep.include({ force: true, noop: false, splaylimit: 30, tags: 'a,b' });
    expect(await sent('puppet', 'runonce', 'splaylimit=1.5')).to.deep.include({ splaylimit: 1.5 });
    expect(await sent('shell', 'run', 'command=x', 'timeout=5')).to.deep.include({ timeout: { value: 5 } });
    expect(await sent('shell', 'status', 'handle=a', 'stdout_offset=-1')).to.deep.include({
      stdout_offset: -1,
    });
    // Optional inputs keep to the node's own default.
    expect(await sent('process', 'list')).to.deep.equal({ process_results: true });
    expect(await sent('puppet', 'runonce', 'force:=true')).to.deep.include({ force: true });
  });

  const REFUSED: readonly [words: readonly string[], sentence: string][] = [
    [['rpcutil', 'get_fact'], 'Action get_fact needs a fact argument; see `fleetspec doc rpcutil`'],
    [['rpcutil', 'get_fact', 'fact=a b'], 'Cannot validate input fact: value should match ^[\\w\\-\\.]+$;'],
    [['rpcutil', 'get_fact', 'fact:=5'], 'Cannot validate input fact: value should be a string;'],
    [['rpcutil', 'get_fact', `fact=${'x'.repeat(41)}`], 'Input string is longer than 40 character(s);'],
    [['puppet', 'runonce', 'force=maybe'], 'Cannot validate input force: value should be a boolean;'],
    [['puppet', 'disable', 'message=a;b'], 'Cannot validate input message: value should not have ; in it;'],
    [['nettest', 'connect', 'fqdn=a', 'port=ssh'], 'Cannot validate input port: value should be a integer;'],
    [['package', 'yum_clean', 'mode=some'], 'value should be one of all, headers, packages,'],
    [['iptables', 'block', 'ipaddr=192.0.2.0/24'], 'value should be an IP address;'],
    [['rpcutil', 'get_fakt'], 'the DDL of agent rpcutil has no action "get_fakt"; did you mean get_fact? '],
    [['rpcutil', 'dance'], 'has no action "dance"; `fleetspec doc rpcutil` lists them, --no-ddl asks'],
  ];
  for (const [words, sentence] of REFUSED) {
    it(`sends nothing for ${words.join(' ').slice(0, 50)}`, async () => {
      const fleet = fleetOf({ a: [0, 'OK', {}] });
      const { code, stdout, stderr } = await fleetspec(['rpc', ...words], { fleet });
      expect(stderr.split('\n'), stderr).to.have.length(2);
      expect(stderr)
        .to.contain(sentence)
        .and.to.match(/^fleetspec: /);
      expect({ code, stdout, sent: fleet.sent }).to.deep.equal({ code: 1, stdout: '', sent: [] });
    });
  }

  it('warns of inputs the DDL does not have, and sends them', async () => {
    const fleet = fleetOf({ a: [0, 'OK', {}] });
    const { stderr } = await fleetspec(['rpc', 'puppet', 'runonce', 'nop=true', 'odd=1'], { fleet });
    expect(stderr).to.equal(
      `fleetspec: the DDL has no input nop: it is sent unchecked, and nodes may ignore it, did you mean noop?
fleetspec: the DDL has no input odd: it is sent unchecked, and nodes may ignore it
`,
    );
    expect(sentData(fleet)).to.deep.include({ nop: 'true', odd: '1' });
  });

  it('is silenced with --no-ddl, and says with -v when there is none', async () => {
    const fleet = fleetOf({ a: [0, 'OK', { value: 'x' }] });
    const { stdout, stderr } = await fleetspec(['rpc', 'rpcutil', 'dance', 'a=b', '--no-ddl'], { fleet });
    expect(stderr).to.equal('');
    expect(stdout).to.contain('a\n   value: x\n').and.not.to.contain('Summary');
    const unknown = await fleetspec(['rpc', 'mystery', 'dance', '-v'], {
      fleet: fleetOf({ a: [0, 'OK', {}] }),
    });
    expect(unknown.stderr).to.contain(
      'no DDL of agent mystery was found: arguments are sent as text, unchecked',
    );
  });

  it('gives nodes the time their DDL wants, and discovery besides', async () => {
    const waited = async (...words: string[]): Promise<number> => {
      const fleet = new FakeFleet();
      fleet.add(['dead'], { discoveryMs: 0, replyMs: undefined });
      await fleetspec(['rpc', ...words], { fleet });
      return fleet.clock.monotonic();
    };
    // 10 s of rpcutil and 2 s of discovery; 200 ms until discovery is over, or a little more.
    expect(await waited('rpcutil', 'ping')).to.be.within(12_000, 12_500);
    expect(await waited('rpcutil', 'ping', '--discovery-timeout', '4')).to.be.within(14_000, 14_500);
    expect(await waited('rpcutil', 'ping', '-t', '1')).to.be.within(1000, 1500);
    expect(await waited('mystery', 'ping')).to.be.within(5000, 5500);
    // Never less than configured.
    expect(await waited('nrpe', 'runallcommands')).to.be.within(7000, 7500);
  });

  it('takes DDLs of the folders of the configuration', async () => {
    const ddl = `metadata :name => "toy", :description => "d", :author => "a", :license => "l", :version => "1",
         :url => "u", :timeout => 3
action "play", :description => "Plays" do
  display :ok
  input :times, :prompt => "Times", :description => "How often", :type => :integer, :optional => false, :default => 2
  output :sound, :description => "What is heard", :display_as => "Sound"
  summarize do
    aggregate summary(:sound, :format => "%s by %d")
  end
end
`;
    const folder = folderWith({
      'client.cfg': 'libdir = plugins\nplugin.psk = test-key\nplugin.activemq.pool.1.host = broker\n',
      'plugins/mcollective/agent/toy.ddl': ddl,
      'fleetspec.yaml': CONFIG_YAML,
    });
    const fleet = fleetOf({ a: [0, 'OK', { sound: 'moo' }], b: [1, 'broken', { sound: null }] });
    const argv = ['rpc', 'toy', 'play', '-c', 'client.cfg'];
    const { stdout, stderr } = await fleetspec(argv, { fleet, cwd: folder.path });
    folder.remove();
    expect(stderr).to.equal('');
    expect(stdout).to.contain('a\n   Sound: moo\n\nSummary of Sound:\n\n   moo by 1\n');
    expect(stdout).not.to.contain('broken');
    expect(sentData(fleet)).to.deep.include({ times: 2 });
  });
});
