// Destinations and headers on RabbitMQ as the Ruby connector has them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { MessageRefused } from '../../../lib/mcollective/errors';
import { makeConnector } from '../../../lib/mcollective/make_connector';
import { RabbitMqConnector } from '../../../lib/mcollective/rabbitmq_connector';
import { systemClock } from '../../../lib/util/clock';
import { defaultConfig } from '../config/default_config';

const PLAIN = { base64: false, agentsMultiplex: false, useReplyExchange: false };
const make = (settings = {}): RabbitMqConnector =>
  new RabbitMqConnector({ ...PLAIN, ...settings }, 'node1.example.net', 4242);
const REPLY_TO = '/temp-queue/mcollective_reply_1';

describe('RabbitMqConnector', () => {
  it('is made when the configuration says so', () => {
    const config = defaultConfig('x');
    const rabbit = { ...config, broker: { ...config.broker, connector: 'rabbitmq' as const } };
    expect(makeConnector(rabbit, { pid: 1 }, systemClock)).to.be.instanceOf(RabbitMqConnector);
    expect(makeConnector(config, { pid: 1 }, systemClock)).to.not.be.instanceOf(RabbitMqConnector);
  });

  it('broadcasts through the topic exchange of the collective', () => {
    const { destination, headers } = make().broadcast('emea', 'rpcutil', REPLY_TO, 60);
    expect(destination).to.equal('/exchange/emea_broadcast/rpcutil');
    expect(Object.entries(headers)).to.deep.equal([
      ['reply-to', REPLY_TO],
      ['expiration', '70000'],
      ['mc_sender', 'node1.example.net'],
    ]);
  });

  it('addresses one node through the direct exchange of the collective', () => {
    expect(make().direct('emea', 'db1', REPLY_TO, 5)).to.deep.equal({
      destination: '/exchange/emea_directed/db1',
      headers: { 'reply-to': REPLY_TO, expiration: '15000', mc_sender: 'node1.example.net' },
    });
  });

  it('replies to where the request said, without reply-to', () => {
    expect(make().reply('/reply-queue/amq.gen-x', 60)).to.deep.equal({
      destination: '/reply-queue/amq.gen-x',
      headers: { expiration: '70000', mc_sender: 'node1.example.net' },
    });
  });

  it('subscribes a node under the ids of the Ruby connector', () => {
    expect(make().directSubscription('emea')).to.deep.equal({
      destination: '/exchange/emea_directed/node1.example.net',
      headers: { id: 'emea_node1.example.net_directed_to_identity' },
    });
    expect(make().agentSubscription('emea', 'rpcutil')).to.deep.equal({
      destination: '/exchange/emea_broadcast/rpcutil',
      headers: { id: 'emea_broadcast_rpcutil' },
    });
  });

  it('uses one routing key for all agents when configured', () => {
    const connector = make({ agentsMultiplex: true });
    expect(connector.broadcast('emea', 'rpcutil', REPLY_TO, 60).destination).to.equal(
      '/exchange/emea_broadcast',
    );
    expect(connector.agentSubscription('emea', 'rpcutil')).to.deep.equal({
      destination: '/exchange/emea_broadcast',
      headers: { id: 'emea_broadcast' },
    });
  });

  it('carries payloads as they are, or as base64', () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(make().encodePayload(bytes)).to.equal(bytes);
    expect(make().decodePayload(bytes)).to.equal(bytes);
    expect(make({ base64: true }).encodePayload(bytes).toString()).to.equal('AP8K\n');
    expect(() => make({ base64: true }).decodePayload(bytes)).to.throw(MessageRefused);
  });
});

describe('replies over RabbitMQ', () => {
  it('come through temporary queues nobody subscribes to', () => {
    const connector = make();
    expect(connector.nextReplyTo()).to.equal('/temp-queue/mcollective_reply_1');
    expect(connector.nextReplyTo()).to.equal('/temp-queue/mcollective_reply_2');
    expect(connector.replySubscription(REPLY_TO)).to.deep.equal({
      destination: REPLY_TO,
      headers: {},
      unasked: true,
    });
  });

  it('use a name again only after many others, and never two requests at once', () => {
    const connector = make();
    const held = connector.nextReplyTo();
    const seen: string[] = [];
    for (let i = 0; i < 1000; i++) {
      const name = connector.nextReplyTo();
      expect(name).to.not.equal(held);
      expect(seen.slice(-32)).to.not.include(name);
      seen.push(name);
      connector.releaseReplyTo(name);
    }
    expect(new Set(seen).size).to.equal(33);
  });

  it('come through the reply exchange when configured, under a name of this process alone', () => {
    const [one, other] = [make({ useReplyExchange: true }), make({ useReplyExchange: true })];
    const first = one.nextReplyTo();
    expect(first).to.match(/^\/exchange\/mcollective_reply\/node1\.example\.net_4242_[0-9a-f]{6}_1$/);
    expect(one.nextReplyTo()).to.equal(first.replace(/1$/, '2'));
    expect(other.nextReplyTo()).to.not.equal(first);
    expect(one.replySubscription(first)).to.deep.equal({ destination: first, headers: {} });
  });

  it('go to no exchange but that for replies', () => {
    const connector = make();
    for (const destination of [
      '/reply-queue/amq.gen-J6EgCK5I9IwQ0g5izyWtuw',
      '/exchange/mcollective_reply/client_1_2',
      '/queue/passive_results',
      '/topic/results',
    ]) {
      expect(connector.isReplyTo(destination), destination).to.equal(true);
    }
    for (const destination of [
      '/exchange/mcollective_broadcast/rpcutil',
      '/exchange/mcollective_directed/node2',
      '/exchange/mcollective_reply',
      '/exchange/mcollective_reply/',
      '/exchange/mcollective_reply_2/x',
      '/exchange/amq.direct/x',
      '/amq/queue/x',
      '/temp-queue/x',
      '/reply-queue/',
      'x/queue/y',
    ]) {
      expect(connector.isReplyTo(destination), destination).to.equal(false);
    }
  });
});
