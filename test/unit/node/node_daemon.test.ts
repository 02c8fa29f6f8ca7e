// The daemon over a connection in memory: subscriptions, reload, and an orderly end.
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { ownMetadata } from '../../../lib/ddl/agents/ddl_parts';
import { symbolHash } from '../../../lib/marshal/values';
import { EMPTY_FILTER } from '../../../lib/mcollective/filter';
import { PskSecurity } from '../../../lib/mcollective/security/psk';
import type { Agent } from '../../../lib/node/agent';
import { AGENTS } from '../../../lib/node/agents';
import { UnknownAgent } from '../../../lib/node/errors';
import { loadAgents } from '../../../lib/node/load_agents';
import { NodeDaemon, type NodeDaemonOptions } from '../../../lib/node/node_daemon';
import { FakeClock, settle } from '../rpc/fake_clock';
import {
  type ConfigParts,
  FakeConnection,
  FakeExec,
  FakeRoot,
  MemoryLogger,
  makeTestConfig,
  testEnvironment,
  until,
} from './fakes';

let root: FakeRoot;
let clock: FakeClock;
let connection: FakeConnection;
let logger: MemoryLogger;
beforeEach(() => {
  root = new FakeRoot();
  clock = new FakeClock();
  connection = new FakeConnection();
  logger = new MemoryLogger();
});
afterEach(() => root.remove());

function start(parts: ConfigParts = {}, options: Partial<NodeDaemonOptions> = {}): Promise<NodeDaemon> {
  const config = makeTestConfig({ ...parts, node: { factFiles: [], ...parts.node } });
  return NodeDaemon.start(config, {
    environment: testEnvironment,
    exec: new FakeExec(),
    paths: root.paths,
    ...{ clock, logger, connection },
    ...options,
  });
}

/** Agents that can work everywhere, in the order of the registry. */
const LATER = ['process', 'filemgr', 'nettest'];

const destinations = (): string[] => connection.subscriptions.map(({ destination }) => destination);

const slow: Agent = {
  metadata: ownMetadata('slow', 'runs until told to stop', 60),
  actions: {
    wait: {
      name: 'wait',
      description: 'waits',
      display: 'always',
      inputs: {},
      outputs: {},
      aggregates: [],
      run: (_request, node) =>
        new Promise(resolve => void node.clock.after(3000, () => resolve({ waited: true }))),
    },
  },
};

function deliver(agent: string, action: string): void {
  const payload = new PskSecurity('s3cret', 'uid=0').encodeRequest({
    agent,
    collective: 'mcollective',
    senderid: 'client',
    requestid: 'a'.repeat(32),
    filter: { ...EMPTY_FILTER, agent: [agent] },
    ttl: 60,
    msgtime: Math.floor(clock.now() / 1000),
    body: symbolHash({ agent, action, data: symbolHash({}) }),
  });
  connection.deliver(`/topic/mcollective.${agent}.agent`, { 'reply-to': '/queue/reply' }, payload);
}

