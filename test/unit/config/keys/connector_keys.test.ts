// The kind of broker and its settings in both formats of configuration.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../../lib/config/config';
import { describeConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from '../fakes';

const load = (file: string, text: string, env = {}, others = {}): Config =>
  loadConfig(fakeEnvironment(env), { file, role: 'client' }, fakeFiles({ [file]: text, ...others }));
const yaml = (broker: string): Config =>
  load('/f.yaml', `security: {psk: x}\nbroker: {pool: [mq], ${broker}}\n`);
const cfg = (lines: string, env = {}, others = {}): Config =>
  load('/etc/mcollective/client.cfg', `plugin.psk = x\n${lines}\n`, env, others);

const POOL = 'plugin.rabbitmq.pool.size = 1\nplugin.rabbitmq.pool.1.host = rabbit1';

describe('the connector in fleetspec.yaml', () => {
  it('is ActiveMQ unless told', () => {
    expect(yaml('').broker).to.include({ connector: 'activemq', vhost: 'mcollective' });
  });

  it('may be RabbitMQ, whose virtual host has another default', () => {
    const { broker } = yaml('connector: rabbitmq, use_reply_exchange: yes');
    expect(broker).to.include({ connector: 'rabbitmq', useReplyExchange: true, vhost: '/' });
    expect(yaml('connector: rabbitmq, vhost: fleet').broker.vhost).to.equal('fleet');
  });

  it('is shown', () => {
    expect(describeConfig(yaml('')))
      .to.contain('connector: activemq\n')
      .and.not.contain('use_reply_exchange');
    const shown = describeConfig(yaml('connector: rabbitmq'));
    expect(shown).to.contain('  connector: rabbitmq\n  use_reply_exchange: false\n');
  });

  it('is no other', () => {
    expect(() => yaml('connector: nats')).to.throw(/one of activemq, rabbitmq/);
  });
});

describe('the connector in MCollective’s files', () => {
  it('decides whose settings count, wherever its line stands', () => {
    const rabbit = `
plugin.activemq.pool.size = 2
plugin.activemq.pool.1.host = stomp1
plugin.activemq.randomize = true
plugin.activemq.vhost = old
plugin.activemq.nonsense = 1
plugin.rabbitmq.pool.size = 1
plugin.rabbitmq.pool.1.host = rabbit1
plugin.rabbitmq.pool.1.port = 61623
plugin.rabbitmq.pool.1.user = mcollective
plugin.rabbitmq.pool.1.password = marionette
plugin.rabbitmq.base64 = 1
plugin.rabbitmq.agents_multiplex = y
plugin.rabbitmq.use_reply_exchange = true
plugin.rabbitmq.heartbeat_interval = 45
plugin.rabbitmq.max_reconnect_delay = 10
plugin.rabbitmq.max_hbread_fails = 3
`;
    const config = cfg(`${rabbit}connector = RabbitMQ`);
    expect(config.broker).to.include({
      connector: 'rabbitmq',
      vhost: '/',
      randomize: false,
      base64: true,
      agentsMultiplex: true,
      useReplyExchange: true,
      heartbeatMs: 45_000,
      reconnectMaxMs: 10_000,
    });
    expect(config.broker.pool).to.deep.equal([
      { host: 'rabbit1', port: 61623, user: 'mcollective', password: 'marionette' },
    ]);
    expect(config.warnings).to.deep.equal([]);
    const before = cfg(rabbit.replace('pool.size = 2', 'pool.size = 1'));
    expect(before.broker).to.include({ connector: 'activemq', vhost: 'old', base64: false, randomize: true });
    expect(before.broker.pool.map(broker => broker.host)).to.deep.equal(['stomp1']);
    expect(before.warnings[0]).to.contain('unknown key "plugin.activemq.nonsense"');
  });

  it('reads plugin.d/rabbitmq.cfg', () => {
    const others = { '/etc/mcollective/plugin.d/rabbitmq.cfg': 'pool.size = 1\npool.1.host = rabbit2\n' };
    expect(cfg('connector = rabbitmq', {}, others).broker.pool[0]).to.include({ host: 'rabbit2' });
  });

  it('warns of unknown keys of the connector in use', () => {
    expect(cfg(`connector = rabbitmq\n${POOL}\nplugin.rabbitmq.bas64 = 1`).warnings).to.deep.equal([
      '/etc/mcollective/client.cfg line 5: unknown key "plugin.rabbitmq.bas64" has no effect; did you mean "plugin.rabbitmq.base64"?',
    ]);
  });

  it('takes client certificates from the variables of its own name', () => {
    const env = {
      MCOLLECTIVE_RABBITMQ_POOL1_SSL_CERT: '/me.crt',
      MCOLLECTIVE_RABBITMQ_POOL1_SSL_KEY: '/me.key',
      MCOLLECTIVE_ACTIVEMQ_POOL1_SSL_CERT: '/other.crt',
    };
    const tls = 'plugin.rabbitmq.pool.1.ssl = 1\nplugin.rabbitmq.pool.1.ssl.ca = /ca.pem';
    expect(cfg(`connector = rabbitmq\n${POOL}\n${tls}`, env).broker.pool[0]!.tls).to.include({
      certFile: '/me.crt',
      keyFile: '/me.key',
    });
  });

  it('misses its own pool', () => {
    const activemq = 'plugin.activemq.pool.size = 1\nplugin.activemq.pool.1.host = stomp1';
    expect(() => cfg(`connector = rabbitmq\n${activemq}`)).to.throw(/plugin\.rabbitmq\.pool\.1\.host/);
    const size = 'plugin.rabbitmq.pool.size = 2';
    expect(() => cfg(`connector = rabbitmq\n${POOL}\n${size}`)).to.throw(/plugin\.rabbitmq\.pool\.2\.host/);
  });
});
