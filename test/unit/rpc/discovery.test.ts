// Discovery over a broker in memory: every way it can end, and what is told of those it missed.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { EMPTY_FILTER, makeFilter } from '../../../lib/mcollective/filter';
import type { DiscoveryResult } from '../../../lib/rpc/reply';
import { settle } from './fake_clock';
import { FakeFleet } from './fake_fleet';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `node${i + 1}`);

/** The result, and the ms it took on the fake clock. */
async function timed(
  fake: FakeFleet,
  discovery: Promise<DiscoveryResult>,
): Promise<[DiscoveryResult, number]> {
  const start = fake.clock.monotonic();
  let took: number | undefined;
  discovery.then(
    () => {
      took = fake.clock.monotonic() - start;
    },
    () => {},
  );
  while (took === undefined && fake.clock.monotonic() - start < 10_000) await fake.clock.advance(1);
  return [await discovery, took!];
}

describe('discovery', () => {
  it('pings the agent discovery with the filter, on a reply queue of its own', async () => {
    const fake = new FakeFleet();
    fake.add(names(2));
    const fleet = await fake.connect();
    const filter = makeFilter({ cf_class: ['role::web'] });
    const [result] = await timed(fake, fleet.discover(filter));
    expect(result.nodes).to.deep.equal(['node1', 'node2']);
    expect(result.method).to.equal('mc');
    const [sent] = fake.sent;
    expect(sent!.destination).to.equal('/topic/mcollective.discovery.agent');
    expect(sent!.request).to.include({ agent: 'discovery', body: 'ping', ttl: 60, callerid: 'uid=1000' });
    expect(sent!.request.filter).to.deep.equal(filter);
    expect(fake.everSubscribed).to.deep.equal([sent!.headers['reply-to']]);
  });

  it('ends when no new node answered for the quiet time', async () => {
    const fake = new FakeFleet();
    fake.add(names(3));
    fake.add(['slower'], { discoveryMs: 60 });
    const [result, took] = await timed(fake, (await fake.connect()).discover(EMPTY_FILTER));
    expect(result.nodes).to.have.length(4);
    expect(took).to.equal(260);
    expect(result.elapsedMs).to.equal(260);
  });

  it('many at a time do not make Node warn of a leak', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const fleet = await fake.connect();
    const warnings: string[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', onWarning);
    const all = Promise.all(Array.from({ length: 20 }, () => fleet.discover(EMPTY_FILTER)));
    await fake.clock.advance(300);
    await all;
    await new Promise(resolve => setImmediate(resolve));
    process.removeListener('warning', onWarning);
    expect(warnings).to.deep.equal([]);
  });

  it('a repeated answer is no new one', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const discovery = (await fake.connect()).discover(EMPTY_FILTER);
    await fake.clock.advance(150);
    fake.answer(fake.sent[0]!, 'a', 'pong');
    await fake.clock.advance(60);
    expect((await discovery).elapsedMs).to.equal(210);
  });

  it('waits in proportion when answers come slowly', async () => {
    const fake = new FakeFleet();
    fake.add(['far1'], { discoveryMs: 300 });
    fake.add(['far2'], { discoveryMs: 850 });
    const [result] = await timed(fake, (await fake.connect()).discover(EMPTY_FILTER));
    expect(result.nodes).to.deep.equal(['far1', 'far2']);
  });

  it('waits until the cap for the first answer', async () => {
    const fake = new FakeFleet();
    fake.add(['sleepy'], { discoveryMs: 1990 });
    const [result, took] = await timed(fake, (await fake.connect()).discover(EMPTY_FILTER));
    expect(result.nodes).to.deep.equal(['sleepy']);
    expect(took).to.equal(2000);
  });

  it('finds nobody when nobody answers before the cap', async () => {
    const fake = new FakeFleet();
    fake.add(['slow'], { discoveryMs: 2001 });
    const [result, took] = await timed(fake, (await fake.connect()).discover(EMPTY_FILTER));
    expect(result.nodes).to.deep.equal([]);
    expect(took).to.equal(2000);
  });

  it('takes cap and quiet time of the call over the configured', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const fleet = await fake.connect({ discoveryCapMs: 9000, discoveryQuietMs: 8000 });
    const [, quiet] = await timed(fake, fleet.discover(EMPTY_FILTER, { quietMs: 50 }));
    expect(quiet).to.equal(60);
    const [, sitOut] = await timed(fake, fleet.discover(EMPTY_FILTER, { capMs: 700, quietMs: 700 }));
    expect(sitOut).to.equal(700);
  });

  it('ends at the limit at once, with the first to answer', async () => {
    const fake = new FakeFleet();
    fake.add(['slow'], { discoveryMs: 30 });
    fake.add(['quick'], { discoveryMs: 5 });
    const [result, took] = await timed(fake, (await fake.connect()).discover(EMPTY_FILTER, { limit: 1 }));
    expect(result.nodes).to.deep.equal(['quick']);
    expect(took).to.equal(5);
  });

  it('asks nobody when the filter names the nodes', async () => {
    const fake = new FakeFleet();
    const fleet = await fake.connect();
    const result = await fleet.discover(makeFilter({ identity: ['b', 'a', 'b'] }));
    expect(result).to.deep.include({ nodes: ['a', 'b'], elapsedMs: 0, method: 'identities' });
    expect(fake.sent).to.have.length(0);
  });

  it('asks when identities are regexes, or not the only condition', async () => {
    for (const filter of [
      makeFilter({ identity: ['/a/'] }),
      makeFilter({ identity: ['a'], cf_class: ['web'] }),
      makeFilter({ identity: ['a'], agent: ['iptables'] }),
    ]) {
      const fake = new FakeFleet();
      fake.add(['a']);
      const [result] = await timed(fake, (await fake.connect()).discover(filter));
      expect(result.method).to.equal('mc');
    }
  });

  it('verifies named nodes on demand: ends when all have answered, waits for the missing until the cap', async () => {
    const fake = new FakeFleet();
    fake.add(['a', 'b', 'stranger']);
    const fleet = await fake.connect();
    const all = fleet.discover(makeFilter({ identity: ['a', 'b'] }), { verify: true });
    expect((await timed(fake, all))[1]).to.equal(10);
    const ghost = fleet.discover(makeFilter({ identity: ['a', 'ghost'] }), { verify: true });
    const [result, took] = await timed(fake, ghost);
    expect(result.nodes).to.deep.equal(['a']);
    expect(took).to.equal(2000);
  });

  it('waits until the cap for nodes that matched last time, once', async () => {
    const fake = new FakeFleet();
    fake.add(names(3));
    const fleet = await fake.connect();
    expect((await timed(fake, fleet.discover(EMPTY_FILTER)))[1]).to.equal(210);
    fake.add(['node3'], { discoveryMs: 1500 });
    const [result, took] = await timed(fake, fleet.discover(EMPTY_FILTER));
    expect(result.nodes).to.have.length(3);
    expect(took).to.equal(2000);
    fake.nodes.delete('node3');
    expect((await timed(fake, fleet.discover(EMPTY_FILTER)))[1]).to.equal(2000);
    expect((await timed(fake, fleet.discover(EMPTY_FILTER)))[1]).to.equal(210);
    expect((await timed(fake, fleet.discover(makeFilter({ cf_class: ['x'] }))))[1]).to.equal(210);
  });

  it('does not take a blocked event loop for silence', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const discovery = (await fake.connect()).discover(EMPTY_FILTER);
    await fake.clock.advance(10);
    fake.clock.block(400);
    // The timer is due; what came meanwhile is read after it.
    fake.clock.after(20, () => fake.answer(fake.sent[0]!, 'b', 'pong'));
    await fake.clock.advance(2000);
    expect((await discovery).nodes).to.deep.equal(['a', 'b']);
  });

  it('counts what cannot be verified, with the reason', async () => {
    const fake = new FakeFleet();
    fake.add(['good']);
    fake.add(['other-key'], { psk: 'other' });
    const discovery = (await fake.connect()).discover(EMPTY_FILTER);
    await settle();
    fake.deliver(fake.sent[0]!.headers['reply-to']!, Buffer.from('garbage'));
    fake.answer(fake.sent[0]!, 'confused', 'pong', { requestid: 'f'.repeat(32) });
    const [result] = await timed(fake, discovery);
    expect(result.nodes).to.deep.equal(['good']);
    expect(result.refused).to.equal(3);
    expect(result.refusals).to.deep.equal({ malformed: 1, requestid: 1, signature: 1 });
  });

  it('rejects at once when the broker is lost', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const discovery = (await fake.connect()).discover(EMPTY_FILTER);
    discovery.catch(() => {});
    await fake.clock.advance(50);
    fake.lose();
    const fault = await discovery.catch(error => error);
    expect(fault.code).to.equal('E_BROKER_LOST');
    expect(fake.clock.pending).to.equal(0);
    expect(fake.subscriptions.size).to.equal(0);
    expect(fake.listeners).to.equal(0);
  });

  it('rejects when the broker was lost before', async () => {
    const fake = new FakeFleet();
    const fleet = await fake.connect();
    fake.lose();
    const fault = await fleet.discover(EMPTY_FILTER).catch(error => error);
    expect(fault.code).to.equal('E_BROKER_LOST');
  });

  it('can be given up', async () => {
    const fake = new FakeFleet();
    const abort = new AbortController();
    const discovery = (await fake.connect()).discover(EMPTY_FILTER, { signal: abort.signal });
    await settle();
    abort.abort();
    expect((await discovery.catch(error => error)).code).to.equal('E_ABORTED');
  });

  it('tells each answer as it comes, with time and skew', async () => {
    const fake = new FakeFleet();
    fake.add(['a'], { discoveryMs: 10, skew: 7 });
    fake.add(['b'], { discoveryMs: 30 });
    const ping = (await fake.connect()).ping(EMPTY_FILTER);
    const answers = ping[Symbol.asyncIterator]();
    const first = answers.next();
    await fake.clock.advance(20);
    expect((await first).value).to.deep.equal({ sender: 'a', elapsedMs: 10, skewSeconds: 7 });
    const second = answers.next();
    await fake.clock.advance(1000);
    expect((await second).value).to.include({ sender: 'b', elapsedMs: 30 });
    expect((await answers.next()).done).to.equal(true);
    expect((await ping.result()).nodes).to.deep.equal(['a', 'b']);
  });

  it('moves no timer for each of thousands of answers', async () => {
    const fake = new FakeFleet();
    const discovery = (await fake.connect()).discover(EMPTY_FILTER);
    await settle();
    const before = fake.clock.started;
    for (const name of names(3000)) fake.answer(fake.sent[0]!, name, 'pong');
    expect(fake.clock.started - before).to.be.below(3);
    expect((await timed(fake, discovery))[0].nodes).to.have.length(3000);
  });

  it('leaves nothing behind but the queue for late answers, until the fleet is closed', async () => {
    const fake = new FakeFleet();
    fake.add(['a']);
    const fleet = await fake.connect();
    await timed(fake, fleet.discover(EMPTY_FILTER));
    expect(fake.listeners).to.equal(0);
    expect(fake.subscriptions.size).to.equal(1);
    await fleet.close();
    expect(fake.subscriptions.size).to.equal(0);
    expect(fake.clock.pending).to.equal(0);
    expect(fake.closed).to.equal(true);
  });
});
