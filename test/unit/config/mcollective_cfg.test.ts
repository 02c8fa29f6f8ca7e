// MCollective's client.cfg and server.cfg as they are.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../lib/config/config';
import { loadConfig } from '../../../lib/config/load_config';
import { callerTypeOf } from './default_config';
import { fakeEnvironment, fakeFiles } from './fakes';

const FILE = '/etc/mcollective/server.cfg';
const POOL = 'plugin.activemq.pool.size = 1\nplugin.activemq.pool.1.host = stomp1\n';

function load(text: string, others = {}, role: 'client' | 'server' = 'server', env = {}): Config {
  const files = fakeFiles({ [FILE]: text, ...others });
  return loadConfig(fakeEnvironment(env), { file: FILE, role }, files);
}

function fault(text: string): string {
  try {
    load(text);
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

// As Debian's package mcollective installs it.
const DEBIAN = `main_collective = mcollective
collectives = mcollective
libdir = /usr/share/mcollective/plugins
logfile = /var/log/mcollective.log
loglevel = info
daemonize = 1

# Plugins
securityprovider = psk
plugin.psk = unset

connector = activemq
plugin.activemq.pool.size = 1
plugin.activemq.pool.1.host = stomp1
plugin.activemq.pool.1.port = 61613
plugin.activemq.pool.1.user = mcollective
plugin.activemq.pool.1.password = marionette

# Facts
factsource = yaml
plugin.yaml = /etc/mcollective/facts.yaml
`;

describe('a MCollective file', () => {
  it('of Debian’s package', () => {
    const config = load(DEBIAN);
    expect(config.file).to.equal(FILE);
    expect(config.broker.pool).to.deep.equal([
      { host: 'stomp1', port: 61613, user: 'mcollective', password: 'marionette' },
    ]);
    expect(config.security).to.deep.equal({ provider: 'psk', psk: 'unset', callerType: 'uid' });
    expect(config.node.factFiles).to.deep.equal(['/etc/mcollective/facts.yaml']);
    expect(config.node.logFile).to.equal('/var/log/mcollective.log');
    expect(config.identity).to.equal('web1.example.net');
    expect(config.warnings).to.deep.equal([
      `${FILE} line 6: "daemonize" has no effect: the daemon stays in the foreground, let your init system start it`,
      'the shared key is "unset", as every fresh installation has it',
    ]);
  });

  it('with everything that has an effect', () => {
    const config = load(`
identity = node-7
collectives = mcollective, emea ,apac
main_collective = emea
classesfile = /var/lib/classes
fact_cache_time = 30
logfile = /l
loglevel = fatal
ttl = 90
discovery_timeout = 4
direct_addressing = n
direct_addressing_threshold = 25
soft_shutdown_timeout = 3
securityprovider = PSK
connector = ActiveMQ
plugin.psk = a = b # c
plugin.psk.callertype = identity
plugin.yaml = /a.yaml:/b.yaml
plugin.activemq.pool.size = 2
plugin.activemq.pool.1.host = b1
plugin.activemq.pool.2.host = b2
plugin.activemq.pool.2.port = 61614
plugin.activemq.pool.2.ssl = 1
plugin.activemq.pool.2.ssl.ca = /ca1.pem,/ca2.pem
plugin.activemq.pool.2.ssl.cert = /c.pem
plugin.activemq.pool.2.ssl.key = /k.pem
plugin.activemq.pool.2.ssl.ciphers = HIGH
plugin.activemq.pool.3.host = not counted
plugin.activemq.initial_reconnect_delay = 0.01
plugin.activemq.max_reconnect_delay = 30.0
plugin.activemq.randomize = true
plugin.activemq.connect_timeout = 7
plugin.activemq.heartbeat_interval = 45
plugin.activemq.priority = 4
plugin.activemq.vhost = v
plugin.activemq.base64 = yes
plugin.activemq.agents_multiplex = t
plugin.iptables.chain = junk
plugin.nrpe.conf_dir = /etc/nagios/nrpe.d
`);
    expect(config.warnings).to.deep.equal([]);
    expect(config.identity).to.equal('node-7');
    expect([config.collectives, config.mainCollective]).to.deep.equal([
      ['mcollective', 'emea', 'apac'],
      'emea',
    ]);
    expect(config.broker).to.deep.include({
      pool: [
        { host: 'b1', port: 61613 },
        {
          host: 'b2',
          port: 61614,
          tls: {
            caFiles: ['/ca1.pem', '/ca2.pem'],
            certFile: '/c.pem',
            keyFile: '/k.pem',
            ciphers: 'HIGH',
            verify: true,
          },
        },
      ],
      randomize: true,
      vhost: 'v',
      heartbeatMs: 45_000,
      connectTimeoutMs: 7000,
      reconnectInitialMs: 10,
      reconnectMaxMs: 30_000,
      maxFrameBytes: 33_554_432,
      base64: true,
      agentsMultiplex: true,
      priority: 4,
    });
    expect(config.security).to.deep.equal({ provider: 'psk', psk: 'a = b # c', callerType: 'identity' });
    expect(config.rpc).to.deep.include({
      discoveryCapMs: 4000,
      discoveryQuietMs: 300,
      timeoutMs: 5000,
      ttl: 90,
      directAddressing: false,
      directAddressingThreshold: 25,
    });
    const { plugins, ...node } = config.node;
    expect(node).to.deep.include({
      factFiles: ['/a.yaml', '/b.yaml'],
      factCacheMs: 30_000,
      classesFile: '/var/lib/classes',
      agents: undefined,
      logFile: '/l',
      logLevel: 'error',
      graceMs: 3000,
    });
    expect(plugins['iptables.chain']).to.equal('junk');
    expect(plugins['nrpe.conf_dir']).to.equal('/etc/nagios/nrpe.d');
    expect(plugins['psk.callertype']).to.equal('identity');
  });

  it('keeps key and passwords from the settings agents can ask for', () => {
    const config = load(DEBIAN);
    expect(JSON.stringify(config.node.plugins)).to.not.match(/unset|marionette/);
    expect(config.node.plugins['activemq.pool.1.user']).to.equal('mcollective');
  });

  it('has MCollective’s defaults, but connects in finite time', () => {
    const { broker } = load(POOL);
    expect([broker.heartbeatMs, broker.connectTimeoutMs, broker.vhost]).to.deep.equal([
      0,
      5000,
      'mcollective',
    ]);
  });

  it('takes the shorter of both connect timeouts, and 0 for none', () => {
    const timeout = (lines: string): number => load(POOL + lines).broker.connectTimeoutMs;
    expect(timeout('connection_timeout = 3\nplugin.activemq.connect_timeout = 30')).to.equal(3000);
    expect(timeout('plugin.activemq.connect_timeout = 2\nconnection_timeout = 3')).to.equal(2000);
    expect(timeout('plugin.activemq.connect_timeout = 0')).to.equal(5000);
  });

  it('never beats more often than the stomp gem', () => {
    expect(load(`${POOL}plugin.activemq.heartbeat_interval = 5\n`).broker.heartbeatMs).to.equal(30_000);
  });

  it('takes all brokers there are when no size is given', () => {
    const config = load('plugin.activemq.pool.2.host = b2\nplugin.activemq.pool.1.host = b1\n');
    expect(config.broker.pool.map(broker => broker.host)).to.deep.equal(['b1', 'b2']);
  });

  it('falls back to unverified TLS only where it says so', () => {
    const tls = (lines: string, files = {}) => load(`${POOL}plugin.activemq.pool.1.ssl = 1\n${lines}`, files);
    const complete =
      'plugin.activemq.pool.1.ssl.ca = /ca\nplugin.activemq.pool.1.ssl.cert = /c\nplugin.activemq.pool.1.ssl.key = /k\n';
    const fallback = 'plugin.activemq.pool.1.ssl.fallback = 1\n';
    expect(tls('').broker.pool[0]?.tls).to.deep.equal({ caFiles: [], verify: true });
    const bare = tls(fallback);
    expect(bare.broker.pool[0]?.tls).to.deep.equal({ caFiles: [], verify: false });
    expect(bare.warnings).to.deep.equal(['broker stomp1:61613: its certificate is not checked']);
    expect(tls(fallback + complete).broker.pool[0]?.tls?.verify).to.equal(false);
    const whole = tls(fallback + complete, { '/ca': '', '/c': '', '/k': '' });
    expect(whole.broker.pool[0]?.tls).to.deep.equal({
      caFiles: ['/ca'],
      certFile: '/c',
      keyFile: '/k',
      verify: true,
    });
  });

  it('has certificates without ssl for nothing', () => {
    expect(load(`${POOL}plugin.activemq.pool.1.ssl.ca = /ca\n`).broker.pool[0]?.tls).to.deep.equal({
      caFiles: ['/ca'],
      verify: true,
    });
    expect(
      load(`${POOL}plugin.activemq.pool.1.ssl.ca = /ca\nplugin.activemq.pool.1.ssl = 0\n`).broker.pool[0]
        ?.tls,
    ).to.equal(undefined);
  });

  it('reads plugin.d beside it', () => {
    const config = load(POOL, {
      '/etc/mcollective/plugin.d/iptables.cfg': '# x\nchain = junk\n target=DROP \n',
      '/etc/mcollective/plugin.d/puppet.cfg.rpmsave': 'splay = true',
      '/etc/mcollective/plugin.d/psk.cfg': 'callertype = gid',
    });
    expect({ ...config.node.plugins }).to.include({ 'iptables.chain': 'junk', 'iptables.target': 'DROP' });
    expect(Object.keys(config.node.plugins).filter(name => name.startsWith('puppet'))).to.deep.equal([]);
    expect(callerTypeOf(config)).to.equal('gid');
  });

  it('takes any other caller type for uid, as Ruby does', () => {
    expect(callerTypeOf(load(`${POOL}plugin.psk.callertype = cert\n`))).to.equal('uid');
  });

  it('activates only the agents it names when activate_agents is off', () => {
    const text = `${POOL}activate_agents = 0\nplugin.rpcutil.activate_agent = 1\nplugin.puppet.activate_agent = no\n`;
    expect(load(text).node.agents).to.deep.equal(['discovery', 'rpcutil']);
    expect(load(`${POOL}activate_agents = 1\n`).node.agents).to.equal(undefined);
  });

  it('holds keys of fleetspec.yaml under plugin.fleetspec', () => {
    const config = load(`${POOL}plugin.fleetspec.checks.devices.load balancer = 192.0.2.1
plugin.fleetspec.checks.puppet_master = role=pm
plugin.fleetspec.rpc.discovery_quiet = 150ms
plugin.fleetspec.node.plugins.iptables.chain = junk
`);
    expect({ ...config.checks.devices }).to.deep.equal({ 'load balancer': '192.0.2.1' });
    expect(config.checks.puppetMaster).to.equal('role=pm');
    expect(config.rpc.discoveryQuietMs).to.equal(150);
    expect(config.node.plugins['iptables.chain']).to.equal('junk');
  });

  it('takes a main collective that is none of its own for the first one, with a warning', () => {
    const config = load(`${POOL}collectives = emea,apac\nmain_collective = x\n`);
    expect(config.mainCollective).to.equal('emea');
    expect(config.warnings[0]).to.include('"main_collective" names "x"');
  });

  it('accepts every key MCollective knows', () => {
    const keys = [
      'registration = agentlist',
      'registration_collective = x',
      'registerinterval = 0',
      'registration_splay = 0',
      'keeplogs = 5',
      'max_log_size = 1',
      'logfacility = user',
      'libdir = /x',
      'color = 1',
      'daemonize = 0',
      'publish_timeout = 2',
      'rpcaudit = 0',
      'rpcauditprovider = logfile',
      'rpcauthorization = 0',
      'rpcauthprovider = action_policy',
      'rpclimitmethod = first',
      'logger_type = console',
      'ssl_cipher = aes-256-cbc',
      'threaded = 0',
      'default_discovery_options = a',
      'default_discovery_options = b',
      'default_discovery_method = mc',
      'soft_shutdown = 1',
      'activate_agents = 1',
      'default_batch_size = 0',
      'default_batch_sleep_time = 1',
      'topicprefix = /topic/',
      'topicsep = .',
      'queueprefix = /queue/',
      'rpchelptemplate = /x',
      'helptemplatedir = /x',
      'plugin.activemq.use_exponential_back_off = true',
      'plugin.activemq.back_off_multiplier = 2',
      'plugin.activemq.max_reconnect_attempts = 0',
      'plugin.activemq.backup = false',
      'plugin.activemq.timeout = -1',
      'plugin.activemq.max_hbread_fails = 2',
      'plugin.activemq.max_hbrlck_fails = 0',
      'plugin.activemq.stomp_1_0_fallback = 1',
    ];
    expect(load(`${POOL}${keys.join('\n')}\n`).warnings).to.deep.equal([]);
  });

  it('says what has no effect where it matters', () => {
    const text = `${POOL}registration = inventory\nfactsource = facter\n`;
    const keysOf = (config: Config): (string | undefined)[] =>
      config.warnings.map(line => /"(\w+)"/.exec(line)?.[1]);
    expect(keysOf(load(text))).to.deep.equal(['registration', 'factsource']);
    expect(keysOf(load(text, {}, 'client'))).to.deep.equal([]);
  });

  it('reads how nodes are found and asked', () => {
    const { rpc } = load(
      `${POOL}default_batch_size = 5
default_batch_sleep_time = 0.5
rpclimitmethod = random
default_discovery_method = flatfile
default_discovery_options = /a, b
default_discovery_options = c
publish_timeout = 9
`,
      {},
      'client',
    );
    expect(rpc).to.deep.include({
      batchSize: '5',
      batchSleepMs: 500,
      limitMethod: 'random',
      discoveryMethod: 'flatfile',
      discoveryOptions: ['/a, b', 'c'],
      publishTimeoutMs: 9000,
    });
  });

  it('warns of lines and connector keys that do nothing', () => {
    const config = load(
      `${POOL}loglevel\nttl =\nplugin.activemq.hartbeat_interval = 30\nplugin.activemq.pool.1.pasword = x\n  # comment\n`,
    );
    expect(config.warnings).to.deep.equal([
      `${FILE} line 3: the line is not "key = value" and has no effect`,
      `${FILE} line 4: the line is not "key = value" and has no effect`,
      `${FILE} line 5: unknown key "plugin.activemq.hartbeat_interval" has no effect; did you mean "plugin.activemq.heartbeat_interval"?`,
      `${FILE} line 6: unknown key "plugin.activemq.pool.1.pasword" has no effect; did you mean "plugin.activemq.pool.1.password"?`,
    ]);
  });

  const FAULTS: Record<string, [string, string]> = {
    'no batch size': [
      'default_batch_size = 0%\n',
      `${FILE} line 1: "default_batch_size" must be a number of nodes, or a percentage like 10%, not "0%"; correct it`,
    ],
    'unknown key': ['identiy = x\n', `${FILE} line 1: unknown key "identiy"; did you mean "identity"?`],
    'unknown key, near nothing': [
      'xyzzyplugh = x\n',
      `${FILE} line 1: unknown key "xyzzyplugh"; remove it, or see the list of keys`,
    ],
    'unknown key of ours': [
      'plugin.fleetspec.rpc.timeuot = 5\n',
      `${FILE} line 1: unknown key "plugin.fleetspec.rpc.timeuot"; did you mean "plugin.fleetspec.rpc.timeout"?`,
    ],
    'wrong number': ['x = 1\n', `${FILE} line 1: unknown key "x"; remove it, or see the list of keys`],
    'ttl that is no number': [
      '\nttl = soon\n',
      `${FILE} line 2: "ttl" must be a duration in whole seconds above 0, not "soon"; correct it`,
    ],
    'bad port': [
      'plugin.activemq.pool.1.port = x\n',
      `${FILE} line 1: "plugin.activemq.pool.1.port" must be a whole number from 1 to 65535, not "x"; correct it`,
    ],
    'bad boolean': [
      'direct_addressing = maybe\n',
      `${FILE} line 1: "direct_addressing" must be true or false, not "maybe"; correct it`,
    ],
    'bad identity': [
      'identity = a b\n',
      `${FILE} line 1: "identity" must be a name of letters, digits, "_", "." and "-", not "a b"; correct it`,
    ],
    'other security': [
      'securityprovider = sshkey\n',
      `${FILE} line 1: "securityprovider" "sshkey" is not supported; only psk or ssl or aes_security is`,
    ],
    'other connector': [
      'connector = nats\n',
      `${FILE} line 1: "connector" "nats" is not supported; only activemq or rabbitmq is`,
    ],
    'broker without host': [
      'plugin.activemq.pool.size = 2\nplugin.activemq.pool.1.host = a\n',
      `${FILE}: "plugin.activemq.pool.2.host" is not set; set it, or correct plugin.activemq.pool.size`,
    ],
    'bad pool size': [
      'plugin.activemq.pool.size = many\n',
      `${FILE} line 1: "plugin.activemq.pool.size" must be a whole number from 1, not "many"; correct it`,
    ],
    'no broker': [
      'ttl = 5\n',
      `${FILE}: "plugin.activemq.pool.1.host" is not set; set it to the host of your broker`,
    ],
    'empty file': [
      '',
      `${FILE}: "plugin.activemq.pool.1.host" is not set; set it to the host of your broker`,
    ],
  };
  for (const [name, [text, sentence]] of Object.entries(FAULTS)) {
    it(`says what is wrong: ${name}`, () => {
      expect(fault(text)).to.equal(sentence);
    });
  }
});
