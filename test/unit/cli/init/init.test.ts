// fleetspec init: what it writes, with which modes, and that it is understood; what it takes over, and what it never shows.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { shownConfig } from '../../../../lib/config/describe_config';
import { loadConfig } from '../../../../lib/config/load_config';
import { processEnvironment } from '../../../../lib/environment';
import { fleetspec, folderWith, type Outcome, type RunSettings } from '../run_fleetspec';

const WRITE_DRAFT = resolve(__dirname, '../../../../lib/cli/init/write_draft');
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('fleetspec init', () => {
  let folder: ReturnType<typeof folderWith>;
  let dir: string;
  beforeEach(() => {
    folder = folderWith({ 'the.password': 'marionette\n', 'the.psk': 'geheim\n' });
    dir = join(folder.path, 'conf');
  });
  afterEach(() => folder.remove());

  const init = (words: readonly string[], settings: RunSettings = {}): Promise<Outcome> =>
    fleetspec(['init', '--dir', dir, ...words], { cwd: folder.path, ...settings });
  const written = (role: 'client' | 'server' = 'client') =>
    loadConfig({ ...processEnvironment(), env: {} }, { file: join(dir, 'fleetspec.yaml'), role });

  it('writes what options say, with new secrets that only their owner can read', async () => {
    const words = [
      '--broker',
      'mq1:61614',
      '--broker',
      'mq2',
      '--tls',
      '--user',
      'fleet',
      '--identity',
      'web1',
    ];
    const { code, stdout } = await init([...words, '--collective', 'uk', '--new-password', '--new-psk']);
    expect(code).to.equal(0);
    const { broker, security, identity, collectives, warnings } = written();
    const psk = readFileSync(join(dir, 'fleet.psk'), 'utf8').trim();
    expect(psk).to.match(/^[\w-]{32}$/);
    expect(security).to.include({ provider: 'psk', psk });
    const password = readFileSync(join(dir, 'broker.password'), 'utf8').trim();
    expect(broker.pool.map(({ host, port, user, password: p }) => [host, port, user, p])).to.deep.equal([
      ['mq1', 61614, 'fleet', password],
      ['mq2', 61614, 'fleet', password],
    ]);
    expect(broker.pool[0]!.tls?.verify).to.equal(true);
    expect({ identity, collectives, warnings }).to.deep.equal({
      identity: 'web1',
      collectives: ['uk'],
      warnings: [],
    });
    expect(['fleet.psk', 'broker.password'].map(name => mode(join(dir, name)))).to.deep.equal([0o600, 0o600]);
    expect(password).not.to.equal(psk);
    expect(stdout).not.to.contain(psk).and.not.to.contain(password);
    expect(stdout)
      .to.contain('Bring fleet.psk to every machine')
      .and.to.contain('Tell the broker the new password');
  });

  it('points to secrets that are there', async () => {
    await init([
      '--broker',
      'mq1',
      '--user',
      'u',
      '--password-file',
      'the.password',
      '--psk-file',
      'the.psk',
    ]);
    expect(readdirSync(dir)).to.deep.equal(['fleetspec.yaml']);
    expect(written().broker.pool[0]?.password).to.equal('marionette');
    expect(written().security).to.include({ psk: 'geheim' });
  });

  it('passes fleetspec config', async () => {
    await init(['--broker', 'mq1', '--new-psk', '--role', 'node']);
    const { code, stderr } = await fleetspec(['config', '--server', '--config', join(dir, 'fleetspec.yaml')]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  });

  it('asks at a terminal for what no option says', async () => {
    const typed = Readable.from(['both\n', 'mq7:61613\n', '\n', 'top secret\n', '\n', '\n']);
    const input = Object.assign(typed, { isTTY: true });
    const { code, stdout, stderr } = await init([], { tty: true, input });
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(
      /client, node or both\? \[client\] .*host:port\? .*\[mcollective\] .*password\? \(not shown\).*ssl or aes.*\? \[psk\] /s,
    );
    expect(written().broker.pool[0]).to.include({ host: 'mq7', user: 'mcollective', password: 'top secret' });
    expect(readFileSync(join(dir, 'fleet.psk'), 'utf8')).to.match(/^[\w-]{32}\n$/);
    expect(stdout + stderr).not.to.contain('top secret');
    // Neither program looks there by itself.
    const where = `--config ${join(dir, 'fleetspec.yaml')}`;
    expect(stdout).to.contain(`Next: fleetspec doctor ${where}\n      fleetspecd ${where} --check\n`);
  });

  it('names what comes next without a file where both programs look', async () => {
    const { stdout } = await fleetspec(['init', '--broker', 'mq1', '--new-psk', '--role', 'both']);
    expect(stdout).to.match(
      /^Next: fleetspec doctor\n {6}fleetspecd --check, then systemctl enable --now fleetspecd$/m,
    );
  });

  it('writes nothing when the answers end', async () => {
    const input = Object.assign(Readable.from(['client\n']), { isTTY: true });
    expect((await init([], { tty: true, input })).code).to.equal(1);
    expect(existsSync(dir)).to.equal(false);
  });

  for (const [what, words, says] of [
    ['no broker', ['--new-psk'], 'no broker is named'],
    ['no key', ['--broker', 'mq1'], 'no shared key'],
    ['a broker that is none', ['--broker', 'mq1:99999', '--new-psk'], '--broker cannot be'],
    ['a role that is none', ['--role', 'boss', '--broker', 'mq1', '--new-psk'], '--role cannot be'],
    [
      'a connector that is none',
      ['--connector', 'kafka', '--broker', 'mq1', '--new-psk'],
      'broker.connector',
    ],
    ['a key file that is not there', ['--broker', 'mq1', '--psk-file', 'none'], 'it does not exist'],
  ] as const)
    it(`writes nothing with ${what}`, async () => {
      const { code, stderr } = await init(words);
      expect(code).to.equal(1);
      expect(stderr).to.contain(says);
      expect(existsSync(dir)).to.equal(false);
    });

  it('overwrites nothing', async () => {
    await init(['--broker', 'mq1', '--new-psk']);
    const before = readFileSync(join(dir, 'fleetspec.yaml'), 'utf8');
    const again = await init(['--broker', 'mq2', '--new-psk']);
    expect(again.code).to.equal(1);
    expect(again.stderr).to.contain('is there already');
    writeFileSync(join(dir, 'fleetspec.yaml'), '# only a comment\n');
    const key = readFileSync(join(dir, 'fleet.psk'), 'utf8');
    expect((await init(['--broker', 'mq2', '--new-psk'])).stderr).to.contain('fleet.psk is there already');
    expect(readFileSync(join(dir, 'fleet.psk'), 'utf8')).to.equal(key);
    expect(before).to.contain('mq1');
  });

  it('fills in a file in which nothing is set', async () => {
    folder.remove();
    folder = folderWith({ 'conf/fleetspec.yaml': '# broker:\n#   pool: …\n' });
    dir = join(folder.path, 'conf');
    expect((await init(['--broker', 'mq1', '--new-psk'])).code).to.equal(0);
    expect(written().broker.pool[0]?.host).to.equal('mq1');
  });

  it('leaves nothing half-written on a full disk, and what was there as it was', () => {
    const script = `
      const { writeDraft } = require(${JSON.stringify(WRITE_DRAFT)});
      const secrets = [{ name: 'a.psk', secret: 'a' }, { name: 'b.psk', secret: 'b'.repeat(5000) }];
      try { writeDraft({ settings: {}, secrets }, ${JSON.stringify(dir)}); } catch ({ code }) { console.log(code); }`;
    const limited = (): string =>
      // No file may have more than 1024 bytes.
      execFileSync(
        'bash',
        ['-c', 'ulimit -f 1; exec "$0" -r ts-node/register -e "$1"', process.execPath, script],
        {
          encoding: 'utf8',
        },
      );
    expect(limited()).to.equal('EFBIG\n');
    expect(readdirSync(dir)).to.deep.equal([]);
    writeFileSync(join(dir, 'fleetspec.yaml'), '# nothing\n');
    expect(limited()).to.equal('EFBIG\n');
    expect(readdirSync(dir)).to.deep.equal(['fleetspec.yaml']);
    expect(readFileSync(join(dir, 'fleetspec.yaml'), 'utf8')).to.equal('# nothing\n');
  });

  describe('--from', () => {
    const CFG = `identity = web1.example.net
main_collective = uk
collectives = uk, eu
libdir = /opt/plugins:/opt/more
logfile = /var/log/mcollective.log
loglevel = fatal
daemonize = 1
keeplogs = 9
ttl = 90
securityprovider = psk
plugin.psk = s3cret key
plugin.psk.callertype = user
connector = rabbitmq
plugin.rabbitmq.vhost = /mcollective
plugin.rabbitmq.heartbeat_interval = 30
plugin.rabbitmq.pool.size = 2
plugin.rabbitmq.pool.1.host = mq1
plugin.rabbitmq.pool.1.user = a
plugin.rabbitmq.pool.1.password = p4ss:one
plugin.rabbitmq.pool.2.host = mq2
plugin.rabbitmq.pool.2.port = 61614
plugin.rabbitmq.pool.2.password = p4ss#two
plugin.rabbitmq.pool.2.ssl = 1
plugin.rabbitmq.pool.2.ssl.ca = /etc/ca.pem
plugin.activemq.pool.1.host = old
factsource = facter
plugin.yaml = /etc/a.yaml:/etc/b.yaml
rpcauthorization = 1
rpcauthprovider = action_policy
plugin.actionpolicy.allow_unconfigured = 1
rpcaudit = 1
rpcauditprovider = logfile
registerinterval = 300
plugin.iptables.chain = block
default_batch_size = 10
`;
    const take = async (
      cfg: string,
      name = 'server.cfg',
      more: Record<string, string> = {},
    ): Promise<Outcome> => {
      folder.remove();
      folder = folderWith({ [name]: cfg, ...more });
      dir = join(folder.path, 'conf');
      return init(['--from', name]);
    };
    const shown = (file: string, role: 'client' | 'server') => {
      const { file: _, ...rest } = shownConfig(
        loadConfig({ ...processEnvironment(), env: {} }, { file, role }),
      );
      const { plugins: _plugins, ...node } = rest.node as Record<string, never>;
      return { ...rest, node };
    };

    it('comes to the same in everything', async () => {
      const { code, stderr } = await take(CFG);
      expect(code, stderr).to.equal(0);
      const [before, after] = ['server.cfg', 'conf/fleetspec.yaml'].map(file =>
        shown(join(folder.path, file), 'server'),
      );
      expect(after).to.deep.equal(before);
      const { broker, security, node } = written('server');
      expect(broker.pool.map(({ password }) => password)).to.deep.equal(['p4ss:one', 'p4ss#two']);
      expect(security).to.include({ psk: 's3cret key' });
      expect(node.plugins['iptables.chain']).to.equal('block');
    });

    it('tells what was taken and what was not, and no secret', async () => {
      const { stdout, stderr } = await take(CFG);
      const [taken, left] = stdout.split('Not taken:\n');
      expect(taken).to.contain('plugin.rabbitmq.pool.2.ssl.ca').and.to.contain('plugin.iptables.chain');
      expect(left)
        .to.match(/^ {2}daemonize has no effect/m)
        .and.to.match(/^ {2}keeplogs is not needed/m);
      expect(left)
        .to.match(/^ {2}factsource has no effect/m)
        .and.to.match(/^ {2}plugin\.activemq\.pool\.1\.host belongs/m);
      expect(left).not.to.contain('is not the same');
      for (const secret of ['s3cret', 'p4ss']) {
        expect(stdout + stderr).not.to.contain(secret);
        expect(readFileSync(join(dir, 'fleetspec.yaml'), 'utf8')).not.to.contain(secret);
      }
      expect(readdirSync(dir).map(name => [name, mode(join(dir, name))])).to.deep.equal([
        ['broker.password', 0o600],
        ['broker2.password', 0o600],
        ['fleet.psk', 0o600],
        ['fleetspec.yaml', 0o644],
      ]);
    });

    it('hides secrets of plugins, in place of a file in which nothing was set, too', async () => {
      const cfg = `${CFG}plugin.mailer.password = hidden\n`;
      for (const more of [{}, { 'conf/fleetspec.yaml': '# nothing\n' }] as Record<string, string>[]) {
        folder.remove();
        folder = folderWith({ 'server.cfg': cfg, ...more });
        dir = join(folder.path, 'conf');
        for (const name of Object.keys(more)) chmodSync(join(folder.path, name), 0o644);
        expect((await init(['--from', 'server.cfg'])).code).to.equal(0);
        expect(readFileSync(join(dir, 'fleetspec.yaml'), 'utf8')).to.contain('hidden');
        expect(mode(join(dir, 'fleetspec.yaml'))).to.equal(0o600);
      }
    });

    it('takes keys of ssl by their places, and settings in plugin.d', async () => {
      const cfg = `securityprovider = ssl
plugin.ssl_client_public = /etc/op.pem
plugin.ssl_client_private = /etc/op.key
plugin.ssl_server_public = /etc/server.pem
plugin.ssl_serializer = yaml
plugin.activemq.pool.1.host = mq1
`;
      const { code, stderr, stdout } = await take(cfg, 'client.cfg', {
        'plugin.d/shell.cfg': 'api_token = hidden\n',
      });
      expect(code, stderr).to.equal(0);
      expect(stdout).to.contain('plugin.shell.api_token').and.not.to.contain('hidden');
      expect(shown(join(dir, 'fleetspec.yaml'), 'client')).to.deep.equal(
        shown(join(folder.path, 'client.cfg'), 'client'),
      );
      // A secret of an agent has no file of its own.
      expect(mode(join(dir, 'fleetspec.yaml'))).to.equal(0o600);
    });

    it('writes nothing when the file cannot be read', async () => {
      const { code, stderr } = await take('plugin.activemq.pool.size = x\n');
      expect(code).to.equal(1);
      expect(stderr).to.contain('must be a whole number');
      expect(existsSync(dir)).to.equal(false);
    });
  });
});
