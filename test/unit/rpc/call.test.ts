// Calls over a broker in memory: how requests are addressed, every way a call can end, and what is counted.
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { sym, symbolHash } from '../../../lib/marshal/values';
import { dump } from '../../../lib/marshal/writer';
import { makeRpcReply } from '../../../lib/mcollective/rpc_body';
import type { CallResult, Reply } from '../../../lib/rpc/reply';
import { settle } from './fake_clock';
import { FakeFleet, PSK } from './fake_fleet';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `node${i + 1}`);
const OK = makeRpcReply(0, 'OK', {});

/** A reply with a good signature around an object of a Ruby class. */
function objectReply(senderid: string, requestid: string): Buffer {
  const body = Buffer.from('04086f3a0b4f626a65637400', 'hex');
  const hash = createHash('md5').update(body).update(PSK).digest('hex');
  return dump(symbolHash({ senderid, requestid, senderagent: 'rpcutil', msgtime: 1, body, hash }));
}

/** Runs the clock until the result is there. */
async function finish(fake: FakeFleet, call: { result(): Promise<CallResult> }): Promise<CallResult> {
  let over = false;
  const result = call.result();
  result.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  for (let i = 0; i < 20_000 && !over; i++) await fake.clock.advance(1);
  return result;
}

const senders = (replies: readonly Reply[]): string[] => replies.map(reply => reply.sender);

