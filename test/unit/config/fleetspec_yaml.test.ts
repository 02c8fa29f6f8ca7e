// fleetspec.yaml: every key, and what is said about wrong ones.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../lib/config/config';
import { loadConfig } from '../../../lib/config/load_config';
import { fakeEnvironment, fakeFiles } from './fakes';

const FILE = '/etc/fleetspec/fleetspec.yaml';
const BROKER = 'broker: {pool: [b1]}\n';

function load(text: string, others = {}, env = {}): Config {
  const files = fakeFiles({ [FILE]: text, ...others });
  return loadConfig(fakeEnvironment(env), { file: FILE, role: 'client' }, files);
}

/** The whole sentence shown to the user. */
function fault(text: string): string {
  try {
    load(text);
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

describe('fleetspec.yaml', () => {
  it('reads every key', () => {
    const config = load(
      `
identity: node-7
collectives: [mcollective, emea]
main_collective: emea
broker:
  pool:
    - host: b1.example.net
      port: 6163
      user: mcollective
      password: "0123"
    - {host: b2, tls: {ca: [ca.pem, /x/ca2.pem], cert: c.pem, key: ~/k.pem, ciphers: HIGH, verify: true}}
    - b3:1234
    - "[2001:db8::1]:61613"
    - {host: b5, tls: true, password_file: secret.txt}
  randomize: yes
  vhost: v
  heartbeat: 15s
  connect_timeout: 500ms
  reconnect_initial: 0.5
  reconnect_max: 1m
  max_frame_bytes: 1048576
  base64: true
  agents_multiplex: on
  priority: 4
security:
  provider: psk
  psk: 1.10
  caller_type: identity
rpc:
  discovery_cap: 3
  discovery_quiet: 0.2s
  timeout: 10
  ttl: 90
  direct_addressing: false
  direct_addressing_threshold: 25
  batch_size: 10%
  batch_sleep: 0
  limit_method: random
  discovery_method: registration
  discovery_options: [/var/lib/nodes, criticalage=60]
  publish_timeout: 7s
node:
  fact_files: [facts.yaml, /etc/facts2.yaml]
  fact_cache: 0
  classes_file: classes.txt
  agents: [rpcutil, iptables]
  plugins:
    iptables.chain: junk
    puppet: {splay: true, splaylimit: 30}
  log_file: log/node.log
  log_level: debug
  grace: 2s
checks:
  devices: {load balancer: 192.0.2.1, office: 2001:db8::7}
  puppet_master: role=puppetmaster
  params: {max: 010, version: 1.10, empty: }
  secret_params: {key: key.txt, token: 'env:TOKEN'}
  groups: {web: hosts with class role::web}
  pools: {db: it has the fact pool=in}
  brokers: {mq7: {port: 6163}}
  max_targets: 10%
  reading_actions: [mine.status]
  waivers: waivers.yaml
  state_dir: ~/state
`,
      { '/etc/fleetspec/secret.txt': 'pass word\n' },
    );
    expect(config.warnings).to.deep.equal([]);
    expect({ ...config, warnings: [] }).to.deep.equal({
      file: FILE,
      identity: 'node-7',
      collectives: ['mcollective', 'emea'],
      mainCollective: 'emea',
      broker: {
        pool: [
          { host: 'b1.example.net', port: 6163, user: 'mcollective', password: '0123' },
          {
            host: 'b2',
            port: 61614,
            tls: {
              caFiles: ['/etc/fleetspec/ca.pem', '/x/ca2.pem'],
              certFile: '/etc/fleetspec/c.pem',
              keyFile: '/home/alice/k.pem',
              ciphers: 'HIGH',
              verify: true,
            },
          },
          { host: 'b3', port: 1234 },
          { host: '2001:db8::1', port: 61613 },
          { host: 'b5', port: 61614, password: 'pass word', tls: { caFiles: [], verify: true } },
        ],
        randomize: true,
        vhost: 'v',
        heartbeatMs: 15_000,
        connectTimeoutMs: 500,
        reconnectInitialMs: 500,
        reconnectMaxMs: 60_000,
        maxFrameBytes: 1_048_576,
        base64: true,
        agentsMultiplex: true,
        priority: 4,
        connector: 'activemq',
        useReplyExchange: false,
      },
      security: { provider: 'psk', psk: '1.10', callerType: 'identity' },
      rpc: {
        discoveryCapMs: 3000,
        discoveryQuietMs: 200,
        timeoutMs: 10_000,
        ttl: 90,
        directAddressing: false,
        directAddressingThreshold: 25,
        batchSize: '10%',
        batchSleepMs: 0,
        limitMethod: 'random',
        discoveryMethod: 'registration',
        discoveryOptions: ['/var/lib/nodes', 'criticalage=60'],
        publishTimeoutMs: 7000,
      },
      node: {
        factFiles: ['/etc/fleetspec/facts.yaml', '/etc/facts2.yaml'],
        factCacheMs: 0,
        classesFile: '/etc/fleetspec/classes.txt',
        agents: ['rpcutil', 'iptables'],
        plugins: nullProto({ 'iptables.chain': 'junk', 'puppet.splay': 'true', 'puppet.splaylimit': '30' }),
        logFile: '/etc/fleetspec/log/node.log',
        logLevel: 'debug',
        graceMs: 2000,
        strictFilters: false,
        replay: { futureTolerance: 60, maxTtl: 3600, maxEntries: 100_000 },
        authorization: undefined,
        audit: undefined,
        registration: undefined,
        agentDirs: [],
      },
      libDirs: [],
      checks: {
        devices: nullProto({ 'load balancer': '192.0.2.1', office: '2001:db8::7' }),
        puppetMaster: 'role=puppetmaster',
        params: nullProto({ max: '010', version: '1.10', empty: '' }),
        secretParams: { key: { file: '/etc/fleetspec/key.txt' }, token: { variable: 'TOKEN' } },
        groups: nullProto({ web: 'hosts with class role::web' }),
        pools: nullProto({ db: 'it has the fact pool=in' }),
        brokers: new Map([['mq7', { host: 'mq7', port: 6163 }]]),
        maxTargets: '10%',
        readingActions: ['mine.status'],
        waiversFile: '/etc/fleetspec/waivers.yaml',
        stepsDir: undefined,
        stateDir: '/home/alice/state',
      },
      passive: {
        targets: new Map(),
        defaultTarget: undefined,
        queueDir: '/home/alice/.local/state/fleetspec/passive',
        queueResults: 10_000,
        queueBytes: 64 * 1024 * 1024,
      },
      warnings: [],
    });
  });

  it('has a default for everything but broker and key', () => {
    const config = load(BROKER);
    expect(config.identity).to.equal('web1.example.net');
    expect([config.collectives, config.mainCollective]).to.deep.equal([['mcollective'], 'mcollective']);
    expect(config.broker.pool).to.deep.equal([{ host: 'b1', port: 61613 }]);
    expect(config.broker.heartbeatMs).to.equal(30_000);
    expect(config.broker.connectTimeoutMs).to.equal(5000);
    expect(config.security).to.deep.equal({ provider: 'psk', psk: '', callerType: 'uid' });
    expect(config.rpc).to.deep.equal({
      discoveryCapMs: 2000,
      discoveryQuietMs: 300,
      timeoutMs: 5000,
      ttl: 60,
      directAddressing: true,
      directAddressingThreshold: 10,
      batchSize: undefined,
      batchSleepMs: 1000,
      limitMethod: 'first',
      discoveryMethod: 'mc',
      discoveryOptions: [],
      publishTimeoutMs: undefined,
    });
    expect(config.node.agents).to.equal(undefined);
    expect(config.node.logFile).to.equal(undefined);
    expect(config.node.factFiles).to.deep.equal([]);
    expect(config.node.classesFile).to.equal('/var/lib/puppet/state/classes.txt');
  });

  it('takes keys without value for keys that are not there', () => {
    expect(load(`${BROKER}identity:\nrpc:\nsecurity: {psk: ~}\n`).identity).to.equal('web1.example.net');
  });

  it('finds facts and classes where programs put them', () => {
    const config = load(BROKER, {
      '/etc/mcollective/facts.yaml': '',
      '/var/cache/puppet/state/classes.txt': '',
    });
    expect(config.node.factFiles).to.deep.equal(['/etc/mcollective/facts.yaml']);
    expect(config.node.classesFile).to.equal('/var/cache/puppet/state/classes.txt');
  });

  it('takes the first collective for the main one when there is no mcollective', () => {
    expect(load(`${BROKER}collectives: emea, apac\n`).mainCollective).to.equal('emea');
  });

  it('keeps names of object members as mere names', () => {
    const { params } = load(`${BROKER}checks: {params: {__proto__: x, constructor: y}}\n`).checks;
    expect(Object.keys(params)).to.deep.equal(['__proto__', 'constructor']);
    expect(params.toString).to.equal(undefined);
  });

  const FAULTS: Record<string, [string, string]> = {
    'unknown key': ['brokr: {}\n', `${FILE} line 1: unknown key "brokr"; did you mean "broker"?`],
    'unknown key in a section': [
      'rpc:\n  timeout: 5\n  discovery_cpa: 5\n',
      `${FILE} line 3: unknown key "rpc.discovery_cpa"; did you mean "discovery_cap"?`,
    ],
    'unknown key of a broker': [
      'broker:\n  pool:\n    - host: a\n      pasword: x\n',
      `${FILE} line 4: unknown key "broker.pool[0].pasword"; did you mean "password"?`,
    ],
    'key in the wrong section': [
      'psk: x\n',
      `${FILE} line 1: unknown key "psk"; did you mean "security.psk"?`,
    ],
    'mistyped pool': [
      'broker: {pol: []}\n',
      `${FILE} line 1: unknown key "broker.pol"; did you mean "pool"?`,
    ],
    'key like nothing': [
      'xyzzyplugh: 1\n',
      `${FILE} line 1: unknown key "xyzzyplugh"; remove it, or see the list of keys`,
    ],
    'word for a number': [
      'broker:\n  pool:\n    - host: a\n      port: abc\n',
      `${FILE} line 4: "broker.pool[0].port" must be a whole number from 1 to 65535, not "abc"; correct it`,
    ],
    'port out of range': [
      'broker: {pool: [{host: a, port: 70000}]}\n',
      `${FILE} line 1: "broker.pool[0].port" must be a whole number from 1 to 65535, not "70000"; correct it`,
    ],
    'list for a word': [
      'identity: [a]\n',
      `${FILE} line 1: "identity" must be a name of letters, digits, "_", "." and "-", not a list; correct it`,
    ],
    'identity with a blank': [
      'identity: a b\n',
      `${FILE} line 1: "identity" must be a name of letters, digits, "_", "." and "-", not "a b"; correct it`,
    ],
    'bad duration': [
      'rpc: {timeout: soon}\n',
      `${FILE} line 1: "rpc.timeout" must be a duration like 2s or 500ms above 0 (a bare number is seconds), not "soon"; correct it`,
    ],
    'no time at all': [
      'broker: {connect_timeout: 0}\n',
      `${FILE} line 1: "broker.connect_timeout" must be a duration like 2s or 500ms above 0 (a bare number is seconds), not "0"; correct it`,
    ],
    'bad word for true': [
      'broker: {randomize: maybe}\n',
      `${FILE} line 1: "broker.randomize" must be true or false, not "maybe"; correct it`,
    ],
    'bad choice': [
      'node: {log_level: loud}\n',
      `${FILE} line 1: "node.log_level" must be one of error, warn, info, debug, not "loud"; correct it`,
    ],
    'section that is a word': ['rpc: fast\n', `${FILE} line 1: "rpc" must hold keys of its own; correct it`],
    'pool that is a hash': [
      'broker: {pool: {host: a}}\n',
      `${FILE} line 1: "broker.pool" must be a list of brokers; begin each broker with "- host:"`,
    ],
    'broker without host': [
      'broker: {pool: [{port: 1}]}\n',
      `${FILE} line 1: "broker.pool[0]" has no host; correct it`,
    ],
    'devices that are a list': [
      'checks: {devices: [a]}\n',
      `${FILE} line 1: "checks.devices" must be names with texts, not a list; correct it`,
    ],
    'device that is a list': [
      'checks: {devices: {lb: [a]}}\n',
      `${FILE} line 1: "checks.devices" has a list under "lb" where a text must be; correct it`,
    ],
    'secret of the wrong type, not shown': [
      'security: {psk: [hunter2]}\n',
      `${FILE} line 1: "security.psk" must be text, not what is there; correct it`,
    ],
    'other security provider': [
      `${BROKER}security: {provider: sshkey}\n`,
      `${FILE}: "security.provider" "sshkey" is not supported; only one of psk, ssl and aes is`,
    ],
    'main collective of nobody': [
      `${BROKER}main_collective: x\n`,
      `${FILE}: "main_collective" names "x", which is none of the collectives mcollective; correct it`,
    ],
    'half a client certificate': [
      'broker: {pool: [{host: a, tls: {cert: c.pem}}]}\n',
      `${FILE}: "broker a" has only one of client certificate and private key; correct it`,
    ],
    'no broker': [
      'identity: x\n',
      `${FILE}: "broker.pool" is not set; add at least one broker: "broker: {pool: [{host: NAME, user: LOGIN, password: SECRET}]}"`,
    ],
    'empty file': [
      '# nothing\n',
      `${FILE}: "broker.pool" is not set; add at least one broker: "broker: {pool: [{host: NAME, user: LOGIN, password: SECRET}]}"`,
    ],
    'broken YAML': [
      'rpc: {ttl: 5\nnode: {}\n',
      `${FILE} line 2, column 1: broken YAML, deficient indentation; check the indentation and the quotes there`,
    ],
    'a tab': [
      'rpc:\n\tttl: 5\n',
      `${FILE} line 2, column 1: broken YAML, tab characters must not be used in indentation; check the indentation and the quotes there`,
    ],
    'the same key twice': [
      'rpc: {}\nrpc: {}\n',
      `${FILE} line 2, column 1: broken YAML, duplicated mapping key; check the indentation and the quotes there`,
    ],
    'a list as a whole': [
      '- a\n',
      `${FILE}: broken YAML, it holds no keys; check the indentation and the quotes there`,
    ],
  };
  for (const [name, [text, sentence]] of Object.entries(FAULTS)) {
    it(`says what is wrong: ${name}`, () => {
      expect(fault(text)).to.equal(sentence);
    });
  }
});

function nullProto(entries: Record<string, string>): Record<string, string> {
  return Object.assign(Object.create(null), entries);
}
