// Where a node may be told to send its reply, by kind of broker.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { makeConnector } from '../../../lib/mcollective/make_connector';
import { replyToProblem } from '../../../lib/node/reply_destination';
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
