// Which file is read, what the environment changes, and what others can read.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { Config } from '../../../lib/config/config';
import { realFiles } from '../../../lib/config/config_files';
import { formatOf, loadConfig } from '../../../lib/config/load_config';
import { pskOf } from './default_config';
import { type FakeFile, fakeEnvironment, fakeFiles } from './fakes';

const YAML = 'broker: {pool: [yaml]}\n';
const CFG = 'plugin.activemq.pool.size = 1\nplugin.activemq.pool.1.host = cfg\n';

const PLACES = {
  client: [
    '/work/fleetspec.yaml',
    '/home/alice/.fleetspec.yaml',
    '/home/alice/.config/fleetspec/fleetspec.yaml',
    '/etc/fleetspec/fleetspec.yaml',
    '/home/alice/.mcollective',
    '/etc/puppetlabs/mcollective/client.cfg',
    '/etc/mcollective/client.cfg',
  ],
  server: [
    '/work/fleetspec.yaml',
    '/home/alice/.fleetspec.yaml',
    '/home/alice/.config/fleetspec/fleetspec.yaml',
    '/etc/fleetspec/fleetspec.yaml',
    '/etc/puppetlabs/mcollective/server.cfg',
    '/etc/mcollective/server.cfg',
  ],
};

type Files = Record<string, string | FakeFile>;

function load(files: Files, env = {}, options: { file?: string; role?: 'client' | 'server' } = {}): Config {
  return loadConfig(fakeEnvironment(env), { role: 'client', ...options }, fakeFiles(files));
}

function sentenceOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

describe('where configuration is found', () => {
  for (const role of ['client', 'server'] as const) {
    it(`the first of the places of a ${role}`, () => {
      const places = PLACES[role];
      for (let i = 0; i < places.length; i++) {
        const files = Object.fromEntries(
          places.slice(i).map(place => [place, place.endsWith('yaml') ? YAML : CFG]),
        );
        expect(load(files, {}, { role }).file).to.equal(places[i]);
      }
    });

    it(`nothing at all: says where it looked for a ${role}, and what to write`, () => {
      expect(sentenceOf(() => load({}, {}, { role }))).to.equal(
        `no configuration found (looked for ${PLACES[role].join(', ')}); \`fleetspec init\` writes one; or write ` +
          '~/.fleetspec.yaml with broker.pool (host, user, password) and security.psk, or name a file with --config',
      );
    });
  }

  it('passes over what cannot be read, and says so', () => {
    const closed = { text: '', problem: 'permission denied' };
    const config = load({ '/etc/fleetspec/fleetspec.yaml': closed, '/home/alice/.mcollective': CFG });
    expect(config.broker.pool[0]?.host).to.equal('cfg');
    expect(config.warnings).to.deep.equal([
      '/etc/fleetspec/fleetspec.yaml is passed over: permission denied',
    ]);
    expect(sentenceOf(() => load({ '/etc/fleetspec/fleetspec.yaml': closed }))).to.include(
      '/etc/fleetspec/fleetspec.yaml (permission denied)',
    );
  });

  it('passes over what is there to be filled in', () => {
    const empty = '---\n# fleetspec.yaml, as the package brings it\n\n  # broker: …\n';
    const config = load({ '/etc/fleetspec/fleetspec.yaml': empty, '/home/alice/.mcollective': CFG });
    expect(config.broker.pool[0]?.host).to.equal('cfg');
    expect(config.warnings).to.deep.equal([]);
    expect(sentenceOf(() => load({ '/etc/fleetspec/fleetspec.yaml': empty }))).to.include(
      '/etc/fleetspec/fleetspec.yaml (nothing is set in it)',
    );
    expect(sentenceOf(() => load({ '/b.yaml': empty }, {}, { file: '/b.yaml' }))).to.include('broker.pool');
  });

  it('a named file wins over all, --config over FLEETSPEC_CONFIG', () => {
    const files = { '/work/fleetspec.yaml': YAML, '/work/a.yaml': YAML, '/b.cfg': CFG };
    expect(load(files, { FLEETSPEC_CONFIG: '/b.cfg' }).file).to.equal('/b.cfg');
    expect(load(files, { FLEETSPEC_CONFIG: '/b.cfg' }, { file: 'a.yaml' }).file).to.equal('/work/a.yaml');
  });

  it('a named file that is not there', () => {
    expect(sentenceOf(() => load({}, {}, { file: '/x.yaml' }))).to.equal(
      'cannot read the configuration /x.yaml: it does not exist; check its path and permissions',
    );
  });
});