describe('a node daemon', () => {
  it('subscribes its own queue first, then each agent in each collective', async () => {
    const daemon = await start({ collectives: ['mcollective', 'uk'], node: { agents: ['rpcutil'] } });
    expect(connection.subscriptions).to.deep.equal([
      { destination: '/queue/mcollective.nodes', headers: { selector: "mc_identity = 'node1.example.net'" } },
      { destination: '/queue/uk.nodes', headers: { selector: "mc_identity = 'node1.example.net'" } },
      { destination: '/topic/mcollective.discovery.agent', headers: {} },
      { destination: '/topic/uk.discovery.agent', headers: {} },
      { destination: '/topic/mcollective.rpcutil.agent', headers: {} },
      { destination: '/topic/uk.rpcutil.agent', headers: {} },
    ]);
    expect(daemon.agents).to.deep.equal(['discovery', 'rpcutil']);
  });

  it('subscribes one topic per collective when agents share it, and no queue without direct addressing', async () => {
    const { rpc } = makeTestConfig();
    await start({ broker: { agentsMultiplex: true }, rpc: { ...rpc, directAddressing: false } });
    expect(destinations()).to.deep.equal(['/topic/mcollective.agents']);
  });

  it('answers', async () => {
    const daemon = await start();
    deliver('rpcutil', 'ping');
    await until(() => connection.sent.length === 1);
    expect(daemon.stats).to.include({ total: 1, replies: 1 });
    deliver('rpcutil', 'nosuch');
    await until(() => connection.sent.length === 2);
    expect(daemon.drops.filtered).to.equal(0);
  });

  it('leaves out agents that cannot work here, and says why', async () => {
    const daemon = await start();
    expect(daemon.agents).to.deep.equal([...['discovery', 'rpcutil', 'host', 'nrpe'], ...LATER]);
    expect(logger.at('info').filter(line => line.includes('is not active'))).to.deep.equal([
      'agent iptables is not active: the IPv4 chain junk_filter cannot be used: the program iptables is not installed; install it, or configure its full path',
      'agent puppet is not active: the state folder of Puppet was not found; set puppet.statedir if it is in an unusual place',
      'agent puppetd is not active: the state folder of Puppet was not found; set puppet.statedir if it is in an unusual place',
      'agent package is not active: there is no package manager here: none of /usr/bin/apt-get, /usr/bin/dnf, /usr/bin/yum',
      'agent service is not active: there are no services here: neither systemd runs, nor is there /etc/init.d',
    ]);
  });

  it('looks again at agents and facts when told to', async () => {
    root.put('/facts.yaml', 'a: 1');
    const daemon = await start({ node: { factFiles: ['/facts.yaml'] } });
    root.makeFolder('/var/cache/puppet/state');
    await daemon.reload();
    const now = ['discovery', 'rpcutil', 'host', 'nrpe', 'puppet', 'puppetd', ...LATER];
    expect(daemon.agents).to.deep.equal(now);
    expect(destinations()).to.deep.equal([
      '/queue/mcollective.nodes',
      // Those that came later are subscribed last.
      ...[...now.filter(name => !/^puppet/.test(name)), 'puppet', 'puppetd'].map(
        name => `/topic/mcollective.${name}.agent`,
      ),
    ]);
    root.take('/var');
    await daemon.reload();
    expect(destinations()).to.have.length(1 + now.length - 2);
    await daemon.stop();
    await daemon.reload();
    expect(destinations()).to.deep.equal([]);
  });

  it('ends in order: no new requests, running ones finish, then the connection', async () => {
    const daemon = await start({}, { agents: { discovery: AGENTS.discovery!, slow } });
    deliver('slow', 'wait');
    await until(() => clock.pending === 2);
    const stopped = daemon.stop();
    expect(destinations()).to.deep.equal([]);
    await settle();
    expect(connection.closed).to.equal(false);
    await clock.advance(3000);
    await stopped;
    expect(connection.sent).to.have.length(1);
    expect(connection.closed).to.equal(true);
    expect(clock.pending).to.equal(0);
    await daemon.stop();
  });

  it('does not wait for ever: the grace time ends what still runs', async () => {
    const daemon = await start(
      { node: { graceMs: 1000 } },
      { agents: { slow, discovery: AGENTS.discovery! } },
    );
    deliver('slow', 'wait');
    await until(() => clock.pending === 2);
    const stopped = daemon.stop();
    await clock.advance(1000);
    await stopped;
    expect(connection.sent).to.deep.equal([]);
    expect(logger.at('warn')[0]).to.equal('requests still running at the end of the grace time are given up');
  });

  it('tells when the connection was given up', async () => {
    const daemon = await start();
    connection.tell({ state: 'disconnected', broker: 'x', error: new Error('lost') });
    connection.tell({ state: 'failed', error: new Error('login refused') });
    expect((await daemon.failed).message).to.equal('login refused');
  });

  it('does not start without a key or with an agent nobody knows', async () => {
    const failure = (parts: ConfigParts): Promise<Error> =>
      start(parts).then(
        () => new Error('none'),
        error => error,
      );
    const nokey = await failure({ security: { provider: 'psk', psk: '', callerType: 'uid' } });
    expect(nokey).to.include({ code: 'E_PSK_MISSING' });
    const unknown = await failure({ node: { agents: ['rpcutl'] } });
    expect(unknown).to.be.instanceOf(UnknownAgent);
    expect((unknown as UnknownAgent).sentence).to.equal(
      'there is no agent called "rpcutl"; did you mean "rpcutil"?',
    );
    const far = (await failure({ node: { agents: ['x'] } })) as UnknownAgent;
    expect(far.sentence).to.equal(
      `there is no agent called "x"; the agents are ${Object.keys(AGENTS).join(', ')}`,
    );
    expect(connection.subscriptions).to.deep.equal([]);
  });
});

describe('loadAgents', () => {
  const node = (plugins: Record<string, string>) =>
    ({ setting: (name: string) => plugins[name] }) as unknown as Parameters<typeof loadAgents>[2];

  it("follows MCollective's switch per agent, but never loses discovery", async () => {
    const off = { 'slow.activate_agent': 'false', 'discovery.activate_agent': '0' };
    const registry = { discovery: AGENTS.discovery!, slow };
    const { active, inactive } = await loadAgents(registry, undefined, node(off));
    expect([...active.keys()]).to.deep.equal(['discovery']);
    expect([...inactive]).to.deep.equal([['slow', 'switched off by slow.activate_agent']]);
    const on = await loadAgents(registry, ['slow'], node({ 'slow.activate_agent': 'yes' }));
    expect([...on.active.keys()]).to.deep.equal(['discovery', 'slow']);
  });

  it('takes an agent whose activation fails for inactive', async () => {
    const failing: Agent = { ...slow, activate: () => Promise.reject(new Error('cannot look')) };
    const { inactive } = await loadAgents({ failing }, undefined, node({}));
    expect([...inactive]).to.deep.equal([['failing', 'cannot look']]);
  });
});
