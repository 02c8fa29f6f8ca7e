// Destinations and headers as the Ruby connector has them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { ActiveMqConnector } from '../../../lib/mcollective/activemq_connector';
import { MessageRefused } from '../../../lib/mcollective/errors';
import { systemClock } from '../../../lib/util/clock';

const clock = { ...systemClock, now: () => 1700000000999 };
const PLAIN = { base64: false, agentsMultiplex: false, priority: 0 };
const make = (settings = {}): ActiveMqConnector =>
  new ActiveMqConnector({ ...PLAIN, ...settings }, 'node1.example.net', 4242, clock);
const TIMES = { timestamp: '1700000000000', expires: '1700000070000' };
const REPLY_TO = '/queue/mcollective.reply.client.example.net_4242.2';

describe('ActiveMqConnector', () => {
  it('broadcasts to the topic of the agent', () => {
    expect(make().broadcast('mcollective', 'rpcutil', REPLY_TO, 60)).to.deep.equal({
      destination: '/topic/mcollective.rpcutil.agent',
      headers: { ...TIMES, 'reply-to': REPLY_TO, mc_sender: 'node1.example.net' },
    });
  });

  it('addresses one node through the queue of all', () => {
    const { destination, headers } = make().direct('mcollective', 'db1', REPLY_TO, 60);
    expect(destination).to.equal('/queue/mcollective.nodes');
    expect(Object.entries(headers)).to.deep.equal([
      ['timestamp', '1700000000000'],
      ['expires', '1700000070000'],
      ['reply-to', REPLY_TO],
      ['mc_identity', 'db1'],
      ['mc_sender', 'node1.example.net'],
    ]);
  });

  it('replies to where the request said, without reply-to', () => {
    expect(make().reply(REPLY_TO, 60)).to.deep.equal({
      destination: REPLY_TO,
      headers: { ...TIMES, mc_sender: 'node1.example.net' },
    });
  });

  it('lets messages expire ten seconds after their ttl', () => {
    expect(make().reply(REPLY_TO, 5).headers.expires).to.equal('1700000015000');
  });

  it('puts the priority first when there is one', () => {
    const { headers } = make({ priority: 4 }).reply(REPLY_TO, 60);
    expect(Object.entries(headers)[0]).to.deep.equal(['priority', '4']);
  });

  it('subscribes a node to its own messages and its agents', () => {
    expect(make().directSubscription('emea')).to.deep.equal({
      destination: '/queue/emea.nodes',
      headers: { selector: "mc_identity = 'node1.example.net'" },
    });
    expect(make().agentSubscription('emea', 'rpcutil')).to.deep.equal({
      destination: '/topic/emea.rpcutil.agent',
      headers: {},
    });
  });

  it('uses one topic for all agents when configured', () => {
    const connector = make({ agentsMultiplex: true });
    expect(connector.broadcast('emea', 'rpcutil', REPLY_TO, 60).destination).to.equal('/topic/emea.agents');
    expect(connector.agentSubscription('emea', 'rpcutil').destination).to.equal('/topic/emea.agents');
  });

  it('names a new reply queue for every request, and none twice over processes', () => {
    const [one, other] = [make(), make()];
    const first = one.nextReplyTo('mcollective');
    expect(first).to.match(/^\/queue\/mcollective\.reply\.node1\.example\.net_4242_[0-9a-f]{6}\.1$/);
    expect(one.nextReplyTo('mcollective')).to.equal(first.replace(/1$/, '2'));
    expect(other.nextReplyTo('mcollective')).to.not.equal(first);
  });

  it('carries payloads as they are', () => {
    const bytes = Buffer.from([0, 255, 10]);
    expect(make().encodePayload(bytes)).to.equal(bytes);
    expect(make().decodePayload(bytes)).to.equal(bytes);
  });
});

describe('payloads in base64', () => {
  const connector = make({ base64: true });

  it('come in lines of 60, each with its newline', () => {
    // What `ruby -e 'print ["x" * 50].pack("m")'` prints.
    const wire = `${'eHh4'.repeat(15)}\neHh4eHg=\n`;
    expect(connector.encodePayload(Buffer.from('x'.repeat(50))).toString()).to.equal(wire);
    expect(connector.decodePayload(Buffer.from(wire)).toString()).to.equal('x'.repeat(50));
  });

  it('survive at every length', () => {
    for (let length = 1; length < 200; length++) {
      const bytes = Buffer.from(Array.from({ length }, (_, i) => (i * 37) % 256));
      expect(connector.decodePayload(connector.encodePayload(bytes)).equals(bytes), `${length}`).to.equal(
        true,
      );
    }
  });

  it('may hold other white space', () => {
    expect(connector.decodePayload(Buffer.from(' YW\r\nJj\t')).toString()).to.equal('abc');
  });

  for (const wire of ['', '\n', 'YWJ', 'YWJj!', 'YW=j', 'YWJj====', '\x04\x08', 'YWJj\0', 'YWJj\n---\n']) {
    it(`refuse ${JSON.stringify(wire)}`, () => {
      expect(() => connector.decodePayload(Buffer.from(wire, 'latin1')))
        .to.throw(MessageRefused)
        .with.property('reason', 'malformed');
    });
  }
});