describe('formatOf', () => {
  const format = (file: string, text: string): string => formatOf({ file, text });

  it('goes by extension, then by content', () => {
    expect(format('/a.yaml', 'a = b')).to.equal('fleetspec');
    expect(format('/a.yml', '')).to.equal('fleetspec');
    expect(format('/a.cfg', '# x\n\nidentity = a:b')).to.equal('mcollective');
    expect(format('/a.conf', 'plugin.fleetspec.devices.load balancer = ::1')).to.equal('mcollective');
    expect(format('/a', 'identity: a=b')).to.equal('fleetspec');
    expect(format('/a.cfg', '---\nidentity: x')).to.equal('fleetspec');
    expect(format('/a.cfg', 'identity')).to.equal('mcollective');
    expect(format('/a.cfg', '')).to.equal('mcollective');
    expect(format('/home/x/.mcollective', '')).to.equal('mcollective');
    expect(format('/a', '')).to.equal('fleetspec');
  });
});

describe('the environment', () => {
  const file = '/work/fleetspec.yaml';
  const login = 'broker: {pool: [{host: a, user: u, password: p}, b]}\nsecurity: {psk: from-file}\n';

  it('wins over the file', () => {
    const config = load({ [file]: login }, { STOMP_USER: 'U', STOMP_PASSWORD: 'P', MCOLLECTIVE_PSK: 'K' });
    expect(config.broker.pool).to.deep.equal([
      { host: 'a', port: 61613, user: 'U', password: 'P' },
      { host: 'b', port: 61613, user: 'U', password: 'P' },
    ]);
    expect(pskOf(config)).to.equal('K');
  });

  it('counts empty variables for none', () => {
    const config = load(
      { [file]: login },
      { STOMP_USER: '', STOMP_PASSWORD: '', MCOLLECTIVE_PSK: '', FLEETSPEC_CONFIG: '' },
    );
    expect(config.broker.pool[0]).to.deep.equal({ host: 'a', port: 61613, user: 'u', password: 'p' });
    expect(pskOf(config)).to.equal('from-file');
  });

  it('names a file with the key', () => {
    const files = { [file]: login, '/run/psk': 'from-secret\n' };
    expect(pskOf(load(files, { FLEETSPEC_PSK_FILE: '/run/psk' }))).to.equal('from-secret');
    expect(pskOf(load(files, { FLEETSPEC_PSK_FILE: '/run/psk', MCOLLECTIVE_PSK: 'K' }))).to.equal('K');
    expect(sentenceOf(() => load(files, { FLEETSPEC_PSK_FILE: '/x' }))).to.include(
      'file with the shared key /x',
    );
  });

  it('is enough without any file', () => {
    const config = load({}, { FLEETSPEC_BROKER: 'b1:6163, b2', MCOLLECTIVE_PSK: 'K' });
    expect(config.file).to.equal(undefined);
    expect(config.broker.pool).to.deep.equal([
      { host: 'b1', port: 6163 },
      { host: 'b2', port: 61613 },
    ]);
    expect(sentenceOf(() => load({}, { FLEETSPEC_BROKER: 'http://x' }))).to.equal(
      'environment: "FLEETSPEC_BROKER" must be host:port, not "http://x"; correct it',
    );
  });

  it('names client certificates', () => {
    const text = 'broker: {pool: [a, {host: b, tls: {ca: /ca}}]}\n';
    const env = { MCOLLECTIVE_ACTIVEMQ_POOL2_SSL_CERT: '/c', MCOLLECTIVE_ACTIVEMQ_POOL2_SSL_KEY: '/k' };
    expect(load({ [file]: text }, env).broker.pool[1]?.tls).to.deep.equal({
      caFiles: ['/ca'],
      certFile: '/c',
      keyFile: '/k',
      verify: true,
    });
  });

  it('gives the identity; a host name that cannot be one is refused', () => {
    const files = fakeFiles({ [file]: YAML });
    const odd = fakeEnvironment({}, { hostname: 'büro 1' });
    expect(sentenceOf(() => loadConfig(odd, { role: 'client' }, files))).to.equal(
      '/work/fleetspec.yaml: "identity" cannot be the host name "büro 1"; ' +
        'set identity to a name of letters, digits, "_", "." and "-"',
    );
  });
});

