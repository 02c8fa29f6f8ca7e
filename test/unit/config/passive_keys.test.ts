// Targets of passive results and their queue, as fleetspec.yaml has them.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { describeConfig } from '../../../lib/config/describe_config';
import { loadConfig } from '../../../lib/config/load_config';
import { loadPassive } from '../../../lib/config/load_passive';
import type { PassiveConfig } from '../../../lib/config/passive_config';
import type { Environment } from '../../../lib/environment';
import { type FakeFile, fakeEnvironment, fakeFiles } from './fakes';

const FILE = '/etc/fleetspec/fleetspec.yaml';

function load(
  text: string,
  changes: Partial<Environment> = {},
  files: Record<string, string | FakeFile> = {},
) {
  return loadPassive(fakeEnvironment({}, changes), FILE, fakeFiles({ [FILE]: text, ...files }));
}

const passive = (text: string): PassiveConfig => load(`passive:\n${text.replace(/^/gm, '  ')}\n`).passive;

function fault(text: string): string {
  try {
    passive(text);
  } catch (error) {
    return (error as { sentence: string }).sentence;
  }
  return expect.fail('no error');
}

describe('targets', () => {
  it('of every kind', () => {
    const { targets } = passive(`targets:
  spool: {kind: spool, path: /var/lib/nagios4/spool/checkresults}
  pipe: {kind: command_file, path: rw/nagios.cmd, host: "{hostname}", service: "x {plugin}"}
  nsca: {kind: nsca, address: "mon.example.net:5668", encryption: 14, password_file: nsca.pw, max_output: 512}
  nrdp: {kind: nrdp, url: "https://mon.example.net/nrdp/", token_file: /etc/token, ca: ca.pem}
  icinga-1.uk: {kind: icinga2, url: "https://i:5665", user: api, password_file: i.pw, ttl: 10m}`);
    const names = { host: undefined, service: undefined };
    const secret = (name: string, what: string, file?: string) => ({
      variable: `FLEETSPEC_PASSIVE_${name}_${what}`,
      file,
    });
    expect(Object.fromEntries(targets)).to.deep.equal({
      spool: { name: 'spool', ...names, kind: 'spool', path: '/var/lib/nagios4/spool/checkresults' },
      pipe: {
        ...{ name: 'pipe', host: '{hostname}', service: 'x {plugin}' },
        ...{ kind: 'command_file', path: '/etc/fleetspec/rw/nagios.cmd' },
      },
      nsca: {
        ...{ name: 'nsca', ...names, kind: 'nsca', address: { host: 'mon.example.net', port: 5668 } },
        ...{ encryption: 'rijndael-128', outputBytes: 512 },
        password: secret('NSCA', 'PASSWORD', '/etc/fleetspec/nsca.pw'),
      },
      nrdp: {
        ...{ name: 'nrdp', ...names, kind: 'nrdp', url: 'https://mon.example.net/nrdp/' },
        ...{ ca: '/etc/fleetspec/ca.pem', user: undefined, password: secret('NRDP', 'PASSWORD') },
        token: secret('NRDP', 'TOKEN', '/etc/token'),
      },
      'icinga-1.uk': {
        ...{
          name: 'icinga-1.uk',
          ...names,
          kind: 'icinga2',
          url: 'https://i:5665',
          ca: undefined,
          user: 'api',
        },
        ...{ password: secret('ICINGA_1_UK', 'PASSWORD', '/etc/fleetspec/i.pw'), ttl: 600 },
      },
    });
  });

  it('of NSCA have xor, 4096 bytes and port 5667 when nothing is said', () => {
    const target = passive('targets: {n: {kind: nsca, address: "[2001:db8::1]"}}').targets.get('n');
    expect(target).to.deep.include({
      ...{ address: { host: '2001:db8::1', port: 5667 }, encryption: 'xor', outputBytes: 4096 },
    });
    for (const [number, name] of [
      [0, 'none'],
      [1, 'xor'],
      [3, '3des'],
      [15, 'rijndael-192'],
      [16, 'rijndael-256'],
    ])
      expect(
        passive(`targets: {n: {kind: nsca, address: a, encryption: ${number}}}`).targets.get('n'),
      ).to.deep.include({
        encryption: name,
      });
  });

  it('have a default: the one so named, or the only one', () => {
    const two = 'targets: {a: {kind: spool, path: /a}, b: {kind: spool, path: /b}}';
    expect(passive(two).defaultTarget).to.equal(undefined);
    expect(passive(`default: b\n${two}`).defaultTarget).to.equal('b');
    expect(passive('targets: {a: {kind: spool, path: /a}}').defaultTarget).to.equal('a');
    expect(fault(`default: c\n${two}`)).to.contain(
      '"passive.default" names "c", which is none of the targets',
    );
  });

  for (const [text, says] of [
    ['targets: [a]', 'line 2: "passive.targets" must hold names of targets'],
    ['targets:\n  a: spool', 'line 3: "passive.targets.a" must be a hash with a kind'],
    ['targets:\n  ../a: {kind: spool, path: /a}', 'must be a name of letters'],
    ['targets:\n  a:\n    kind: spol', 'line 4: "passive.targets.a.kind" must be one of spool, command_file'],
    ['targets:\n  a: {path: /a}', '"passive.targets.a.kind" is not set; say one of spool'],
    ['targets:\n  a: {kind: spool}', '"passive.targets.a.path" is not set'],
    ['targets:\n  a: {kind: nsca}', '"passive.targets.a.address" is not set'],
    ['targets:\n  a: {kind: nrdp}', '"passive.targets.a.url" is not set'],
    ['targets:\n  a: {kind: icinga2, url: "https://i:5665"}', '"passive.targets.a.user" is not set'],
    [
      'targets:\n  a: {kind: spool, path: /a, ttl: 5}',
      '"passive.targets.a.ttl" means nothing to a target of kind spool',
    ],
    ['targets:\n  a: {kind: spool, pth: /a}', 'unknown key "passive.targets.a.pth"; did you mean "path"?'],
    ['target: {}', 'unknown key "passive.target"; did you mean "targets"?'],
    ['targets:\n  a: {kind: nrdp, url: "ftp://x"}', 'must be a URL that begins with https://'],
    ['targets:\n  a: {kind: nrdp, url: "https://u:secret@x"}', 'must be a URL'],
    ['targets:\n  a: {kind: nsca, address: "x:99999"}', 'must be a host name or address'],
    ['targets:\n  a: {kind: nsca, address: x, encryption: 2}', 'must be one of none, xor'],
    ['queue_results: 1', '"passive.queue_results" must be a whole number from 10'],
  ] as const) {
    it(`are not ${text.replace(/\s+/g, ' ')}`, () => expect(fault(text)).to.contain(says) && undefined);
  }
});

