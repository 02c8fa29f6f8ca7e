// Agents are found in their folders; what is wrong with one is told and stops no other, nor the daemon.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { SystemExec } from '../../../../lib/exec/system_exec';
import type { NodeContext } from '../../../../lib/node/agent';
import { checkNode } from '../../../../lib/node/check_node';
import {
  type ExternalAgents,
  loadExternalAgents,
} from '../../../../lib/node/external_agents/external_agents';
import { NodeDaemon } from '../../../../lib/node/node_daemon';
import { FakeClock } from '../../rpc/fake_clock';
import { FakeConnection, FakeRoot, MemoryLogger, makeTestConfig, testEnvironment } from '../fakes';

const UID = process.getuid!();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-agents-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const metadata = (name: string, more: object = {}): object => ({
  ...{ name, description: 'says hello', author: 'me', license: 'Apache-2.0', version: '1.0', url: 'none' },
  ...{ timeout: 5, ...more },
});

const jsonDdl = (name: string, more: object = {}): string =>
  JSON.stringify({
    metadata: metadata(name, more),
    actions: [{ action: 'hi', description: 'Says hi', display: 'always', input: {}, output: {} }],
  });

const rubyDdl = (name: string): string => `metadata :name => "${name}",
  :description => "says hello", :author => "me", :license => "Apache-2.0",
  :version => "1.0", :url => "none", :timeout => 5
action "hi", :description => "Says hi" do
end
`;

function put(name: string, text: string, mode = 0o644): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

const SH = '#!/bin/sh\necho "{}" > "$2"\n';
const load = (more: Partial<Parameters<typeof loadExternalAgents>[0]> = {}): Promise<ExternalAgents> =>
  loadExternalAgents({
    folders: [folder],
    taken: ['rpcutil'],
    plugins: {},
    uid: UID,
    clock: new FakeClock(),
    ...more,
  });
const names = ({ agents }: ExternalAgents): string[] => Object.keys(agents);

async function problem(): Promise<string> {
  const { agents, problems } = await load();
  expect(Object.keys(agents)).to.deep.equal([]);
  expect(problems).to.have.length(1);
  return problems[0]!.sentence.replaceAll(folder, 'DIR');
}

describe('loadExternalAgents', () => {
  it('takes NAME.ddl or NAME.json with the program NAME or NAME.EXT', async () => {
    put('one.ddl', rubyDdl('one'));
    put('one', SH, 0o755);
    put('two.json', jsonDdl('two'));
    put('two.py', SH, 0o755);
    put('two.txt', 'no program');
    put('two.py~', SH, 0o755);
    put('README', 'nothing');
    const found = await load();
    expect(found.problems).to.deep.equal([]);
    expect(names(found)).to.deep.equal(['one', 'two']);
    expect(found.agents.one!.metadata).to.include({ name: 'one', timeout: 5 });
    expect(Object.keys(found.agents.two!.actions)).to.deep.equal(['hi']);
    expect(found.agents.two!.activate).to.equal(undefined);
  });

  it('takes the JSON where there are both, and the program without an ending', async () => {
    put('one.ddl', 'broken');
    put('one.json', jsonDdl('one', { provider: 'external' }));
    put('one', SH, 0o755);
    put('one.sh', SH, 0o755);
    const { agents, problems } = await load();
    expect(problems).to.deep.equal([]);
    expect(agents.one!.activate).to.be.a('function');
  });

  it('takes the first of two folders that have an agent', async () => {
    put('one.json', jsonDdl('one', { version: '1.5' }));
    put('one', SH, 0o755);
    mkdirSync(join(folder, 'more'), { mode: 0o755 });
    put('more/one.json', jsonDdl('one', { version: '9' }));
    put('more/one', SH, 0o755);
    const { agents, problems } = await load({ folders: [folder, join(folder, 'more')] });
    expect(agents.one!.metadata.version).to.equal('1.5');
    expect(problems).to.deep.equal([
      {
        name: 'one',
        sentence: `agent one of ${join(folder, 'more')} cannot be used: there is another agent of that name; rename it, in its DDL and its files`,
      },
    ]);
  });

  it('names what is wrong', async () => {
    put('one.json', jsonDdl('one'));
    expect(await problem()).to.equal(
      'agent one of DIR cannot be used: there is no executable file one, or one with an ending, in DIR',
    );
    put('one.py', SH, 0o755);
    put('one.rb', SH, 0o755);
    expect(await problem()).to.equal(
      'agent one of DIR cannot be used: both DIR/one.py and DIR/one.rb could be its program',
    );
    rmSync(join(folder, 'one.rb'));
    chmodSync(join(folder, 'one.py'), 0o777);
    expect(await problem()).to.match(/others may write DIR\/one\.py/);
    chmodSync(join(folder, 'one.py'), 0o755);
    chmodSync(join(folder, 'one.json'), 0o666);
    expect(await problem()).to.match(/others may write DIR\/one\.json/);
    put('one.json', jsonDdl('other'));
    expect(await problem()).to.match(/its DDL is that of "other"; name the files and the DDL alike$/);
    put('one.json', jsonDdl('one', { timeout: 0 }));
    expect(await problem()).to.match(/^agent one of DIR cannot be used: .*timeout/);
    put('one.json', '{');
    expect(await problem()).to.match(/^agent one of DIR cannot be used: .*one\.json/);
    put('one.json', 'x'.repeat(1024 * 1024 + 1));
    expect(await problem()).to.match(/larger than 1 MiB/);
  });

  it('keeps names that are taken or mean something else', async () => {
    for (const name of ['rpcutil', 'discovery', 'registration', 'mcollective']) {
      put(`${name}.json`, jsonDdl(name));
      put(name, SH, 0o755);
    }
    const { agents, problems } = await load();
    expect(agents).to.be.empty;
    expect(
      problems.map(({ sentence }) => /there is another agent of that name/.test(sentence)),
    ).to.deep.equal([...[true, true, true, true]]);
    for (const name of ['rpcutil', 'discovery', 'registration', 'mcollective'])
      rmSync(join(folder, `${name}.json`));
    put('my-agent.json', jsonDdl('my-agent'));
    expect(await problem()).to.match(/its name is not made of letters, digits and "_"$/);
  });

  it('names folders that cannot be used', async () => {
    const none = await load({ folders: [join(folder, 'none')] });
    expect(none.problems[0]!.sentence).to.equal(
      `the agents of ${join(folder, 'none')} cannot be used: ENOENT`,
    );
    chmodSync(folder, 0o777);
    expect(await problem()).to.equal(
      'the agents of DIR cannot be used: others may write DIR; take that away with chmod go-w',
    );
  });
});