describe('a call', () => {
  it('discovers, then addresses a few nodes one by one with the whole filter', async () => {
    const fake = new FakeFleet();
    fake.add(names(2));
    const client = (await fake.connect()).agent('rpcutil').withFact('country=uk').withClass('web');
    const result = await finish(fake, client.call('get_fact', { fact: 'kernel' }));
    const [discovery, ...requests] = fake.sent;
    expect(discovery!.request.filter).to.deep.equal(client.filter);
    expect(requests.map(sent => sent.destination)).to.deep.equal([
      '/queue/mcollective.nodes',
      '/queue/mcollective.nodes',
    ]);
    expect(requests.map(sent => sent.headers.mc_identity)).to.deep.equal(['node1', 'node2']);
    expect(requests[0]!.request.filter).to.deep.equal({
      fact: [{ fact: 'country', value: 'uk', operator: '==' }],
      cf_class: ['web'],
      agent: ['rpcutil'],
      identity: [],
      compound: [],
    });
    expect(senders(result.ok)).to.deep.equal(['node1', 'node2']);
    expect(result.stats).to.deep.include({
      discovered: 2,
      responses: 2,
      discoveryMs: 210,
      agentMs: 20,
      totalMs: 230,
    });
  });

  it('sends a SimpleRPC body with process_results among the inputs', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const client = (await fake.connect()).agent('rpcutil').on(['a']);
    const result = await finish(fake, client.call('get_fact', { fact: 'kernel' }));
    const body = fake.sent[0]!.request.body as Map<unknown, unknown>;
    expect(body.get(sym('agent'))).to.equal('rpcutil');
    expect(body.get(sym('action'))).to.equal('get_fact');
    expect(body.get(sym('caller'))).to.equal('uid=1000');
    expect([...(body.get(sym('data')) as Map<unknown, unknown>)]).to.deep.equal([
      [sym('fact'), 'kernel'],
      [sym('process_results'), true],
    ]);
    expect(fake.sent[0]!.request.requestid)
      .to.equal(result.requestid)
      .and.to.match(/^[0-9a-f]{32}$/);
  });

  it('broadcasts to more nodes than the threshold', async () => {
    const fake = new FakeFleet();
    fake.add(names(11));
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').call('ping'));
    expect(fake.sent.map(sent => sent.destination)).to.deep.equal([
      '/topic/mcollective.discovery.agent',
      '/topic/mcollective.rpcutil.agent',
    ]);
    expect(result.ok).to.have.length(11);
  });

  it('addresses as many as the threshold one by one', async () => {
    const fake = new FakeFleet();
    fake.add(names(10));
    await finish(fake, (await fake.connect()).agent('rpcutil').call('ping'));
    expect(fake.sent).to.have.length(11);
  });

  it('addresses given nodes one by one and by name alone', async () => {
    const fake = new FakeFleet();
    fake.add(names(12));
    const fleet = await fake.connect();
    const given = fleet.agent('rpcutil').on(names(12));
    const result = await finish(fake, given.call('ping'));
    expect(fake.sent).to.have.length(12);
    expect(fake.sent[0]!.request.filter).to.deep.include({ agent: ['rpcutil'], identity: [], fact: [] });
    expect(result.stats.discoveryMs).to.equal(0);
    const named = await finish(fake, fleet.agent('rpcutil').withIdentity('node1').call('ping'));
    expect(named.stats.discovered).to.equal(1);
    expect(fake.sent[12]!.headers.mc_identity).to.equal('node1');
    expect(fake.sent[12]!.request.filter.identity).to.deep.equal([]);
  });

  it('of given nodes asks those that match the other conditions, and nobody else', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'b', 'stranger']);
    fake.add(['elsewhere'], { discoveryMs: undefined });
    const client = (await fake.connect()).agent('rpcutil').withClass('web').on(['a', 'b', 'elsewhere']);
    const result = await finish(fake, client.call('ping'));
    expect(senders(result.ok)).to.deep.equal(['a', 'b']);
    expect(fake.sent.slice(1).map(sent => sent.headers.mc_identity)).to.deep.equal(['a', 'b']);
    expect(result.noResponse).to.deep.equal([]);
  });

  it('addresses the nodes that a list and the identities both name', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'b', 'c']);
    const client = (await fake.connect()).agent('rpcutil').on(['a', 'b']);
    await finish(fake, client.withIdentity('b').withIdentity('c').call('ping'));
    expect(fake.sent.map(sent => sent.headers.mc_identity)).to.deep.equal(['b']);
    const nobody = await finish(fake, client.withIdentity('c').call('ping'));
    expect(nobody.stats.discovered).to.equal(0);
    await finish(fake, client.withIdentity('/b/').call('ping'));
    expect(fake.sent[1]!.request.agent).to.equal('discovery');
  });

  it('broadcasts with the names in the filter where direct addressing is off', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'b']);
    const fleet = await fake.connect({ directAddressing: false });
    await finish(fake, fleet.agent('rpcutil').on(['b', 'a']).call('ping'));
    expect(fake.sent[0]!.destination).to.equal('/topic/mcollective.rpcutil.agent');
    expect(fake.sent[0]!.request.filter).to.deep.include({ agent: ['rpcutil'], identity: ['a', 'b'] });
  });

  it('uses the nodes of a discovery made before', async () => {
    const fake = new FakeFleet();
    fake.add(names(2));
    const client = (await fake.connect()).agent('rpcutil');
    const discovery = client.discover();
    await fake.clock.advance(300);
    await discovery;
    await finish(fake, client.call('ping'));
    await finish(fake, client.call('ping'));
    expect(fake.sent.filter(sent => sent.request.agent === 'discovery')).to.have.length(1);
    await finish(fake, client.withClass('web').call('ping'));
    expect(fake.sent.filter(sent => sent.request.agent === 'discovery')).to.have.length(2);
  });

  it('asks only the nodes that a limited discovery found', async () => {
    const fake = new FakeFleet();
    fake.add(names(15));
    const client = (await fake.connect({ directAddressingThreshold: 0 })).agent('rpcutil');
    const discovery = client.discover({ limit: 2 });
    await fake.clock.advance(300);
    await discovery;
    const result = await finish(fake, client.call('ping'));
    expect(senders(result.replies)).to.deep.equal(['node1', 'node2']);
    expect(fake.sent.slice(1).map(sent => sent.headers.mc_identity)).to.deep.equal(['node1', 'node2']);
    expect(result.unexpected).to.deep.equal([]);
    expect(result.discoveredLate).to.deep.equal([]);
  });

  it('sends nothing when nobody is discovered', async () => {
    const fake = new FakeFleet();
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').call('ping'));
    expect(fake.sent).to.have.length(1);
    expect(result).to.deep.include({ replies: [], noResponse: [], unexpected: [] });
    expect(result.stats).to.include({ discovered: 0, responses: 0, discoveryMs: 2000, agentMs: 0 });
  });

  it('subscribes before it sends, and unsubscribes when everyone has answered', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const order: string[] = [];
    const subscribe = fake.subscribe.bind(fake);
    const send = fake.send.bind(fake);
    fake.subscribe = (destination, handler) => {
      order.push('subscribe');
      return subscribe(destination, handler);
    };
    fake.send = (...args) => {
      order.push('send');
      send(...args);
    };
    await finish(fake, (await fake.connect()).agent('rpcutil').on(['a']).call('ping'));
    expect(order).to.deep.equal(['subscribe', 'send']);
    expect(fake.subscriptions.size).to.equal(0);
    expect(fake.clock.pending).to.equal(0);
    expect(fake.listeners).to.equal(0);
  });

  it('uses a reply queue for one request only', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const client = (await fake.connect()).agent('rpcutil').on(['a']);
    await finish(fake, client.call('ping'));
    await finish(fake, client.call('ping'));
    expect(new Set(fake.everSubscribed).size).to.equal(2);
  });

  it('addresses the collective chosen', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const { Fleet } = await import('../../../lib/rpc/fleet');
    const { fakeEnvironment, makeConfig } = await import('./fake_fleet');
    const options = { environment: fakeEnvironment(), clock: fake.clock, connection: fake };
    const fleet = await Fleet.connect(makeConfig(), { ...options, collective: 'uk' });
    await finish(fake, fleet.agent('rpcutil').on(['a']).call('ping'));
    expect(fake.sent[0]!.destination).to.equal('/queue/uk.nodes');
    expect(fake.sent[0]!.request.collective).to.equal('uk');
    const fault = await Fleet.connect(makeConfig(), { ...options, collective: 'ku' }).catch(error => error);
    expect(fault.sentence).to.contain('"ku"').and.to.contain('did you mean "uk"?');
  });
});

