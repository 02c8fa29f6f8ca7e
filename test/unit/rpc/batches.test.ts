// Calls in batches: who is asked when, what is known of them at every way it can end.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeRpcReply } from '../../../lib/mcollective/rpc_body';
import type { CallOptions } from '../../../lib/rpc/call';
import { FakeFleet } from './fake_fleet';
import { fault, finish } from './finish';

const OK = makeRpcReply(0, 'OK', {});

async function started(nodes: readonly string[], options: CallOptions, fake = new FakeFleet()) {
  if (fake.nodes.size === 0) fake.add(nodes);
  const client = (await fake.connect()).agent('puppet').on(nodes);
  return { fake, call: client.call('runonce', {}, options) };
}

describe('a call in batches', () => {
  it('asks so many at a time, with one request id and one reply queue, in the order of the list', async () => {
    const { fake, call } = await started(['c', 'a', 'b', 'e', 'd'], { batch: { size: 2, sleepMs: 500 } });
    const result = await finish(fake, call.result());
    expect(fake.sent.map(sent => sent.headers.mc_identity)).to.deep.equal(['c', 'a', 'b', 'e', 'd']);
    expect(new Set(fake.sent.map(sent => sent.request.requestid))).to.deep.equal(new Set([call.requestid]));
    expect(new Set(fake.sent.map(sent => sent.headers['reply-to'])).size).to.equal(1);
    expect(result.replies.map(reply => reply.sender)).to.deep.equal(['c', 'a', 'b', 'e', 'd']);
    expect(result.replies.map(reply => reply.elapsedMs)).to.deep.equal([20, 20, 20, 20, 20]);
    expect(result).to.deep.include({ noResponse: [], notAsked: [], failed: [] });
    // Three batches of 20 ms, two pauses.
    expect(result.stats).to.deep.include({ discovered: 5, responses: 5, agentMs: 1060 });
    expect(fake.subscriptions.size).to.equal(0);
    expect(fake.listeners).to.equal(0);
  });

  it('resets the filter to the agent, and dates each batch anew', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'b', 'c']);
    const client = (await fake.connect()).agent('puppet').withFact('country=uk');
    await finish(fake, client.discover());
    await finish(fake, client.call('status', {}, { batch: { size: '34%', sleepMs: 5000 } }).result());
    const requests = fake.sent.slice(1);
    expect(requests.map(({ request }) => request.filter.fact)).to.deep.equal([[], [], []]);
    expect(requests.map(({ request }) => request.filter.agent)).to.deep.equal([
      ['puppet'],
      ['puppet'],
      ['puppet'],
    ]);
    const times = requests.map(({ request }) => request.msgtime - requests[0]!.request.msgtime);
    expect(times).to.deep.equal([0, 0, 5]);
  });

  it('gives each batch its time, and takes an answer that comes during a later one', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'd']);
    fake.add(['slow'], { replyMs: 1300 });
    fake.add(['silent'], { replyMs: undefined });
    const { call } = await started(
      ['slow', 'silent', 'a', 'd'],
      { timeoutMs: 1000, batch: { size: 2, sleepMs: 500 } },
      fake,
    );
    const result = await finish(fake, call.result());
    expect(result.replies.map(({ sender, elapsedMs }) => [sender, elapsedMs])).to.deep.equal([
      ['slow', 1300],
      ['a', 20],
      ['d', 20],
    ]);
    expect(result.noResponse).to.deep.equal(['silent']);
    expect(result.stats.agentMs).to.equal(1520);
  });

  it('takes the pause from the configuration', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'b']);
    const client = (await fake.connect({ batchSleepMs: 250 })).agent('puppet').on(['a', 'b']);
    const result = await finish(fake, client.call('status', {}, { batch: { size: 1 } }).result());
    expect(result.stats.agentMs).to.equal(290);
  });

  it('says who was never asked when it is given up, and who may act', async () => {
    const controller = new AbortController();
    const fake = new FakeFleet();
    fake.add(['a', 'c', 'd']);
    fake.add(['b'], { replyMs: undefined });
    const { call } = await started(
      ['a', 'b', 'c', 'd'],
      { batch: { size: 2, sleepMs: 500 }, signal: controller.signal },
      fake,
    );
    await fake.clock.advance(100);
    controller.abort();
    expect(await fault(fake, call.result())).to.include({ code: 'E_ABORTED' });
    const soFar = call.soFar();
    expect(soFar.replies.map(reply => reply.sender)).to.deep.equal(['a']);
    expect(soFar).to.deep.include({ noResponse: ['b'], notAsked: ['c', 'd'] });
    expect(soFar.stats).to.include({ discovered: 4, responses: 1 });
    await fake.clock.advance(10_000);
    expect(fake.sent).to.have.length(2);
    expect(fake.subscriptions.size).to.equal(0);
    expect(fake.clock.pending).to.equal(0);
  });

  it('stops in the pause as well, and when the broker is lost', async () => {
    const controller = new AbortController();
    const { fake, call } = await started(['b', 'a', 'c'], {
      batch: { size: 1, sleepMs: 60_000 },
      signal: controller.signal,
    });
    await fake.clock.advance(1000);
    controller.abort();
    await fault(fake, call.result());
    expect(call.soFar()).to.deep.include({ noResponse: [], notAsked: ['a', 'c'] });

    const lost = await started(['a', 'b'], { batch: { size: 1, sleepMs: 60_000 } });
    await lost.fake.clock.advance(1000);
    lost.fake.lose();
    expect(await fault(lost.fake, lost.call.result())).to.include({ code: 'E_BROKER_LOST' });
    expect(lost.call.soFar()).to.deep.include({ noResponse: [], notAsked: ['b'] });
  });

  it('begins no batch after its deadline', async () => {
    const { fake, call } = await started(['a', 'b', 'c'], {
      batch: { size: 1, sleepMs: 500, deadlineMs: 600 },
    });
    const result = await finish(fake, call.result());
    expect(result.replies.map(reply => reply.sender)).to.deep.equal(['a', 'b']);
    expect(result).to.deep.include({ noResponse: [], notAsked: ['c'] });
  });

  it('does not take an answer of somebody who was not asked yet for one', async () => {
    const { fake, call } = await started(['a', 'b'], { batch: { size: 1, sleepMs: 500 } });
    await fake.clock.advance(100);
    fake.answer(fake.sent[0]!, 'b', OK);
    const result = await finish(fake, call.result());
    expect(result.replies.map(reply => reply.sender)).to.deep.equal(['a', 'b']);
    expect(result.unexpected.map(reply => reply.sender)).to.deep.equal(['b']);
  });

  it('needs answers, direct addressing and a size', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const client = (await fake.connect()).agent('puppet').on(['a']);
    const batch = { size: 1 } as const;
    expect(() => client.call('status', {}, { batch, processResults: false })).to.throw(/nobody waits/);
    expect(() => client.call('status', {}, { batch, replyTo: '/queue/x' })).to.throw(/nobody waits/);
    for (const size of [0, '0%', 1.5, '-1%'] as never[])
      expect(await fault(fake, client.call('status', {}, { batch: { size } }).result())).to.include({
        code: 'E_NODE_COUNT',
      });
    const indirect = (await fake.connect({ directAddressing: false })).agent('puppet').on(['a']);
    expect(() => indirect.call('status', {}, { batch })).to.throw(/direct addressing is off/);
    expect(fake.sent).to.deep.equal([]);
  });
});
