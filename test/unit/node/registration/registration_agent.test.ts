// What nodes tell of themselves is kept: one file per node, bounded, replaced in one step, never answered.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { type RubyValue, sym, symbolHash } from '../../../../lib/marshal/values';
import { makeFilter } from '../../../../lib/mcollective/filter';
import type { RequestMessage } from '../../../../lib/mcollective/message';
import type { NodeContext } from '../../../../lib/node/agent';
import { makeRegistrationAgent } from '../../../../lib/node/registration/registration_agent';
import { registrationRecord } from '../../../../lib/node/registration/registration_record';
import { RegistrationStore } from '../../../../lib/node/registration/registration_store';
import { FakeClock } from '../../rpc/fake_clock';
import { MemoryLogger } from '../fakes';

let folder: string;
let logger: MemoryLogger;
let node: NodeContext;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-registration-'));
  logger = new MemoryLogger();
  node = { clock: new FakeClock(), logger } as unknown as NodeContext;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const message = (body: RubyValue, senderid = 'web1.example.net'): RequestMessage => ({
  agent: 'registration',
  collective: 'mcollective',
  senderid,
  callerid: 'uid=0',
  requestid: 'a'.repeat(32),
  filter: makeFilter({ agent: ['registration'] }),
  ttl: 60,
  msgtime: 1_700_000_000,
  body,
});

const META = symbolHash({
  agentlist: ['discovery', Buffer.from('rpcutil')],
  facts: new Map<RubyValue, RubyValue>([
    ['country', 'uk'],
    ['big', 2n ** 64n],
    ['raw', Buffer.from('x')],
    [sym('os'), new Map<RubyValue, RubyValue>([['family', 'Debian']])],
  ]),
  classes: ['role::web'],
  collectives: ['mcollective', 'uk'],
  identity: 'liar.example.net',
});

const RECORD = {
  agentlist: ['discovery', 'rpcutil'],
  facts: { country: 'uk', big: '18446744073709551616', raw: 'x', os: { family: 'Debian' } },
  classes: ['role::web'],
  collectives: ['mcollective', 'uk'],
  identity: 'web1.example.net',
  lastseen: 1_700_000_000,
};

const kept = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

describe('the agent registration', () => {
  it('keeps what meta sends, by who sent it', async () => {
    await makeRegistrationAgent(folder).receive!(message(META), node);
    expect(readdirSync(folder)).to.deep.equal(['web1.example.net']);
    expect(kept('web1.example.net')).to.deep.equal(RECORD);
  });

  it('keeps what agentlist sends, and the last of several', async () => {
    const agent = makeRegistrationAgent(folder);
    await agent.receive!(message(META), node);
    await agent.receive!(message(['discovery', 'x']), node);
    expect(kept('web1.example.net')).to.deep.equal({
      ...RECORD,
      agentlist: ['discovery', 'x'],
      facts: {},
      classes: [],
      collectives: ['mcollective'],
    });
    expect(logger.lines).to.deep.equal([]);
  });

  it('refuses what no registration plugin sends, and names that are no files of ours', async () => {
    const agent = makeRegistrationAgent(folder);
    const bodies: RubyValue[] = [null, 'ping', 5, new Map(), [1, 2], symbolHash({ agentlist: 'x' })];
    for (const body of bodies) await agent.receive!(message(body), node);
    expect(logger.at('warn')).to.have.length(bodies.length);
    for (const name of ['..', '.', '.hidden', 'a/b', 'a\0b', '', 'x'.repeat(256)]) {
      await agent.receive!(message(META, name), node);
    }
    expect(readdirSync(folder)).to.deep.equal([]);
    expect(readdirSync(join(folder, '..'))).to.not.include('hidden');
    for (let i = 0; i < 50; i++) await agent.receive!(message(null), node);
    expect(logger.lines, 'a flood is not logged').to.have.length(10);
  });

  it('takes the longest name there may be', async () => {
    const name = 'x'.repeat(255);
    await makeRegistrationAgent(folder).receive!(message(META, name), node);
    expect(readdirSync(folder)).to.deep.equal([name]);
  });

  it('is not active without a folder it can write, and says so', async () => {
    expect(await makeRegistrationAgent(folder).activate!(node)).to.equal(undefined);
    const missing = join(folder, 'none');
    expect(await makeRegistrationAgent(missing).activate!(node)).to.equal(
      `the folder ${missing} cannot be written: ENOENT`,
    );
    await makeRegistrationAgent(missing).receive!(message(META), node);
    expect(logger.at('warn')[0]).to.match(/^registration not kept: .*ENOENT/);
  });
});

describe('RegistrationStore', () => {
  const record = (identity: string) => registrationRecord(message(['a'], identity), 1)!;

  it('bounds the number of nodes and the size of each', async () => {
    writeFileSync(join(folder, 'old'), '{}');
    writeFileSync(join(folder, '.half.1'), '');
    const store = new RegistrationStore(folder, { nodes: 2, bytes: 150 });
    expect(await store.keep(record('one'))).to.equal(undefined);
    expect(await store.keep(record('two'))).to.match(/^there are 2 nodes already/);
    expect(await store.keep(record('one'))).to.equal(undefined);
    expect(await store.keep(record('old'))).to.equal(undefined);
    expect(await store.keep({ ...record('one'), classes: ['x'.repeat(100)] })).to.match(/more than 150$/);
    expect(readdirSync(folder).sort()).to.deep.equal(['.half.1', 'old', 'one']);
  });

  it('leaves nothing half-written, and goes on when the folder comes back', async () => {
    const store = new RegistrationStore(join(folder, 'later'));
    const failed = await store.keep(record('one')).then(
      () => undefined,
      error => error,
    );
    expect(failed).to.include({ code: 'ENOENT' });
    const other = new RegistrationStore(folder);
    await Promise.all(['a', 'b', 'a', 'b', 'a'].map(name => other.keep(record(name))));
    expect(readdirSync(folder).sort()).to.deep.equal(['a', 'b']);
  });
});