describe('secrets that everybody can read', () => {
  const file = '/work/fleetspec.yaml';
  const open = (text: string): FakeFile => ({ text, mode: 0o644 });
  const advice = 'chmod 640 or 600 keeps it among those who need it';
  const secret = 'broker: {pool: [{host: a, password: p}]}\nsecurity: {psk: k}\n';

  it('are warned of, each once', () => {
    expect(load({ [file]: open(secret) }).warnings).to.deep.equal([
      `${file}: every user of this machine can read the broker password; ${advice}`,
      `${file}: every user of this machine can read the shared key; ${advice}`,
    ]);
  });

  it('are warned of in files of their own and private keys', () => {
    const text =
      'broker: {pool: [{host: a, password_file: /p, tls: {cert: /c, key: /k}}]}\nsecurity: {psk_file: /s}\n';
    const files = { [file]: open(text), '/p': open('p'), '/s': open('s'), '/k': open('k'), '/c': open('c') };
    expect(load(files).warnings.map(line => line.split(':')[0])).to.deep.equal(['/k', '/p', '/s']);
  });

  it('are not warned of where there are none, or only the group can read them', () => {
    expect(load({ [file]: open(YAML) }).warnings).to.deep.equal([]);
    expect(load({ [file]: { text: secret, mode: 0o640 } }).warnings).to.deep.equal([]);
    expect(
      load({ [file]: open('broker: {pool: [a]}\nsecurity: {psk: k}\n') }, { MCOLLECTIVE_PSK: 'x' }).warnings,
    ).to.deep.equal([]);
  });
});

describe('real files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetspec-config-'));
  const path = (name: string): string => join(folder, name);

  it('are read with their permissions', t => {
    t.after(() => rmSync(folder, { recursive: true }));
    writeFileSync(path('open'), '\uFEFFtext');
    chmodSync(path('open'), 0o644);
    writeFileSync(path('closed'), 'x');
    chmodSync(path('closed'), 0o600);
    writeFileSync(path('huge'), Buffer.alloc(1024 * 1024 + 1));
    mkdirSync(path('plugin.d'));
    writeFileSync(path('plugin.d/b.cfg'), '');
    writeFileSync(path('plugin.d/a.cfg'), '');

    expect(realFiles.read(path('open'))).to.deep.equal({ text: 'text', worldReadable: true });
    expect(realFiles.read(path('closed'))).to.deep.equal({ text: 'x', worldReadable: false });
    expect(realFiles.worldReadable(path('closed'))).to.equal(false);
    expect(realFiles.worldReadable(path('nothing'))).to.equal(false);
    expect(realFiles.read(path('huge'))).to.deep.equal({
      problem: 'it is larger than 1 MiB',
      missing: false,
    });
    expect(realFiles.read(folder)).to.deep.equal({ problem: 'it is not a file', missing: false });
    expect(realFiles.read(path('nothing'))).to.deep.equal({ problem: 'it does not exist', missing: true });
    expect(realFiles.read(path('open/x'))).to.deep.equal({ problem: 'it does not exist', missing: true });
    expect(realFiles.list(path('plugin.d'))).to.deep.equal(['a.cfg', 'b.cfg']);
    expect(realFiles.list(path('nothing'))).to.deep.equal([]);
    expect([realFiles.exists(path('open')), realFiles.exists(path('nothing'))]).to.deep.equal([true, false]);
  });
});
