// fleetspec init with ssl and aes: the keys it makes, their modes, that both sides understand each other with them, what is
// said about them, and that no key is ever replaced.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { loadConfig } from '../../../../lib/config/load_config';
import { processEnvironment } from '../../../../lib/environment';
import { EMPTY_FILTER } from '../../../../lib/mcollective/filter';
import { makeSecurity } from '../../../../lib/mcollective/security/make_security';
import type { SecurityProvider } from '../../../../lib/mcollective/security/security_provider';
import { fleetspec, folderWith, type Outcome, type RunSettings } from '../run_fleetspec';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('fleetspec init with RSA keys', () => {
  let folder: ReturnType<typeof folderWith>;
  beforeEach(() => {
    folder = folderWith({ 'no.pem': 'not a key\n' });
  });
  afterEach(() => folder.remove());

  const at = (...names: string[]): string => join(folder.path, ...names);
  const init = (dir: string, words: readonly string[], settings: RunSettings = {}): Promise<Outcome> =>
    fleetspec(['init', '--dir', at(dir), ...words], { cwd: folder.path, ...settings });
  const made = async (dir: string, ...words: string[]): Promise<Outcome> => {
    const outcome = await init(dir, ['--broker', 'mq1', '--user', 'u', ...words]);
    expect(outcome.code, outcome.stderr).to.equal(0);
    return outcome;
  };
  const refused = async (dir: string, ...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await init(dir, ['--broker', 'mq1', ...words]);
    expect({ code, stdout }, stderr).to.deep.equal({ code: 1, stdout: '' });
    return stderr;
  };
  const security = (dir: string, role: 'client' | 'server'): SecurityProvider => {
    const environment = { ...processEnvironment(), env: {} };
    return makeSecurity(
      loadConfig(environment, { file: at(dir, 'fleetspec.yaml'), role }),
      role,
      environment,
    );
  };
  /** A request of the one, as the other reads it. */
  const callerAt = (client: string, node: string): string => {
    const request = {
      ...{ requestid: 'a'.repeat(32), senderid: 'client', collective: 'mcollective', agent: 'rpcutil' },
      ...{ filter: EMPTY_FILTER, ttl: 60, msgtime: Math.floor(Date.now() / 1000), body: Buffer.from('ping') },
    };
    const payload = security(client, 'client').encodeRequest(request as never);
    return security(node, 'server').decodeRequest(payload).callerid;
  };
  const tree = (dir: string): string[] => (readdirSync(at(dir), { recursive: true }) as string[]).sort();

  for (const plugin of ['ssl', 'aes'] as const)
    it(`${plugin}: the first machine gets all pairs, and nodes and callers understand each other`, async () => {
      const { stdout } = await made(
        'all',
        ...['--role', 'both', '--security', plugin, '--new-keys', '--caller', 'alice', '--caller', 'bob'],
      );
      expect(tree('all')).to.deep.equal([
        ...['callers', 'callers/alice.pem', 'callers/bob.pem', 'fleetspec.yaml', 'keys'],
        ...['keys/alice-private.pem', 'keys/alice.pem', 'keys/bob-private.pem', 'keys/bob.pem'],
        ...['keys/nodes-private.pem', 'keys/nodes.pem'],
      ]);
      for (const name of tree('all').filter(path => path.endsWith('.pem')))
        expect(mode(at('all', name)), name).to.equal('600');
      expect([mode(at('all/keys')), mode(at('all/callers'))]).to.deep.equal(['700', '700']);
      expect(callerAt('all', 'all')).to.equal('cert=alice');
      const told = stdout.replace(/\s+/g, ' ');
      expect(told)
        .to.contain('Bring keys/nodes.pem and keys/nodes-private.pem to every other node')
        .and.to.contain('Bring keys/bob.pem and keys/bob-private.pem to the machine of bob')
        .and.to.contain('Bring keys/alice.pem to every other node, into its folder of callers');
      expect(stdout).not.to.contain('BEGIN');
      expect(readFileSync(at('all/fleetspec.yaml'), 'utf8')).not.to.contain('BEGIN');
      for (const line of stdout.split('\n').filter(text => !text.startsWith('/')))
        expect(line.length, line).to.be.at.most(80);

      // The second machines, with what was brought to them.
      const nodeKeys = [
        '--server-public',
        'all/keys/nodes.pem',
        '--server-private',
        'all/keys/nodes-private.pem',
      ];
      await made(
        'node',
        '--role',
        'node',
        '--security',
        plugin,
        ...nodeKeys,
        '--client-cert-dir',
        'all/callers',
      );
      const bobs = ['--client-public', 'all/keys/bob.pem', '--client-private', 'all/keys/bob-private.pem'];
      const nodes = plugin === 'ssl' ? ['--server-public', 'all/keys/nodes.pem'] : [];
      await made('bob', '--security', plugin, ...bobs, ...nodes);
      expect([tree('node'), tree('bob')]).to.deep.equal([['fleetspec.yaml'], ['fleetspec.yaml']]);
      expect(callerAt('bob', 'node')).to.equal('cert=bob');
    });

  it('a caller more: one pair, and where its public key belongs', async () => {
    await made('first', '--role', 'node', '--security', 'ssl', '--new-keys');
    expect(tree('first')).to.deep.equal([
      ...['callers', 'fleetspec.yaml', 'keys', 'keys/nodes-private.pem', 'keys/nodes.pem'],
    ]);
    const words = ['--security', 'ssl', '--new-keys', '--server-public', 'first/keys/nodes.pem'];
    const { stdout } = await made('more', ...words);
    expect(tree('more').slice(1)).to.deep.equal(['keys', 'keys/op-private.pem', 'keys/op.pem']);
    expect(stdout.replace(/\s+/g, ' '))
      .to.contain('Bring keys/op.pem to every node, into its folder of callers')
      .and.not.to.contain('nodes-private');
  });

  it('tells a client that the private key of the nodes does not belong there', async () => {
    const { stdout } = await made('client', '--security', 'ssl', '--new-keys');
    expect(stdout.replace(/\s+/g, ' ')).to.contain('then remove nodes-private.pem here');
    await made('aes', '--security', 'aes', '--new-keys');
    expect(tree('aes')).not.to.contain('keys/nodes.pem');
  });

  it('asks at a terminal, and takes what is there', async () => {
    await made('old', '--role', 'both', '--security', 'ssl', '--new-keys', '--caller', 'eve');
    const asked = async (dir: string, ...answers: string[]): Promise<Outcome> => {
      const input = Object.assign(Readable.from(answers.map(line => `${line}\n`)), { isTTY: true });
      return init(dir, ['--broker', 'mq1', '--user', 'u', '--new-password'], { tty: true, input });
    };
    const fresh = await asked('fresh', 'both', 'ssl', '', 'carol', '', '');
    expect(fresh.code, fresh.stderr).to.equal(0);
    expect(fresh.stderr).to.contain('empty for a new pair?').and.to.contain('[op]');
    expect(callerAt('fresh', 'fresh')).to.equal('cert=carol');
    const pair = ['old/keys/eve.pem', 'old/keys/eve-private.pem'];
    const nodes = ['old/keys/nodes.pem', 'old/keys/nodes-private.pem'];
    const known = await asked('known', 'both', 'ssl', ...pair, ...nodes, 'old/callers');
    expect(known.code, known.stderr).to.equal(0);
    expect(tree('known')).to.deep.equal(['broker.password', 'fleetspec.yaml']);
    expect(callerAt('known', 'known')).to.equal('cert=eve');
    expect((await asked('early', 'client', 'ssl')).code).to.equal(1);
    expect(existsSync(at('early'))).to.equal(false);
  });

  it('puts none where others may write', async () => {
    for (const inner of ['keys', 'callers']) {
      mkdirSync(at('open', inner), { recursive: true });
      chmodSync(at('open', inner), 0o775);
      const words = ['--role', 'both', '--security', 'ssl', '--new-keys', '--caller', 'alice'];
      expect(await refused('open', ...words)).to.contain(
        `others may write ${at('open', inner)}, so no keys are put there; take that away with chmod go-w`,
      );
      expect(tree('open').filter(name => /pem|yaml/.test(name))).to.deep.equal([]);
      chmodSync(at('open', inner), 0o755);
    }
    await made('open', '--role', 'both', '--security', 'ssl', '--new-keys', '--caller', 'alice');
  });

  it('replaces no key', async () => {
    await made('kept', '--role', 'both', '--security', 'ssl', '--new-keys', '--caller', 'alice');
    const before = tree('kept').filter(name => name.endsWith('.pem'));
    const texts = (): string[] => before.map(name => readFileSync(at('kept', name), 'utf8'));
    const kept = texts();
    const { rmSync } = await import('node:fs');
    rmSync(at('kept/fleetspec.yaml'));
    rmSync(at('kept/keys/nodes.pem'));
    before.splice(before.indexOf('keys/nodes.pem'), 1);
    const left = texts();
    expect(left.every(text => kept.includes(text))).to.equal(true);
    const stderr = await refused(
      'kept',
      '--role',
      'both',
      '--security',
      'ssl',
      '--new-keys',
      '--caller',
      'alice',
    );
    expect(stderr).to.contain('nodes-private.pem is there already, and is not overwritten');
    expect(texts()).to.deep.equal(left);
    expect([existsSync(at('kept/fleetspec.yaml')), existsSync(at('kept/keys/nodes.pem'))]).to.deep.equal([
      false,
      false,
    ]);
  });

  for (const [what, words, says] of [
    ['a plugin that is none', ['--security', 'none'], '--security cannot be "none"; give psk, ssl, aes'],
    [
      'keys that nobody names',
      ['--security', 'ssl'],
      'no keys: add --client-public FILE and --client-private',
    ],
    ['half a pair', ['--security', 'aes', '--client-public', 'no.pem'], '--client-private is missing'],
    [
      'a key with psk',
      ['--new-psk', '--new-keys'],
      '--new-keys goes with --security ssl or aes, not with psk',
    ],
    ['psk with keys', ['--security', 'ssl', '--new-keys', '--new-psk'], '--new-psk goes with --security psk'],
    [
      'a caller that is a path',
      ['--security', 'ssl', '--new-keys', '--caller', '../x'],
      '--caller cannot be',
    ],
    ['a caller of all nodes', ['--security', 'ssl', '--new-keys', '--caller', 'nodes'], '--caller cannot be'],
    [
      'a file that holds no key',
      ['--security', 'aes', '--client-public', 'no.pem', '--client-private', 'no.pem'],
      'no.pem (security.client_public) cannot be used',
    ],
    [
      'a folder of callers that is none',
      ['--role', 'node', '--security', 'ssl', '--new-keys', '--client-cert-dir', 'no.pem'],
      'it is not a folder',
    ],
  ] as const)
    it(`writes nothing with ${what}`, async () => {
      expect(await refused('bad', ...words)).to.contain(says);
      expect(existsSync(at('bad'))).to.equal(false);
    });
});