describe('a node with agents that are programs', () => {
  const root = new FakeRoot();
  const environment = { ...testEnvironment, uid: UID };
  const config = (agents?: string[]) =>
    makeTestConfig({
      node: { factFiles: [], agentDirs: [folder], agents: agents ?? ['rpcutil', 'one', 'two'] },
    });

  async function start(logger: MemoryLogger, agents?: string[]) {
    const connection = new FakeConnection();
    const options = { exec: new SystemExec(), paths: root.paths, clock: new FakeClock(), logger, connection };
    return { connection, daemon: await NodeDaemon.start(config(agents), { ...options, environment }) };
  }

  it('runs them beside its own, and takes up what changes', async () => {
    put('one.json', jsonDdl('one'));
    put('one', SH, 0o755);
    put('two.json', '{broken');
    const logger = new MemoryLogger();
    const { connection, daemon } = await start(logger);
    expect(daemon.agents).to.deep.equal(['discovery', 'rpcutil', 'one']);
    expect(logger.at('error')[0]).to.match(/^agent two of .* cannot be used/);
    put('two.json', jsonDdl('two'));
    put('two', SH, 0o755);
    rmSync(join(folder, 'one.json'));
    await daemon.reload();
    expect(daemon.agents).to.deep.equal(['discovery', 'rpcutil', 'two']);
    expect(connection.subscriptions.map(({ destination }) => destination)).to.deep.equal([
      '/queue/mcollective.nodes',
      '/topic/mcollective.discovery.agent',
      '/topic/mcollective.rpcutil.agent',
      '/topic/mcollective.two.agent',
    ]);
    await daemon.stop();
  });

  it('asks programs of Choria first', async () => {
    put('one.json', jsonDdl('one', { provider: 'external' }));
    put('one', `#!/bin/sh\necho '{"activate": false}' > "$2"\n`, 0o755);
    const logger = new MemoryLogger();
    const { daemon } = await start(logger, ['one']);
    expect(daemon.agents).to.deep.equal(['discovery']);
    expect(logger.at('info')).to.include('agent one is not active: its activation check says no');
    await daemon.stop();
  });

  it('says in --check which would not run', async () => {
    put('one.json', jsonDdl('one'));
    put('one', SH, 0o755);
    put('two.json', '{broken');
    const parts = { environment, exec: new SystemExec(), paths: root.paths, clock: new FakeClock() };
    const lines = await checkNode(config(), parts);
    expect(lines[2]).to.equal('agents: discovery, rpcutil, one');
    expect(lines[3]).to.equal(`own agents of ${folder}: one`);
    expect(lines.find(line => line.startsWith('agent two'))).to.match(/cannot be used/);
  });

  it('hands their settings on', async () => {
    put('one.json', jsonDdl('one'));
    put('one', '#!/bin/sh\ncat "$CHORIA_EXTERNAL_CONFIG" >&2; exit 1\n', 0o755);
    const { agents } = await load({ plugins: { 'one.colour': 'red', 'other.x': 'y', one: 'z' } });
    const logger = new MemoryLogger();
    const node = { exec: new SystemExec(), logger, facts: async () => ({}) } as unknown as NodeContext;
    const request = {
      ...{ agent: 'one', action: 'hi', callerid: 'uid=0', senderid: 'c', requestid: 'r', collective: 'm' },
      ...{ ttl: 60, msgtime: 1, data: {}, signal: new AbortController().signal },
    };
    const failure = await Promise.resolve(agents.one!.actions.hi!.run!(request, node)).catch(error => error);
    expect(failure.message).to.equal(`Failed to run ${join(folder, 'one')}: colour = red`);
  });
});
