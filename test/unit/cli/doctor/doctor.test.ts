// fleetspec doctor on a small site: well, and with each thing broken that it looks for.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { Broker } from '../../../../lib/broker/broker';
import type { Finding } from '../../../../lib/cli/doctor/finding';
import { lookAtBrokers } from '../../../../lib/cli/doctor/look_at_brokers';
import { lookAtConfig } from '../../../../lib/cli/doctor/look_at_config';
import { isNode, lookAtAgents, lookAtNodeJs } from '../../../../lib/cli/doctor/look_at_here';
import type { ConfigFiles } from '../../../../lib/config/config_files';
import { loadConfig } from '../../../../lib/config/load_config';
import { EmulatedFleet } from '../../../../lib/emulator/emulated_fleet';
import { processEnvironment } from '../../../../lib/environment';
import { hostPaths } from '../../../../lib/exec/host_paths';
import { SystemExec } from '../../../../lib/exec/system_exec';
import { checkNode } from '../../../../lib/node/check_node';
import { systemClock } from '../../../../lib/util/clock';
import { type SiteConfig, ToySite } from '../../../acceptance/toy_site';
import { FakeFleet } from '../../rpc/fake_fleet';
import { fleetspec } from '../run_fleetspec';

const NO_FILES: ConfigFiles = {
  read: () => ({ problem: 'none', missing: true }),
  exists: () => false,
  list: () => [],
  worldReadable: () => false,
};