describe('the queue', () => {
  it('lies where this user may write', () => {
    expect(load('').passive).to.deep.include({ queueResults: 10_000, queueBytes: 67_108_864 });
    expect(load('').passive.queueDir).to.equal('/home/alice/.local/state/fleetspec/passive');
    expect(load('', { uid: 0 }).passive.queueDir).to.equal('/var/spool/fleetspec/passive');
    expect(passive('queue_dir: q\nqueue_results: 50\nqueue_bytes: 200000')).to.deep.include({
      ...{ queueDir: '/etc/fleetspec/q', queueResults: 50, queueBytes: 200_000 },
    });
  });
});

describe('a file for results only', () => {
  it('needs no broker and no key', () => {
    expect(load('identity: mon1\n').identity).to.equal('mon1');
    expect(load('').identity).to.equal('web1.example.net');
  });

  it('may be of MCollective, and then has no targets', () => {
    const cfg = '/etc/mcollective/client.cfg';
    const setup = loadPassive(fakeEnvironment(), cfg, fakeFiles({ [cfg]: 'libdir = /a\n' }));
    expect(setup.passive.targets.size).to.equal(0);
  });

  it('is looked for where other commands look', () => {
    const files = fakeFiles({ '/home/alice/.fleetspec.yaml': 'identity: found\n' });
    expect(loadPassive(fakeEnvironment(), undefined, files).identity).to.equal('found');
    expect(() => loadPassive(fakeEnvironment(), undefined, fakeFiles({}))).to.throw('no configuration found');
    expect(() => loadPassive(fakeEnvironment(), '/nowhere', fakeFiles({}))).to.throw('/nowhere');
  });

  it('warns of secrets that everybody can read', () => {
    const text = 'passive: {targets: {i: {kind: nrdp, url: "http://x", token_file: t}}}';
    expect(load(text, {}, { '/etc/fleetspec/t': { text: 'x', mode: 0o644 } }).warnings.join()).to.contain(
      '/etc/fleetspec/t: every user of this machine can read its secret',
    );
    expect(load(text, {}, { '/etc/fleetspec/t': 'x' }).warnings).to.deep.equal([]);
  });
});

describe('the configuration in effect', () => {
  it('shows targets and where their secrets are', () => {
    const text = `broker: {pool: [b]}
passive: {targets: {i: {kind: icinga2, url: "https://i:5665", user: api, password_file: pw}, n: {kind: nsca, address: m}}}`;
    const config = loadConfig(fakeEnvironment(), { file: FILE, role: 'client' }, fakeFiles({ [FILE]: text }));
    const shown = describeConfig(config);
    expect(shown).to.contain('  targets:\n    i:\n      kind: icinga2\n      url: https://i:5665\n');
    expect(shown).to.contain('password: variable FLEETSPEC_PASSIVE_I_PASSWORD, or /etc/fleetspec/pw');
    expect(shown).to.contain('address: m:5667');
  });
});