describe('a call ends', () => {
  it('as soon as everyone has answered', async () => {
    const fake = new FakeFleet();
    fake.add(['a'], { replyMs: 15 });
    fake.add(['b'], { replyMs: 40 });
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').on(['a', 'b']).call('ping'));
    expect(result.stats.agentMs).to.equal(40);
    expect(result.replies.map(reply => reply.elapsedMs)).to.deep.equal([15, 40]);
  });

  it('at the deadline, naming who was silent', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    fake.add(['c', 'b'], { replyMs: undefined });
    const client = (await fake.connect()).agent('rpcutil').on(['a', 'b', 'c']);
    const result = await finish(fake, client.call('ping', {}, { timeoutMs: 700 }));
    expect(result.stats.agentMs).to.equal(700);
    expect(result.noResponse).to.deep.equal(['b', 'c']);
    expect(senders(result.ok)).to.deep.equal(['a']);
  });

  it('at the configured deadline when none is given', async () => {
    const fake = new FakeFleet();
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').on(['a']).call('ping'));
    expect(result.stats.agentMs).to.equal(5000);
  });

  it('not before what arrived while the loop was blocked is read', async () => {
    const fake = new FakeFleet();
    const call = (await fake.connect()).agent('rpcutil').on(['a']).call('ping', {}, { timeoutMs: 500 });
    await settle();
    fake.clock.block(900);
    fake.clock.after(20, () => fake.answer(fake.sent[0]!, 'a', OK));
    const result = await finish(fake, call);
    expect(senders(result.ok)).to.deep.equal(['a']);
  });

  it('at once when the broker is lost: rejected, iteration too', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    fake.add(['b'], { replyMs: undefined });
    const call = (await fake.connect()).agent('rpcutil').on(['a', 'b']).call('ping');
    const seen: string[] = [];
    const iterated = (async () => {
      for await (const reply of call) seen.push(reply.sender);
    })().catch(error => error);
    await fake.clock.advance(100);
    fake.lose();
    expect((await call.result().catch(error => error)).code).to.equal('E_BROKER_LOST');
    expect((await iterated).code).to.equal('E_BROKER_LOST');
    expect(seen).to.deep.equal(['a']);
    expect(fake.clock.pending).to.equal(0);
    expect(fake.subscriptions.size).to.equal(0);
  });

  it('at once when given up', async () => {
    const fake = new FakeFleet();
    const abort = new AbortController();
    const client = (await fake.connect()).agent('rpcutil').on(['a']);
    const call = client.call('ping', {}, { signal: abort.signal });
    await fake.clock.advance(10);
    abort.abort();
    expect((await call.result().catch(error => error)).code).to.equal('E_ABORTED');
    expect(fake.subscriptions.size).to.equal(0);
  });

  it('before sending when given up during discovery', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const abort = new AbortController();
    const call = (await fake.connect()).agent('rpcutil').call('ping', {}, { signal: abort.signal });
    await fake.clock.advance(50);
    abort.abort();
    expect((await call.result().catch(error => error)).code).to.equal('E_ABORTED');
    expect(fake.sent).to.have.length(1);
  });

  it('when the fleet is closed', async () => {
    const fake = new FakeFleet();
    const fleet = await fake.connect();
    const call = fleet.agent('rpcutil').on(['a']).call('ping');
    await settle();
    await fleet.close();
    expect((await call.result().catch(error => error)).code).to.equal('E_ABORTED');
  });

  it('without anybody looking, even in failure', async () => {
    const fake = new FakeFleet();
    const fleet = await fake.connect();
    fake.lose();
    fleet.agent('rpcutil').on(['a']).call('ping');
    await settle();
  });
});

