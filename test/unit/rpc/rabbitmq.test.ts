// The client over RabbitMQ: replies through queues nobody subscribes to, whose names are used again.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { Fleet } from '../../../lib/rpc/fleet';
import type { StompMessage, SubscribeOptions, Subscription } from '../../../lib/stomp/connection';
import { FakeFleet, fakeEnvironment, makeConfig } from './fake_fleet';

class FakeRabbit extends FakeFleet {
  readonly unasked: string[] = [];

  override subscribe(
    destination: string,
    onMessage: (message: StompMessage) => void,
    _headers?: Record<string, string>,
    options: SubscribeOptions = {},
  ): Subscription {
    if (options.unasked) this.unasked.push(destination);
    return super.subscribe(destination, onMessage);
  }

  open(useReplyExchange = false): Promise<Fleet> {
    const config = makeConfig();
    const broker = { ...config.broker, connector: 'rabbitmq' as const, useReplyExchange };
    const options = { environment: fakeEnvironment(), clock: this.clock, connection: this };
    return Fleet.connect({ ...config, broker }, options);
  }
}

async function callAll(fake: FakeRabbit, fleet: Fleet): Promise<readonly string[]> {
  const call = fleet.agent('rpcutil').call('ping');
  await fake.clock.advance(3000);
  return (await call.result()).ok.map(reply => reply.sender);
}

describe('a call over RabbitMQ', () => {
  it('hears the nodes without subscribing', async () => {
    const fake = new FakeRabbit();
    fake.add(['db1', 'web1']);
    const fleet = await fake.open();
    expect(await callAll(fake, fleet)).to.deep.equal(['db1', 'web1']);
    expect(fake.sent.map(sent => [sent.destination, sent.headers['reply-to']])).to.deep.equal([
      ['/exchange/mcollective_broadcast/discovery', '/temp-queue/mcollective_reply_1'],
      ['/exchange/mcollective_directed/db1', '/temp-queue/mcollective_reply_2'],
      ['/exchange/mcollective_directed/web1', '/temp-queue/mcollective_reply_2'],
    ]);
    expect(fake.unasked).to.deep.equal(fake.everSubscribed);
    await fleet.close();
  });

  it('leaves a bounded number of queues on the broker, however many requests are made', async () => {
    const fake = new FakeRabbit();
    fake.add(['db1']);
    const fleet = await fake.open();
    for (let i = 0; i < 60; i++) {
      expect(await callAll(fake, fleet)).to.deep.equal(['db1']);
      await fleet.agent('rpcutil').call('ping', {}, { processResults: false }).result();
    }
    expect(new Set(fake.sent.map(sent => sent.headers['reply-to'])).size).to.be.below(60);
    await fleet.close();
  });

  it('subscribes with the reply exchange, and ends it', async () => {
    const fake = new FakeRabbit();
    fake.add(['db1']);
    const fleet = await fake.open(true);
    expect(await callAll(fake, fleet)).to.deep.equal(['db1']);
    expect(fake.unasked).to.deep.equal([]);
    expect(fake.everSubscribed[1]).to.match(
      /^\/exchange\/mcollective_reply\/client\.example\.net_4242_\w+_2$/,
    );
    await fleet.close();
    expect(fake.subscriptions.size).to.equal(0);
  });
});
