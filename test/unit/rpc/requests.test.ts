// Ways of asking: some of the nodes, compound filters, time to live, replies that go elsewhere.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { DataDdl } from '../../../lib/ddl/ddl';
import { parseCompound } from '../../../lib/mcollective/compound';
import { makeFilter } from '../../../lib/mcollective/filter';
import { makeRpcReply } from '../../../lib/mcollective/rpc_body';
import { Fleet } from '../../../lib/rpc/fleet';
import type { CollectedReply } from '../../../lib/rpc/reply_inbox';
import { FakeFleet, fakeEnvironment, makeConfig } from './fake_fleet';
import { fault, finish } from './finish';

function fleetOf(...names: string[]): FakeFleet {
  const fake = new FakeFleet();
  for (const [i, name] of names.entries()) fake.add([name], { discoveryMs: 10 + i });
  return fake;
}

const asked = (fake: FakeFleet): (string | undefined)[] =>
  fake.sent.filter(sent => sent.request.agent !== 'discovery').map(sent => sent.headers.mc_identity);

describe('a limit', () => {
  it('asks those that answered first, and ends discovery when it has them', async () => {
    const fake = fleetOf('c', 'a', 'b');
    const client = (await fake.connect()).agent('rpcutil').withFact('country=uk');
    const found = await finish(fake, client.discover({ limit: 2 }));
    expect(found).to.deep.include({ nodes: ['a', 'c'], elapsedMs: 11 });
    await finish(fake, client.call('ping').result());
    expect(asked(fake)).to.deep.equal(['c', 'a']);
    expect(fake.sent.at(-1)!.request.filter.fact).to.deep.equal([]);
  });

  it('of a percentage, or at random, hears everybody first', async () => {
    const fake = fleetOf('c', 'a', 'b');
    const fleet = await fake.connect();
    const part = await finish(fake, fleet.discover(makeFilter(), { limit: '70%' }));
    expect(part).to.deep.include({ nodes: ['a', 'c'], elapsedMs: 212 });
    const seeded = { limit: 2, limitMethod: 'random', limitSeed: 7 } as const;
    const random = await finish(fake, fleet.discover(makeFilter(), seeded));
    expect(random.nodes).to.deep.equal((await finish(fake, fleet.discover(makeFilter(), seeded))).nodes);
    expect(random.nodes).to.have.length(2);
  });

  it('without a seed chooses any, each once', async () => {
    const fake = fleetOf('a', 'b', 'c', 'd');
    const client = (await fake.connect()).agent('rpcutil').on(['a', 'b', 'c', 'd']);
    const seen = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const { nodes } = await client.discover({ limit: 2, limitMethod: 'random' });
      expect(new Set(nodes).size).to.equal(2);
      for (const node of nodes) seen.add(node);
    }
    expect([...seen].sort()).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('of names that are given needs no network, and misses nobody it left out', async () => {
    const fake = fleetOf('a', 'b', 'late');
    const client = (await fake.connect()).agent('rpcutil').withIdentity('b').withIdentity('a');
    expect((await client.discover({ limit: 1 })).nodes).to.deep.equal(['b']);
    expect(fake.sent).to.deep.equal([]);
    fake.add(['late'], { discoveryMs: 900 });
    fake.add(['a', 'b'], { replyMs: 1500 });
    const all = (await fake.connect()).agent('rpcutil');
    await finish(fake, all.discover({ limit: '50%' }));
    const result = await finish(fake, all.call('ping').result());
    await fake.clock.advance(2000);
    expect(result.discoveredLate).to.deep.equal([]);
  });

  it('of nobody is refused', async () => {
    const fake = fleetOf('a');
    const fleet = await fake.connect();
    expect(await fault(fake, fleet.discover(makeFilter({ identity: ['a'] }), { limit: 0 }))).to.include({
      message: '"0" cannot be a limit',
      code: 'E_NODE_COUNT',
    });
  });
});

describe('a compound filter', () => {
  const EXPRESSION = "country=uk and (fstat('/etc/hosts').size>1 or slow('x').value=1)";
  const slow = { metadata: { timeout: 4 }, outputs: { value: {} } } as unknown as DataDdl;
  const ddls = { data: (plugin: string) => (plugin === 'slow' ? slow : undefined) };

  it('goes to the nodes as it is on the wire', async () => {
    const fake = fleetOf('a');
    const client = (await fake.connect()).agent('rpcutil').withCompound(EXPRESSION).withCompound('web');
    await finish(fake, client.call('ping').result());
    const compound = [parseCompound(EXPRESSION), parseCompound('web')];
    expect(client.filter.compound).to.deep.equal(compound);
    expect(fake.sent.map(sent => sent.request.filter.compound)).to.deep.equal([compound, compound]);
  });

  it('gives discovery and the call the time of its data functions', async () => {
    const fake = fleetOf();
    fake.add(['a'], { discoveryMs: 6500, replyMs: 9000 });
    const config = makeConfig();
    const environment = fakeEnvironment();
    const fleet = await Fleet.connect(config, { environment, clock: fake.clock, connection: fake, ddls });
    const client = fleet.agent('rpcutil').withCompound(EXPRESSION);
    // Cap 2 s, 1 s for what has no DDL, 4 s for what has.
    expect(await finish(fake, client.discover())).to.deep.include({ nodes: ['a'], elapsedMs: 7000 });
    const result = await finish(fake, client.call('ping').result());
    expect(result.noResponse).to.deep.equal([]);
    const impatient = await finish(fake, client.call('ping', {}, { timeoutMs: 5000 }).result());
    expect(impatient.noResponse).to.deep.equal(['a']);
  });

  it('does not end early while a node is still looking', async () => {
    const fake = fleetOf();
    fake.add(['quick'], { discoveryMs: 10 });
    fake.add(['busy'], { discoveryMs: 1100 });
    const fleet = await fake.connect();
    const filter = makeFilter({ compound: [parseCompound("fstat('/x').size=1")] });
    expect((await finish(fake, fleet.discover(filter))).nodes).to.deep.equal(['busy', 'quick']);
  });

  it('with an output no DDL knows is refused, where there is a DDL', async () => {
    const fake = fleetOf('a');
    const environment = fakeEnvironment();
    const fleet = await Fleet.connect(makeConfig(), {
      environment,
      clock: fake.clock,
      connection: fake,
      ddls,
    });
    const client = fleet.agent('rpcutil').withCompound("slow('x').valeu=1");
    expect(await fault(fake, client.discover())).to.include({
      message: 'the data plugin "slow" has no output "valeu", did you mean "value"?; no node would match',
    });
    expect(fake.sent).to.deep.equal([]);
  });
});

describe('the time to live', () => {
  it('is that of the options, of discovery and call', async () => {
    const fake = fleetOf('a');
    const client = (await fake.connect()).agent('rpcutil');
    await finish(fake, client.discover({ ttl: 7 }));
    await finish(fake, client.call('ping', {}, { ttl: 8 }).result());
    expect(fake.sent.map(sent => sent.request.ttl)).to.deep.equal([7, 8]);
  });
});

describe('replies that go elsewhere', () => {
  it('are wanted by the request, and not waited for', async () => {
    const fake = fleetOf('a', 'b');
    const client = (await fake.connect()).agent('rpcutil').withFact('x=1');
    const result = await finish(fake, client.call('ping', {}, { replyTo: '/queue/collector' }).result());
    const [sent, ...others] = fake.sent;
    expect(others).to.deep.equal([]);
    expect(sent).to.deep.include({ destination: '/topic/mcollective.rpcutil.agent' });
    expect(sent!.headers['reply-to']).to.equal('/queue/collector');
    const data = (sent!.request.body as Map<unknown, Map<{ name: string }, unknown>>).values();
    const inputs = [...data].find(value => value instanceof Map)!;
    expect([...inputs].map(([key, value]) => [key.name, value])).to.deep.equal([['process_results', true]]);
    expect(result).to.deep.include({ replies: [], noResponse: [], notAsked: [] });
    expect(fake.everSubscribed).to.deep.equal([]);
    expect(fake.flushes).to.equal(1);
  });

  it('of chosen nodes are asked one by one', async () => {
    const fake = fleetOf('a', 'b');
    const client = (await fake.connect()).agent('rpcutil').on(['b', 'a']);
    await finish(fake, client.call('ping', {}, { replyTo: '/topic/x' }).result());
    expect(asked(fake)).to.deep.equal(['b', 'a']);
  });

  it('can be read there', async () => {
    const fake = fleetOf('a');
    const fleet = await fake.connect();
    const replies: CollectedReply[] = [];
    const refused: string[] = [];
    const inbox = fleet.collectReplies('/queue/collector', {
      onReply: reply => replies.push(reply),
      onRefused: reason => refused.push(reason),
    });
    const call = fleet.agent('rpcutil').on(['a']).call('ping', {}, { replyTo: '/queue/collector' });
    await finish(fake, call.result());
    await fake.clock.advance(50);
    fake.deliver('/queue/collector', Buffer.from('no message'));
    fake.answer(fake.sent[0]!, 'forger', makeRpcReply(0, 'OK', {}), { psk: 'other' });
    expect(replies).to.deep.equal([
      {
        sender: 'a',
        agent: 'rpcutil',
        requestid: call.requestid,
        statuscode: 0,
        statusmsg: 'OK',
        data: { node: 'a' },
        skewSeconds: 0,
      },
    ]);
    expect(refused).to.deep.equal(['malformed', 'signature']);
    inbox.close();
    expect(fake.subscriptions.size).to.equal(0);
  });

  it('go to no destination that is none', async () => {
    const fleet = await fleetOf('a').connect();
    for (const replyTo of [
      '',
      'x',
      '/queue/',
      '/queue/a b',
      '/queue/a\nreceipt:1',
      '/queue/mcollective.>',
      '/queue/a,/queue/b',
      '/queue/a?consumer.exclusive=true',
      '/queue/topic://a',
      '/queue/mcollective.nodes',
      '/topic/mcollective.rpcutil.agent',
      `/queue/${'x'.repeat(300)}`,
    ]) {
      expect(() => fleet.agent('rpcutil').call('ping', {}, { replyTo })).to.throw(
        /replies cannot be sent to/,
      );
      expect(() => fleet.collectReplies(replyTo, { onReply: () => {} })).to.throw(/cannot be sent/);
    }
  });
});

describe('sending', () => {
  it('may take longer than the replies when it is told so', async () => {
    const fake = fleetOf();
    const many = Array.from({ length: 600 }, (_, i) => `n${i}`);
    const waits: number[] = [];
    Object.assign(fake, { flush: async (ms: number) => void waits.push(ms) });
    const client = (await fake.connect({ publishTimeoutMs: 9000 })).agent('rpcutil').on(many);
    await finish(fake, client.call('ping', {}, { timeoutMs: 100 }).result());
    const quick = (await fake.connect({ publishTimeoutMs: 10 })).agent('rpcutil').on(many);
    await finish(fake, quick.call('ping', {}, { timeoutMs: 100 }).result());
    expect(waits).to.deep.equal([9000, 100]);
  });
});