describe('what a call counts', () => {
  it('replies that failed, apart from those that are ok', async () => {
    const fake = new FakeFleet();
    fake.add(['good']);
    fake.add(['bad'], { reply: { code: 1, message: 'already blocked', data: { blocked: null } } });
    const result = await finish(
      fake,
      (await fake.connect()).agent('iptables').on(['good', 'bad']).call('block'),
    );
    expect(senders(result.ok)).to.deep.equal(['good']);
    expect(result.failed[0]).to.deep.include({ sender: 'bad', statuscode: 1, statusmsg: 'already blocked' });
    expect({ ...result.failed[0]!.data }).to.deep.equal({ blocked: null });
  });

  it('duplicates', async () => {
    const fake = new FakeFleet();
    fake.add(['twice'], { times: 3 });
    fake.add(['once'], { replyMs: 30 });
    const result = await finish(
      fake,
      (await fake.connect()).agent('rpcutil').on(['twice', 'once']).call('ping'),
    );
    expect(result.stats).to.include({ responses: 2, duplicates: 2 });
    expect(senders(result.replies)).to.deep.equal(['twice', 'once']);
  });

  it('answers of nodes nobody asked', async () => {
    const fake = new FakeFleet();
    fake.add(['a'], { replyMs: 50 });
    const call = (await fake.connect()).agent('rpcutil').on(['a']).call('ping');
    await settle();
    fake.answer(fake.sent[0]!, 'stranger', OK);
    const result = await finish(fake, call);
    expect(senders(result.unexpected)).to.deep.equal(['stranger']);
    expect(senders(result.replies)).to.deep.equal(['a']);
  });

  it('what cannot be verified or read, and the node as silent', async () => {
    const fake = new FakeFleet();
    fake.add(['forger'], { psk: 'other' });
    const client = (await fake.connect()).agent('rpcutil').on(['forger', 'odd']);
    const call = client.call('ping', {}, { timeoutMs: 100 });
    await settle();
    fake.answer(fake.sent[0]!, 'odd', 'no SimpleRPC body');
    fake.deliver(fake.sent[0]!.headers['reply-to']!, Buffer.from([4, 8, 0x6f]));
    const result = await finish(fake, call);
    expect(result.stats.refused).to.equal(3);
    expect(result.stats.refusals).to.deep.equal({ signature: 1, malformed: 2 });
    expect(result.noResponse).to.deep.equal(['forger', 'odd']);
    expect(result.unreadable).to.deep.equal([{ sender: 'odd', problem: 'reply body is not a Hash' }]);
  });

  it('who sends a body that cannot be read, but not of answers to other requests', async () => {
    const fake = new FakeFleet();
    const client = (await fake.connect()).agent('rpcutil').on(['odd', 'old']);
    const call = client.call('ping', {}, { timeoutMs: 100 });
    await settle();
    const replyTo = fake.sent[0]!.headers['reply-to']!;
    fake.deliver(replyTo, objectReply('odd', call.requestid));
    fake.deliver(replyTo, objectReply('old', 'another'));
    const result = await finish(fake, call);
    expect(result.noResponse).to.deep.equal(['odd', 'old']);
    expect(result.unreadable.map(({ sender }) => sender)).to.deep.equal(['odd']);
    expect(result.unreadable[0]!.problem).to.match(/^its body cannot be read: .*type 'o' is not accepted$/);
  });

  it('identities that answer discovery twice: two nodes may have one name', async () => {
    const fake = new FakeFleet();
    fake.add(['twin'], { times: 2 });
    fake.add(['a']);
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').call('ping'));
    expect(result.repeated).to.deep.equal(['twin']);
  });

  it('refusals of the discovery before it', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    fake.add(['other'], { psk: 'other' });
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').call('ping'));
    expect(result.stats.refusals).to.deep.equal({ signature: 1 });
  });

  it('late answers to an earlier call', async () => {
    const fake = new FakeFleet();
    fake.add(['slow'], { replyMs: 150 });
    const client = (await fake.connect()).agent('rpcutil').on(['slow']);
    const first = await finish(fake, client.call('ping', {}, { timeoutMs: 100 }));
    expect(first.noResponse).to.deep.equal(['slow']);
    const second = await finish(fake, client.call('ping'));
    expect(second.stats).to.include({ late: 1, responses: 1, duplicates: 0 });
    expect((await finish(fake, client.call('ping'))).stats.late).to.equal(0);
  });

  it('nodes that were discovered too late, by name', async () => {
    const fake = new FakeFleet();
    fake.add(['a'], { replyMs: 400 });
    fake.add(['z', 'b'], { discoveryMs: 300, replyMs: undefined });
    const result = await finish(fake, (await fake.connect()).agent('rpcutil').call('ping'));
    expect(senders(result.ok)).to.deep.equal(['a']);
    expect(result.discoveredLate).to.deep.equal(['b', 'z']);
    expect(result.stats.late).to.equal(2);
  });

  it('the skew of each clock', async () => {
    const fake = new FakeFleet();
    fake.add(['ahead'], { skew: 90 });
    fake.add(['behind'], { skew: -30 });
    const result = await finish(
      fake,
      (await fake.connect()).agent('rpcutil').on(['ahead', 'behind']).call('ping'),
    );
    expect(result.replies.map(reply => reply.skewSeconds)).to.deep.equal([90, -30]);
  });

  it('keeps a bounded number of queues for late answers, for a bounded time', async () => {
    const fake = new FakeFleet();
    const client = (await fake.connect()).agent('rpcutil').on(['ghost']);
    for (let i = 0; i < 12; i++) await finish(fake, client.call('ping', {}, { timeoutMs: 1 }));
    expect(fake.subscriptions.size).to.equal(8);
    await fake.clock.advance(60_000);
    expect(fake.subscriptions.size).to.equal(0);
    expect(fake.clock.pending).to.equal(0);
  });
});

