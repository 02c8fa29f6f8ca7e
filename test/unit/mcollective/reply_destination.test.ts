// Where a node may be told to send its reply, by kind of broker.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeConnector } from '../../../lib/mcollective/make_connector';
import { replyToProblem } from '../../../lib/mcollective/reply_destination';
import { systemClock } from '../../../lib/util/clock';
import { defaultConfig } from '../config/default_config';

const config = defaultConfig('x');
const connectorOf = (connector: 'activemq' | 'rabbitmq') =>
  makeConnector({ ...config, broker: { ...config.broker, connector } }, { pid: 1 }, systemClock);
const problem = (connector: 'activemq' | 'rabbitmq', replyTo: string | undefined): string | undefined =>
  replyToProblem(replyTo, connectorOf(connector));

describe('a reply-to', () => {
  it('of RabbitMQ is good there, and nowhere else', () => {
    for (const replyTo of ['/reply-queue/amq.gen-1', '/exchange/mcollective_reply/client_1_2']) {
      expect(problem('rabbitmq', replyTo)).to.equal(undefined);
      expect(problem('activemq', replyTo)).to.equal('its reply-to is no queue or topic');
    }
  });

  it('never is an exchange requests travel through', () => {
    expect(problem('rabbitmq', '/exchange/mcollective_broadcast/puppet')).to.be.a('string');
    expect(problem('rabbitmq', '/exchange/mcollective_directed/db1')).to.be.a('string');
  });

  it('never is where nodes listen', () => {
    for (const replyTo of [
      '/topic/mcollective.rpcutil.agent',
      '/topic/mcollective.agents',
      '/queue/mcollective.nodes',
      '/queue/topic://mcollective.rpcutil.agent',
      '/topic/mcollective.rpcutil.agent?priority=1',
      '/topic/mcollective.>',
      '/topic/mcollective.*.agent',
    ]) {
      expect(problem('activemq', replyTo), replyTo).to.match(/where requests go|more than the name/);
    }
    expect(problem('activemq', '/topic/ops.agents.replies')).to.equal(undefined);
    expect(problem('activemq', '/remote-temp-queue/ID:mq1-4711-1:1:1')).to.equal(undefined);
  });

  it('is one destination of plain characters, whichever broker', () => {
    for (const connector of ['activemq', 'rabbitmq'] as const) {
      expect(problem(connector, '/queue/a.b')).to.equal(undefined);
      expect(problem(connector, undefined)).to.equal('it has no reply-to');
      expect(problem(connector, '')).to.equal('it has no reply-to');
      for (const bad of ['/queue/a,b', '/queue/a b', '/queue/a\n', `/queue/${'a'.repeat(600)}`, 'queue/a']) {
        expect(problem(connector, bad), bad).to.be.a('string');
      }
    }
  });
});
