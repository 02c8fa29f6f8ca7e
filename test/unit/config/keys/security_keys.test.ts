// Settings of the ssl and aes plugins, from both kinds of files and from the environment.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { AesConfig, Config, SslConfig } from '../../../../lib/config/config';
import { describeConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { type FakeFile, fakeEnvironment, fakeFiles } from '../fakes';

type Files = Readonly<Record<string, string | FakeFile>>;

function load(file: string, text: string, env: Record<string, string> = {}, files: Files = {}): Config {
  return loadConfig(fakeEnvironment(env), { file, role: 'client' }, fakeFiles({ ...files, [file]: text }));
}

const yaml = (security: string, env?: Record<string, string>, files?: Files): Config =>
  load('/etc/fleetspec/fleetspec.yaml', `broker: {pool: [b]}\nsecurity: ${security}\n`, env, files);
const cfg = (lines: string[], env?: Record<string, string>): Config =>
  load('/etc/mc/client.cfg', ['plugin.activemq.pool.1.host = b', ...lines, ''].join('\n'), env);

function fault(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

const NO_FILES = {
  clientPublic: undefined,
  clientPrivate: undefined,
  serverPublic: undefined,
  serverPrivate: undefined,
  clientCertDir: undefined,
};

describe('fleetspec.yaml', () => {
  it('ssl alone', () => {
    expect(yaml('{provider: ssl}').security).to.deep.equal({
      ...NO_FILES,
      provider: 'ssl',
      serializer: 'marshal',
      enforceTtl: undefined,
    });
  });

  it('has a key for each setting; files are beside it, or at home', () => {
    const { security } = yaml(
      `{provider: ssl, serializer: yaml, enforce_ttl: yes, client_public: keys/alice.pem, client_private: ~/alice-private.pem,
       server_public: /k/s.pem, server_private: /k/sp.pem, client_cert_dir: callers}`,
    );
    expect(security).to.deep.equal({
      provider: 'ssl',
      serializer: 'yaml',
      enforceTtl: true,
      clientPublic: '/etc/fleetspec/keys/alice.pem',
      clientPrivate: '/home/alice/alice-private.pem',
      serverPublic: '/k/s.pem',
      serverPrivate: '/k/sp.pem',
      clientCertDir: '/etc/fleetspec/callers',
    } satisfies SslConfig);
  });

  it('aes, with its own settings', () => {
    const { security } = yaml(
      '{provider: aes, cipher: AES-128-CBC, send_pubkey: true, learn_pubkeys: true, ca_cert: ca.pem, insecure_learning: false}',
    );
    expect(security).to.deep.equal({
      ...NO_FILES,
      provider: 'aes',
      serializer: 'marshal',
      enforceTtl: undefined,
      cipher: 'aes-128-cbc',
      sendPubkey: true,
      learnPubkeys: true,
      caCert: '/etc/fleetspec/ca.pem',
      insecureLearning: false,
    } satisfies AesConfig);
    expect(yaml('{provider: aes_security}').security).to.deep.include({
      provider: 'aes',
      cipher: 'aes-256-cbc',
    });
  });

  it('refuses what it cannot be', () => {
    expect(fault(() => yaml('{provider: none}'))).to.contain(
      '"none" is not supported; only one of psk, ssl and aes is',
    );
    expect(fault(() => yaml('{serializer: json}'))).to.contain('must be one of marshal, yaml');
    expect(fault(() => yaml('{cipher: rc4}'))).to.contain('aes-256-cbc');
    expect(fault(() => yaml('{cipher: aes-256-gcm}'))).to.contain('must be one of');
  });

  it('learns keys only where an authority vouches for them, or where it is told not to ask', () => {
    expect(fault(() => yaml('{provider: aes, learn_pubkeys: true}')))
      .to.contain('security.learn_pubkeys')
      .and.to.contain('ca_cert');
    expect(yaml('{provider: aes, learn_pubkeys: true, ca_cert: /ca}').warnings).to.deep.equal([]);
    const insecure = yaml('{provider: aes, learn_pubkeys: true, insecure_learning: true}');
    expect(insecure.warnings.join()).to.contain('insecure_learning');
    expect(yaml('{provider: ssl, learn_pubkeys: true}').warnings).to.deep.equal([]);
  });

  it('warns of a private key that everybody can read, and of times nobody checks', () => {
    const open = { '/k/p.pem': { text: '', mode: 0o644 }, '/k/q.pem': { text: '', mode: 0o600 } };
    const keys = '{provider: ssl, client_private: /k/p.pem, server_private: /k/q.pem}';
    expect(yaml(keys, {}, open).warnings).to.deep.equal([
      '/k/p.pem: every user of this machine can read this private key; chmod 640 or 600 keeps it among those who need it',
    ]);
    expect(yaml('{provider: aes, enforce_ttl: false}').warnings.join()).to.contain('enforce_ttl is off');
  });

  it('shows paths', () => {
    const ssl = describeConfig(yaml('{provider: ssl, client_private: /k/p.pem}'));
    expect(ssl)
      .to.contain('  client_private: /k/p.pem\n')
      .and.to.contain('  client_public: none\n')
      .and.to.contain('  enforce_ttl: true\n');
    expect(ssl).to.not.contain('cipher');
    expect(describeConfig(yaml('{provider: aes, enforce_ttl: 0}')))
      .to.contain('  cipher: aes-256-cbc\n')
      .and.to.contain('enforce_ttl: false');
  });
});

describe("MCollective's files", () => {
  const SSL = [
    'plugin.ssl_serializer = yaml',
    'plugin.ssl_client_public = /k/alice.pem',
    'plugin.ssl_client_private = /k/alice-private.pem',
    'plugin.ssl_server_public = /k/s.pem',
    'plugin.ssl_server_private = /k/sp.pem',
    'plugin.ssl_client_cert_dir = /k/clients',
    'plugin.ssl.enforce_ttl = 0',
  ];
  const AES = [
    'plugin.aes.serializer = yaml',
    'plugin.aes.client_public = /a/bob.pem',
    'plugin.aes.send_pubkey = 1',
    'plugin.aes.learn_pubkeys = 1',
    'plugin.aes.ca_cert = ca.pem',
    'ssl_cipher = aes-192-cbc',
  ];
  const FILES = {
    clientPublic: '/k/alice.pem',
    clientPrivate: '/k/alice-private.pem',
    serverPublic: '/k/s.pem',
    serverPrivate: '/k/sp.pem',
    clientCertDir: '/k/clients',
  };

  it('each plugin has settings of its own', () => {
    expect(cfg(['securityprovider = ssl', ...SSL, ...AES]).security).to.deep.equal({
      ...FILES,
      provider: 'ssl',
      serializer: 'yaml',
      enforceTtl: false,
    });
    expect(cfg([...AES, ...SSL, 'securityprovider = aes_security']).security).to.deep.equal({
      ...NO_FILES,
      clientPublic: '/a/bob.pem',
      provider: 'aes',
      serializer: 'yaml',
      enforceTtl: undefined,
      cipher: 'aes-192-cbc',
      sendPubkey: true,
      learnPubkeys: true,
      caCert: '/work/ca.pem',
      insecureLearning: false,
    });
    expect(cfg(['plugin.psk = x', ...SSL, ...AES]).security.provider).to.equal('psk');
  });

  it('anything but yaml is Marshal, anything but 0 enforces', () => {
    const security = (value: string): unknown => {
      const { serializer, enforceTtl } = cfg([
        'securityprovider = SSL',
        `plugin.ssl_serializer = ${value}`,
        `plugin.ssl.enforce_ttl = ${value}`,
      ]).security as SslConfig;
      return [serializer, enforceTtl];
    };
    expect(security('yaml')).to.deep.equal(['yaml', true]);
    expect(security('YAML')).to.deep.equal(['marshal', true]);
    expect(security('1')).to.deep.equal(['marshal', true]);
    expect(security('0')).to.deep.equal(['marshal', false]);
  });

  it('variables win for the keys of a client, each plugin its own', () => {
    const env = {
      MCOLLECTIVE_SSL_PUBLIC: '/mine/a.pem',
      MCOLLECTIVE_SSL_PRIVATE: 'b.pem',
      MCOLLECTIVE_AES_PUBLIC: '/mine/c.pem',
      MCOLLECTIVE_AES_PRIVATE: '',
    };
    const ssl = cfg(['securityprovider = ssl', ...SSL], env).security as SslConfig;
    expect([ssl.clientPublic, ssl.clientPrivate, ssl.serverPrivate]).to.deep.equal([
      '/mine/a.pem',
      '/work/b.pem',
      '/k/sp.pem',
    ]);
    const aes = cfg(['securityprovider = aes_security', ...AES, 'plugin.aes.client_private = /a/p.pem'], env)
      .security as AesConfig;
    expect([aes.clientPublic, aes.clientPrivate]).to.deep.equal(['/mine/c.pem', '/a/p.pem']);
  });

  it('names its own keys in errors', () => {
    const lines = ['securityprovider = aes_security', 'plugin.aes.learn_pubkeys = 1'];
    expect(fault(() => cfg(lines)))
      .to.contain('plugin.aes.learn_pubkeys')
      .and.to.contain('plugin.aes.ca_cert');
    expect(fault(() => cfg(['ssl_cipher = rc4']))).to.contain('line 2: "ssl_cipher" must be one of');
  });
});