describe('replies', () => {
  it('can be iterated as they come', async () => {
    const fake = new FakeFleet();
    fake.add(['a'], { replyMs: 10 });
    fake.add(['b'], { replyMs: 500 });
    const call = (await fake.connect()).agent('rpcutil').on(['a', 'b']).call('ping');
    const seen: string[] = [];
    const done = (async () => {
      for await (const reply of call) seen.push(reply.sender);
    })();
    await fake.clock.advance(100);
    expect(seen).to.deep.equal(['a']);
    await fake.clock.advance(1000);
    await done;
    expect(seen).to.deep.equal(['a', 'b']);
    expect((await call.result()).replies).to.have.length(2);
  });
});

describe('a large fleet', () => {
  it('is addressed in batches the broker confirms, replies being read meanwhile', async () => {
    const fake = new FakeFleet();
    const call = (await fake.connect()).agent('rpcutil').on(names(1200)).call('ping');
    await settle();
    await settle();
    expect(fake.sent).to.have.length(1200);
    expect(fake.flushes).to.equal(2);
    for (const name of names(1200)) fake.answer(fake.sent[0]!, name, OK);
    expect((await finish(fake, call)).ok).to.have.length(1200);
  });

  it('is not blamed for a broker that does not take the requests', async () => {
    const fake = new FakeFleet();
    fake.flushFault = new Error('no receipt');
    const call = (await fake.connect()).agent('rpcutil').on(names(501)).call('ping');
    expect((await call.result().catch(error => error)).message).to.equal('no receipt');
    expect(fake.subscriptions.size).to.equal(0);
  });
});

