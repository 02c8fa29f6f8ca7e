// What the broker does by itself in time: sweeping, heart-beats, room for new destinations.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { DEFAULT_BROKER_LIMITS } from '../../../lib/broker/limits';
import { MemoryClient, makeBroker } from './fixture';

const { replyQueueIdleMs, sweepMs } = DEFAULT_BROKER_LIMITS;

describe('housekeeping of the broker', () => {
  it('removes reply queues that are empty and unused, and no others', async () => {
    const { broker, clock } = makeBroker();
    const client = await MemoryClient.connect(broker);
    await client.processed('SUBSCRIBE', { id: 'used', destination: '/queue/c.reply.used' });
    await client.processed('SUBSCRIBE', { id: 's', destination: '/queue/c.reply.idle' });
    await client.processed('UNSUBSCRIBE', { id: 's' });
    await client.processed('SUBSCRIBE', { id: 's', destination: '/queue/exim.stats' });
    await client.processed('UNSUBSCRIBE', { id: 's' });
    await client.processed('SEND', { destination: '/queue/c.reply.full' }, 'kept');
    await clock.advance(replyQueueIdleMs - 1);
    expect(broker.stats.destinations).to.equal(4);
    await clock.advance(sweepMs);
    expect(broker.stats.destinations).to.equal(3);
    await client.processed('SUBSCRIBE', { id: 's', destination: '/queue/c.reply.full' });
    expect(await client.bodies(1)).to.deep.equal(['kept']);
  });

  it('drops expired messages that nobody waits for', async () => {
    const { broker, clock } = makeBroker();
    const client = await MemoryClient.connect(broker);
    await client.processed('SEND', { destination: '/queue/q', expires: String(clock.now() + 1000) }, 'x');
    expect(broker.stats).to.include({ stored: 1, expired: 0 });
    await clock.advance(sweepMs);
    expect(broker.stats).to.include({ stored: 0, storedBytes: 0, expired: 1 });
  });

  it('clears unused destinations away when there is no room for new ones', async () => {
    const { broker } = makeBroker({ limits: { maxDestinations: 3 } });
    const client = await MemoryClient.connect(broker);
    await client.processed('SUBSCRIBE', { id: 's', destination: '/topic/used' });
    await client.processed('SEND', { destination: '/queue/full' }, 'kept');
    for (let at = 0; at < 20; at++) await client.processed('SEND', { destination: `/topic/once.${at}` });
    expect(broker.stats.destinations).to.be.at.most(3);
    await client.processed('SUBSCRIBE', { id: 't', destination: '/queue/third' });
    client.send('SEND', { destination: '/topic/fourth' });
    expect((await client.next('ERROR')).headers.message).to.contain('already has 3 destinations in use');
    await client.processed('SEND', { destination: '/topic/used' }, 'still served');
    expect(await client.bodies(1)).to.deep.equal(['still served']);
  });

  it('keeps wildcard consumers of topics that come and go', async () => {
    const { broker } = makeBroker({ limits: { maxDestinations: 2 } });
    const client = await MemoryClient.connect(broker);
    await client.processed('SUBSCRIBE', { id: 'w', destination: '/topic/a.*' });
    const names = ['a.1', 'a.2', 'a.3', 'a.4', 'a.1'];
    for (const name of names) await client.processed('SEND', { destination: `/topic/${name}` }, name);
    expect(await client.bodies(names.length)).to.deep.equal(names);
    await client.processed('SEND', { destination: '/queue/a.1' }, 'of a queue');
    expect(broker.stats).to.include({ stored: 1, destinations: 2, consumers: 1 });
    await client.processed('SEND', { destination: '/topic/a.5' }, 'a.5');
    expect(await client.bodies(1)).to.deep.equal(['a.5']);
    await client.processed('UNSUBSCRIBE', { id: 'w' });
    await client.processed('SEND', { destination: '/topic/a.5' }, 'unheard');
    expect(broker.stats.consumers).to.equal(0);
  });

  it('cuts a client whose heart-beats stop, and only that', async () => {
    const { broker, clock } = makeBroker();
    const silent = await MemoryClient.connect(broker, '1.1', { 'heart-beat': '1000,0' });
    const beating = await MemoryClient.connect(broker, '1.1', { 'heart-beat': '1000,500' });
    for (let second = 0; second < 4; second++) {
      beating.stream.write('\n');
      await clock.advance(1000);
    }
    await silent.untilClosed();
    expect(beating.closed).to.equal(false);
    expect(beating.beats).to.be.at.least(7);
    expect(broker.stats).to.include({ silentCuts: 1, connections: 1 });
  });
});
