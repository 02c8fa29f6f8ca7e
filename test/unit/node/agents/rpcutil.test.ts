// Agent rpcutil: every action, in the shapes clients of MCollective expect.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { AGENTS } from '../../../../lib/node/agents';
import { VERSION } from '../../../../lib/version';
import { FakeRoot } from '../fakes';
import { HostOfTests, NOW } from './host_of_tests';

let root: FakeRoot;
let host: HostOfTests;
beforeEach(() => {
  root = new FakeRoot();
  root.put(
    '/etc/fleetspec/facts.yaml',
    'country: uk\nmem: 2048\nyes: on\nos: {family: Debian, 9: x, 1: y}\nlist: [a, 1.0]\nnone:\n',
  );
  root.put('/var/lib/puppet/state/classes.txt', 'role::web\napache\n');
  host = new HostOfTests(root, {
    collectives: ['mcollective', 'uk'],
    node: { plugins: { 'iptables.chain': 'junk', 'registration.mongopassword': 'hunter2', 'ssl.key': '/k' } },
  });
});
afterEach(() => root.remove());

describe('rpcutil', () => {
  it('tells facts, all scalars as text', async () => {
    expect(await host.ask('rpcutil', 'get_fact', { fact: 'mem' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { fact: 'mem', value: '2048' },
    });
    expect((await host.ask('rpcutil', 'get_fact', { fact: 'nosuch' })).data.value).to.equal(null);
    expect((await host.ask('rpcutil', 'get_fact', { fact: 'constructor' })).data.value).to.equal(null);
    const { data } = await host.ask('rpcutil', 'get_facts', { facts: 'country , true,list,none,nosuch' });
    expect(data.values).to.deep.equal({
      country: 'uk',
      true: 'true',
      list: ['a', '1.0'],
      none: '',
      nosuch: null,
    });
  });

  it('keeps the order of nested facts', async () => {
    const tree = await host.node.factTree();
    expect([...(tree.get('os') as Map<string, string>).keys()]).to.deep.equal(['family', '9', '1']);
  });

  it('refuses names that are no facts with the sentence of MCollective', async () => {
    const ask = (fact: string) => host.ask('rpcutil', 'get_fact', { fact });
    expect((await ask('a b')).msg).to.equal('Cannot validate input fact: value should match ^[\\w\\-\\.]+$');
    expect((await ask('a\nb')).code).to.equal(4);
    expect((await ask('x'.repeat(41))).msg).to.equal(
      'Cannot validate input fact: Input string is longer than 40 character(s)',
    );
    expect((await host.ask('rpcutil', 'get_facts', { facts: 'a,,b' })).msg).to.equal(
      'Cannot validate input facts: value should match ^\\s*[\\w\\.\\-]+(\\s*,\\s*[\\w\\.\\-]+)*$',
    );
  });

  it('has no input rule that a long text keeps busy', async () => {
    const before = performance.now();
    const { code } = await host.ask('rpcutil', 'get_facts', { facts: `${'a,'.repeat(99)}a!` });
    expect(code).to.equal(4);
    expect(performance.now() - before).to.be.lessThan(1000);
  });

  it('tells its inventory', async () => {
    const { data } = await host.ask('rpcutil', 'inventory');
    expect(data).to.deep.equal({
      agents: Object.keys(AGENTS),
      facts: {
        country: 'uk',
        mem: '2048',
        true: 'true',
        os: { family: 'Debian', 9: 'x', 1: 'y' },
        list: ['a', '1.0'],
        none: '',
      },
      classes: ['role::web', 'apache'],
      version: VERSION,
      main_collective: 'mcollective',
      collectives: ['mcollective', 'uk'],
      data_plugins: [
        ...['agent_data', 'collective_data', 'fact_data', 'fstat_data', 'nrpe_data', 'package_data'],
        ...['process_data', 'puppet_data', 'resource_data', 'service_data', 'sysctl_data'],
      ],
    });
  });

  it('tells the statistics of the daemon, times as Floats', async () => {
    Object.assign(host.node.stats, {
      total: 7,
      validated: 6,
      unvalidated: 1,
      passed: 4,
      filtered: 2,
      ttlexpired: 3,
      replies: 5,
    });
    await host.clock.advance(5000);
    const { data } = await host.ask('rpcutil', 'daemon_stats');
    expect(data).to.deep.equal({
      threads: ['main'],
      agents: Object.keys(AGENTS),
      pid: 4242,
      times: { utime: { float: 1.5 }, stime: { float: 0.25 }, cutime: { float: 0 }, cstime: { float: 0 } },
      validated: 6,
      unvalidated: 1,
      passed: 4,
      filtered: 2,
      starttime: NOW,
      total: 7,
      replies: 5,
      configfile: '/etc/fleetspec/fleetspec.yaml',
      version: VERSION,
      ttlexpired: 3,
      dropped: {},
      denied: 0,
    });
  });

  it('lists its agents with what a DDL says of them', async () => {
    const { data } = await host.ask('rpcutil', 'agent_inventory');
    expect(data.agents.map((agent: { agent: string }) => agent.agent)).to.deep.equal(
      Object.keys(AGENTS).sort(),
    );
    const iptables = data.agents.find((agent: { agent: string }) => agent.agent === 'iptables');
    expect(iptables).to.include({
      name: 'iptables',
      timeout: 10,
      version: VERSION,
      license: 'Apache-2.0',
    });
    expect(iptables).to.have.all.keys(
      'agent',
      'license',
      'timeout',
      'description',
      'name',
      'url',
      'version',
      'author',
    );
  });

  it('tells settings, but no secret', async () => {
    const item = async (name: string) =>
      (await host.ask('rpcutil', 'get_config_item', { item: name })).data.value;
    expect(await item('identity')).to.equal('node1.example.net');
    expect(await item('collectives')).to.deep.equal(['mcollective', 'uk']);
    expect(await item('direct_addressing')).to.equal(true);
    expect(await item('ttl')).to.equal(60);
    expect(await item('configdir')).to.equal('/etc/fleetspec');
    expect(await item('pluginconf')).to.deep.equal({
      'iptables.chain': 'junk',
      'registration.mongopassword': '(hidden)',
      'ssl.key': '(hidden)',
    });
    for (const name of ['psk', 'security', 'broker', 'plugin.psk', 'password', 'constructor', '__proto__']) {
      const { code, msg } = await host.ask('rpcutil', 'get_config_item', { item: name });
      expect([code, msg]).to.deep.equal([1, `Unknown config property ${name}`]);
    }
  });

  it('answers ping and collectives as MCollective does', async () => {
    expect((await host.ask('rpcutil', 'ping')).data).to.deep.equal({ pong: NOW });
    expect((await host.ask('rpcutil', 'collective_info')).data).to.deep.equal({
      main_collective: 'mcollective',
      collectives: ['mcollective', 'uk'],
    });
  });

  it('tells data', async () => {
    const ask = (data: Record<string, string>) => host.ask('rpcutil', 'get_data', data);
    expect(await ask({ source: 'collective', query: 'uk' })).to.deep.equal({
      code: 0,
      msg: 'OK',
      data: { member: true },
    });
    // Declared outputs that have no value are nil.
    expect((await ask({ source: 'fstat', query: '/nosuch' })).data).to.include({
      present: 0,
      mtime_age: null,
    });
  });

  const REFUSED: [Record<string, string>, number, string][] = [
    [{ source: 'nosuch' }, 5, 'No plugin nosuch_data defined'],
    [{ source: 'nosuch', query: 'x' }, 5, "Can't find DDL for data plugin 'nosuch_data'"],
    [{ source: 'constructor', query: 'x' }, 5, "Can't find DDL for data plugin 'constructor_data'"],
    [{ source: 'fstat' }, 4, 'Cannot validate input query: value should be a string'],
    [
      { source: 'agent', query: 'a b' },
      4,
      'Cannot validate input query: value should match (?-mix:^[\\w\\_]+$)',
    ],
    [{ source: 'agent', query: 'nosuch' }, 5, 'No agent called nosuch found'],
    [{ source: 'a b' }, 4, 'Cannot validate input source: value should match ^\\w+$'],
    [{ source: 'fact', query: '' }, 4, 'Cannot validate input query: value should match ^.+$'],
  ];
  for (const [data, code, msg] of REFUSED) {
    it(`refuses ${JSON.stringify(data)} with the sentence of MCollective, and blames nobody in the log`, async () => {
      expect(await host.ask('rpcutil', 'get_data', data)).to.deep.equal({ code, msg, data: {} });
      expect(host.logger.at('error')).to.deep.equal([]);
    });
  }
});

describe('host', () => {
  it('tells load, processors and uptime', async () => {
    root.put('/proc/loadavg', '1.00 0.50 0.25 3/146 20302\n');
    root.put('/proc/stat', 'cpu  1\ncpu0 1\ncpu1 1\n');
    root.put('/proc/uptime', '2098.10 3821.96\n');
    expect((await host.ask('host', 'load')).data).to.deep.equal({
      load1: { float: 1 },
      load5: { float: 0.5 },
      load15: { float: 0.25 },
      cpus: 2,
      runnable: 3,
      uptime: 2098,
    });
    expect((await host.ask('host', 'uptime')).data).to.deep.equal({ uptime: 2098, booted_at: NOW - 2099 });
  });

  it('fails rather than inventing numbers', async () => {
    // Only one file is missing: of several it is chance which is named.
    root.put('/proc/stat', 'cpu  1\ncpu0 1\n');
    root.put('/proc/uptime', '2098.10 3821.96\n');
    const { code, msg, data } = await host.ask('host', 'load');
    expect([code, msg]).to.deep.equal([5, 'cannot read /proc/loadavg: there is no such file']);
    expect(data.load1).to.equal(null);
  });
});