describe('fleetspec doctor', () => {
  let site: ToySite;
  before(async () => {
    site = await ToySite.start([{ identity: 'web1' }, { identity: 'web2' }]);
  });
  after(() => site.stop());

  const findings = async (file: string, ...words: string[]): Promise<Finding[]> => {
    const { stdout } = await site.fleetspec(['doctor', '--json', '--config', file, ...words]);
    return JSON.parse(stdout);
  };
  const problems = async (file: string, ...words: string[]): Promise<string[]> =>
    (await findings(file, ...words))
      .filter(({ state }) => state === 'problem')
      .map(({ check, text, remedy }) => `${check}: ${text}${remedy === undefined ? '' : ` → ${remedy}`}`);
  const problemsWith = (settings: SiteConfig, ...words: string[]): Promise<string[]> =>
    problems(site.configFile(settings), ...words);
  // Settings beyond those a site has.
  const changed = (change: (config: Record<string, Record<string, unknown>>) => void): string => {
    const file = site.configFile();
    const config = JSON.parse(readFileSync(file, 'utf8'));
    change(config);
    writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  };

  it('finds nothing where all is well, and says what it looked at', async () => {
    const { code, stdout } = await site.fleetspec(['doctor', '--config', site.configFile()]);
    expect(stdout).to.match(/^ok {7}Node\.js: v\d+/);
    expect(stdout).to.match(/^ok {7}configuration: .*\/fleetspec\.yaml, as/m);
    expect(stdout).to.match(/^ok {7}broker 127\.0\.0\.1:\d+: login mcollective, .*STOMP 1\.2$/m);
    for (const line of [
      'nodes: 2 nodes answer in mcollective',
      'keys: every answer could be verified',
      'clocks: at most 0 s off',
    ])
      expect(stdout).to.contain(`ok       ${line}\n`);
    expect(stdout).to.match(/\nno problems\n$/);
    expect(code).to.equal(0);
    for (const line of stdout.split('\n')) expect(line.length, line).to.be.at.most(80);
  });

  it('tells problems with what to do, exit code 1', async () => {
    const { code, stdout } = await site.fleetspec([
      'doctor',
      '--config',
      site.configFile({ password: 'wrong' }),
    ]);
    expect(stdout).to.match(
      /^problem {2}broker 127\.0\.0\.1:\d+: .*\n( {9}.*\n)* {9}→ check user and password/m,
    );
    expect(stdout).to.match(/\n1 problem\n$/);
    expect(code).to.equal(1);
  });

  it('asks nobody with --offline', async () => {
    const checks = (await findings(site.configFile({ port: 1 }), '--offline')).map(({ check }) => check);
    expect(checks).not.to.include('nodes');
    expect(checks.filter(check => check.startsWith('broker'))).to.deep.equal([]);
  });

  it('a configuration that is not there, or broken', async () => {
    expect((await problems('/nowhere.yaml')).join()).to.match(
      /^configuration: cannot read .*it does not exist/,
    );
    const file = changed(config => {
      config.broker!.pol = [];
    });
    expect((await problems(file)).join()).to.match(/^configuration: .*"?broker\.pol"?.*did you mean/);
  });

  it('no configuration: names every place once, of clients and of nodes', () => {
    const environment = { ...processEnvironment(), cwd: '/work', home: '/home/op', env: {} };
    const { config, findings } = lookAtConfig(environment, undefined, NO_FILES);
    expect(config).to.equal(undefined);
    expect(findings.map(({ state, text }) => `${state} ${text}`)).to.deep.equal([
      `problem no configuration found (looked for ${[
        '/work/fleetspec.yaml',
        '/home/op/.fleetspec.yaml',
        '/home/op/.config/fleetspec/fleetspec.yaml',
        '/etc/fleetspec/fleetspec.yaml',
        '/home/op/.mcollective',
        '/etc/puppetlabs/mcollective/client.cfg',
        '/etc/mcollective/client.cfg',
        '/etc/puppetlabs/mcollective/server.cfg',
        '/etc/mcollective/server.cfg',
      ].join(', ')})`,
    ]);
  });

  it('secrets that everybody can read', async () => {
    const file = site.configFile();
    chmodSync(file, 0o644);
    const [first = ''] = await problems(file, '--offline');
    chmodSync(file, 0o600);
    expect(first).to.match(/^secrets: .*every user of this machine can read .* → chmod 640 or 600/);
  });

  it('no key, the key that everybody knows, and keys that cannot be read', async () => {
    expect(await problemsWith({ psk: '' }, '--offline')).to.deep.equal([
      'key: there is no shared key → set security.psk_file to a file with the key of the fleet',
    ]);
    expect((await problemsWith({ psk: 'unset' }, '--offline')).join()).to.contain('"unset"');
    const ssl = changed(config => {
      config.security = {
        provider: 'ssl',
        client_public: '/none.pem',
        client_private: '/none.key',
        server_public: '/none',
      };
    });
    expect((await problems(ssl, '--offline')).join()).to.match(/^key: .*\/none/);
  });

  it('each broker of the pool by itself', async () => {
    const file = changed(({ broker }) => {
      const [good] = broker!.pool as object[];
      broker!.pool = [good, { ...good, port: 1 }, { ...good, host: 'nowhere.invalid' }];
    });
    const found = await findings(file);
    const brokers = found.filter(({ check }) => check.startsWith('broker'));
    expect(brokers.map(({ state }) => state).sort()).to.deep.equal(['ok', 'problem', 'problem']);
    expect(brokers.find(({ check }) => check === 'broker 127.0.0.1:1')?.text).to.contain('refused');
    expect(brokers.find(({ check }) => check.startsWith('broker nowhere'))?.text).to.match(
      /has no address \(E/,
    );
    expect(found.some(({ check, state }) => check === 'nodes' && state === 'ok')).to.equal(true);
  });

  it('TLS with a broker that speaks none', async () => {
    const file = changed(({ broker }) => {
      broker!.pool = [{ ...(broker!.pool as object[])[0], tls: true }];
      broker!.connect_timeout = '2s';
    });
    expect((await problems(file)).join()).to.match(/^broker .*TLS/);
  });

  describe('TLS', () => {
    const certificate = (name: string): string => join(__dirname, '../../stomp/certificates', name);
    // What the broker shows, what is trusted here, and what doctor says of the two.
    for (const [what, name, ca, state, says] of [
      [
        'a broker whose authority is known',
        'server',
        'ca.crt',
        'ok',
        /^127\.0\.0\.1, TLSv1\.[23], login mcollective/,
      ],
      [
        'a certificate of an authority nobody named',
        'server',
        'other_ca.crt',
        'problem',
        /^TLS with the broker .* failed: its certificate is not signed by a CA we know → .*tls\.ca/,
      ],
      ['a certificate that has expired', 'expired', 'ca.crt', 'problem', /expired/],
      ['a certificate of another host', 'wrong_host', 'ca.crt', 'problem', /localhost.* → /],
    ] as const)
      it(what, async () => {
        const broker = await Broker.start({
          users: { mcollective: 'marionette' },
          tls: { certFile: certificate(`${name}.crt`), keyFile: certificate(`${name}.key`) },
        });
        const file = changed(config => {
          const [first] = config.broker!.pool as object[];
          const tls = { ca: [certificate(ca)] };
          config.broker!.pool = [{ ...first, host: 'localhost', port: broker.port, tls }];
        });
        try {
          const found = (await findings(file)).filter(({ check }) => check.startsWith('broker localhost'));
          expect(found.map(finding => finding.state)).to.deep.equal([state]);
          expect(`${found[0]!.text} → ${found[0]!.remedy ?? ''}`).to.match(says);
        } finally {
          await broker.stop();
        }
      });
  });

  it('nobody who answers', async () => {
    const file = changed(config => {
      Object.assign(config, { collectives: ['moon'] });
    });
    expect((await problems(file)).join()).to.match(/^nodes: nobody answers in moon → check that fleetspecd/);
  });

  it('nodes with another key', async () => {
    const fleet = new FakeFleet();
    fleet.add(['web1', 'web2']);
    fleet.add(['stranger'], { psk: 'other' });
    const { code, stdout } = await fleetspec(['doctor'], { fleet });
    expect(stdout).to.contain('ok       nodes: 2 nodes answer in mcollective\n');
    expect(stdout.replace(/\s+/g, ' ')).to.contain(
      'problem keys: 1 answer could not be verified: other nodes have another key or security provider → bring the same key',
    );
    expect(code).to.equal(1);
  });

  it('clocks that are off', async () => {
    const ahead = {
      ...systemClock,
      now: () => systemClock.now() - 45_000,
      monotonic: systemClock.monotonic,
      after: systemClock.after,
    };
    const fleet = await EmulatedFleet.start({
      config: loadConfig(processEnvironment(), { role: 'server', file: site.configFile() }),
      environment: processEnvironment(),
      nodes: [{ identity: 'late1' }],
      clock: ahead,
    });
    try {
      expect((await problemsWith({})).join()).to.match(
        /^clocks: the clock of late1 is 4\d s behind.* → let chrony/,
      );
    } finally {
      await fleet.stop();
    }
  });

  it('DDLs that cannot be read, and folders that are not there', async () => {
    const folder = join(site.folder, 'ddls');
    mkdirSync(folder);
    writeFileSync(join(folder, 'broken.json'), '{"metadata":');
    const file = changed(config => {
      Object.assign(config, { lib_dirs: [folder, '/no/such/folder'] });
    });
    const found = await findings(file, '--offline');
    const ddls = found.filter(({ check }) => check === 'DDLs');
    expect(ddls.map(({ state }) => state)).to.deep.equal(['note', 'problem']);
    expect(ddls[1]!.text).to.contain('broken.json');
  });

  it('what a killed run has left', async () => {
    const state = join(site.folder, 'state');
    const file = site.configFile();
    expect(await problems(file, '--offline')).to.deep.equal([]);
    mkdirSync(state, { recursive: true, mode: 0o700 });
    writeFileSync(join(state, 'undo-by-nobody'), '');
    expect(await problems(file, '--offline')).to.deep.equal([
      'leftovers: 1 run that was killed has left changes on hosts → `fleetspec undo --list` shows them, `fleetspec undo` changes them back',
    ]);
    rmSync(join(state, 'undo-by-nobody'));
  });
});

describe('doctor: brokers', () => {
  const servers = new Set<Server>();
  const sockets = new Set<Socket>();
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  // A broker that says this when somebody logs in.
  const brokerSaying = (headers: string): Promise<number> =>
    new Promise(resolve => {
      const server = createServer(socket => {
        sockets.add(socket);
        socket
          .on('error', () => {})
          .once('data', () => socket.write(`CONNECTED\nversion:1.2\n${headers}\n\n\0`));
      }).listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
      servers.add(server);
    });
  const look = async (headers: string, broker: object = {}): Promise<string[]> => {
    const port = await brokerSaying(headers);
    const config = loadConfig(
      { ...processEnvironment(), env: { FLEETSPEC_BROKER: `127.0.0.1:${port}` } },
      { role: 'client', file: undefined },
      NO_FILES,
    );
    const found = await lookAtBrokers({ broker: { ...config.broker, ...broker } }, async host => host);
    return found.map(({ state, text }) => `${state} ${text}`);
  };

  it('tells which one it is', async () => {
    expect(await look('server:ActiveMQ/5.17.2\nheart-beat:30000,30000')).to.deep.equal([
      'ok no login, ActiveMQ/5.17.2, STOMP 1.2',
    ]);
  });

  it('is of another kind than the configuration says', async () => {
    expect((await look('server:RabbitMQ/3.10.8\nheart-beat:1,1'))[1]).to.equal(
      'problem it is RabbitMQ/3.10.8, but the configuration is for activemq',
    );
  });

  it('notes that there are no heart-beats, asked for or given', async () => {
    expect((await look('server:ActiveMQ/5.17.2\nheart-beat:0,0'))[1]).to.contain(
      'note the broker gives no heart-beats',
    );
    expect((await look('server:ActiveMQ/5.17.2', { heartbeatMs: 0 }))[1]).to.contain(
      'note no heart-beats are asked for',
    );
  });
});

describe('doctor: this machine', () => {
  it('Node.js of a version', () => {
    expect(lookAtNodeJs('v20.19.0', '>=20.19')).to.include({ state: 'ok' });
    expect(lookAtNodeJs('v22.1.0', '>=20.19')).to.include({ state: 'ok' });
    expect(lookAtNodeJs('v20.18.9', '>=20.19')).to.include({
      state: 'problem',
      remedy: 'install 20.19 or later',
    });
    expect(lookAtNodeJs('v18.20.0', '>=20.19')).to.include({ state: 'problem' });
  });

  const saying = (code: number | null, stdout: string, stderr = '') => {
    const asked: (readonly string[])[] = [];
    const run = async (file: string, args: readonly string[]) => {
      asked.push([file, ...args]);
      return { code, stdout, stderr, signal: null, timedOut: code === null, truncated: false };
    };
    return { asked, run };
  };

  it('agents of fleetspecd', async () => {
    const exec = saying(
      0,
      `/etc/f.yaml is good: web1 in mcollective
facts: 3, classes: 0
agents: discovery, rpcutil
agent puppet would not run: there is no puppet
authorization: none, whoever can sign a request may command this node
fault: the audit log /x cannot be written: no; fleetspecd will not start
warning: told already
`,
    );
    const found = await lookAtAgents('/etc/f.yaml', exec, '/bin/fleetspecd');
    expect(exec.asked).to.deep.equal([['/bin/fleetspecd', '--check', '--config', '/etc/f.yaml']]);
    expect(found.map(({ state, text }) => `${state} ${text}`)).to.deep.equal([
      'ok would run the agents: discovery, rpcutil',
      'note agent puppet would not run: there is no puppet',
      'note authorization: none, whoever can sign a request may command this node',
      'problem the audit log /x cannot be written: no; fleetspecd will not start',
    ]);
  });

  it('own agents of fleetspecd: those that load, and those that cannot be used', async () => {
    const exec = saying(
      0,
      `agents: discovery, backups, disk
own agents of /etc/fleetspec/agents: backups, disk
agent mail of /etc/fleetspec/agents cannot be used: /etc/fleetspec/agents/mail.ts:7:12: no; mend it; then look
the agents of /opt/agents cannot be used: ENOENT
`,
    );
    const found = (await lookAtAgents('/etc/f.yaml', exec, '/bin/fleetspecd')).slice(1);
    expect(found).to.deep.equal([
      { check: 'own agents', state: 'ok', text: 'backups, disk, of /etc/fleetspec/agents' },
      {
        check: 'own agents',
        state: 'problem',
        text: 'agent mail of /etc/fleetspec/agents cannot be used: /etc/fleetspec/agents/mail.ts:7:12: no',
        remedy: 'mend it; then look',
      },
      { check: 'own agents', state: 'problem', text: 'the agents of /opt/agents cannot be used: ENOENT' },
    ]);
    const none = await lookAtAgents('x', saying(0, 'own agents of /opt/agents: none\n'), '/bin/fleetspecd');
    expect(none[0]).to.include({ check: 'own agents', state: 'note' });
  });

  it('own agents as fleetspecd --check tells them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-'));
    writeFileSync(join(folder, 'mail.json'), '{broken');
    const file = join(folder, 'fleetspec.yaml');
    writeFileSync(
      file,
      `broker: {pool: [{host: mq1}]}\nsecurity: {psk: x}\nnode: {agents: [rpcutil], agent_dirs: [${folder}]}\n`,
      { mode: 0o600 },
    );
    const environment = processEnvironment();
    const run = async () => {
      const config = loadConfig(environment, { role: 'server', file });
      const parts = { environment, exec: new SystemExec(), paths: hostPaths, clock: systemClock };
      const stdout = (await checkNode(config, parts)).join('\n');
      return { code: 0, stdout, stderr: '', signal: null, timedOut: false, truncated: false };
    };
    const found = await lookAtAgents(file, { run }, '/bin/fleetspecd');
    rmSync(folder, { recursive: true });
    const own = found.filter(({ check }) => check === 'own agents');
    expect(own.map(({ state }) => state)).to.deep.equal(['note', 'problem']);
    expect(own[1]!.text).to.contain(`agent mail of ${folder} cannot be used: `);
  });

  it('a fleetspecd that would not start, or is not there', async () => {
    const [first] = await lookAtAgents(
      undefined,
      saying(1, '', 'fleetspecd: no good; do better\n'),
      '/bin/x',
    );
    expect(first).to.deep.equal({
      check: 'fleetspecd',
      state: 'problem',
      text: 'no good',
      remedy: 'do better',
    });
    expect((await lookAtAgents(undefined, saying(null, ''), '/bin/x'))[0]!.text).to.contain('took longer');
    const [missing] = await lookAtAgents(
      undefined,
      { run: () => Promise.reject(new Error('not there')) },
      '/bin/x',
    );
    expect(missing).to.include({ state: 'problem', text: 'not there' });
  });

  it('is a node when its configuration has settings for one', async () => {
    const site = { file: '/etc/mcollective/server.cfg' } as Parameters<typeof isNode>[0];
    expect(isNode(site)).to.equal(true);
    expect(isNode({ ...site, file: '/etc/mcollective/client.cfg' })).to.equal(false);
  });
});