describe('fire and forget', () => {
  it('broadcasts the filter without discovery and waits for the broker only', async () => {
    const fake = new FakeFleet();
    const client = (await fake.connect()).agent('puppet').withClass('web');
    const result = await client.call('runonce', {}, { processResults: false }).result();
    expect(fake.sent).to.have.length(1);
    expect(fake.sent[0]!.destination).to.equal('/topic/mcollective.puppet.agent');
    expect(fake.sent[0]!.request.filter.cf_class).to.deep.equal(['web']);
    const data = (fake.sent[0]!.request.body as Map<unknown, unknown>).get(sym('data')) as Map<
      unknown,
      unknown
    >;
    expect(data.get(sym('process_results'))).to.equal(false);
    expect(fake.everSubscribed).to.deep.equal([]);
    expect(fake.flushes).to.equal(1);
    expect(result).to.deep.include({ replies: [], noResponse: [] });
    expect(result.requestid).to.equal(fake.sent[0]!.request.requestid);
  });

  it('addresses named nodes one by one', async () => {
    const fake = new FakeFleet();
    const client = (await fake.connect()).agent('puppet').withIdentity('a').withIdentity('b');
    await client.call('runonce', {}, { processResults: false }).result();
    expect(fake.sent.map(sent => sent.headers.mc_identity)).to.deep.equal(['a', 'b']);
  });
});

describe('a client', () => {
  it('is immutable', async () => {
    const fleet = await new FakeFleet().connect();
    const all = fleet.agent('rpcutil');
    const some = all.withFact('a=1').with('b=2 role::db').withAgent('puppet').withIdentity('/x/');
    expect(all.filter.fact).to.deep.equal([]);
    expect(some.filter).to.deep.include({
      cf_class: ['role::db'],
      agent: ['puppet', 'rpcutil'],
      identity: ['/x/'],
    });
    expect(some.filter.fact.map(({ fact }) => fact)).to.deep.equal(['a', 'b']);
  });

  it('refuses names that nothing can have', async () => {
    const fleet = await new FakeFleet().connect();
    const codeOf = (make: () => unknown): string => {
      try {
        make();
      } catch (error) {
        return (error as { code: string }).code;
      }
      return 'none';
    };
    expect(codeOf(() => fleet.agent('x.agent\n'))).to.equal('E_NAME');
    expect(codeOf(() => fleet.agent('rpcutil').call('a b'))).to.equal('E_NAME');
    expect(codeOf(() => fleet.agent('rpcutil').on(['a b']))).to.equal('E_NAME');
    expect(codeOf(() => fleet.agent('rpcutil').withIdentity(''))).to.equal('E_NAME');
    expect(codeOf(() => fleet.agent('rpcutil').withFact('nonsense'))).to.equal('E_FILTER_SYNTAX');
  });
});
