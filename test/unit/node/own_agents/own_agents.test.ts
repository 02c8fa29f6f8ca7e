// Agents in TypeScript and JavaScript are found and loaded; a broken one is named with what to do, and stops no other.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { SystemExec } from '../../../../lib/exec/system_exec';
import {
  type ExternalAgents,
  loadExternalAgents,
} from '../../../../lib/node/external_agents/external_agents';
import { NodeDaemon } from '../../../../lib/node/node_daemon';
import { FakeClock } from '../../rpc/fake_clock';
import { FakeConnection, FakeRoot, MemoryLogger, makeTestConfig, testEnvironment } from '../fakes';
import { buildThreadProgram } from './thread_program';

const UID = process.getuid!();
const NOBODY = 65_534;
const { XDG_CACHE_HOME } = process.env;
let thread: ReturnType<typeof buildThreadProgram>;
let folder: string;
let clock: FakeClock;
before(() => {
  thread = buildThreadProgram();
  process.env.XDG_CACHE_HOME = join(thread.folder, 'cache');
});
after(() => {
  if (XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
  else process.env.XDG_CACHE_HOME = XDG_CACHE_HOME;
  rmSync(thread.folder, { recursive: true });
});
beforeEach(() => {
  clock = new FakeClock();
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string, mode = 0o644): void {
  writeFileSync(join(folder, name), text);
  chmodSync(join(folder, name), mode);
}

const ddl = (name: string, actions = ['hi'], more = ''): string => `metadata :name => "${name}",
  :description => "says hello", :author => "me", :license => "Apache-2.0",
  :version => "1.0", :url => "none", :timeout => 5
${actions.map(action => `action "${action}", :description => "Does it" do\n${more}end\n`).join('')}`;

const JS = "const { defineAgent } = require('fleetspec/agent');\n";
const HI = `${JS}module.exports = defineAgent({ hi: () => ({}) });\n`;
const TS = "import { defineAgent } from 'fleetspec/agent';\n";

const load = (more: Partial<Parameters<typeof loadExternalAgents>[0]> = {}): Promise<ExternalAgents> =>
  loadExternalAgents({
    ...{ folders: [folder], taken: ['rpcutil'], plugins: {}, uid: UID, clock },
    ...{ threadProgram: thread.program, ...more },
  });

async function namesOf(found: Promise<ExternalAgents>): Promise<string[]> {
  const { agents, problems } = await found;
  expect(problems).to.deep.equal([]);
  return Object.keys(agents);
}

/** What is said of the agent `one`, beside one that is good. */
async function problem(): Promise<string> {
  put('good.js', HI);
  put('good.ddl', ddl('good'));
  const { agents, problems } = await load();
  expect(Object.keys(agents)).to.deep.equal(['good']);
  expect(problems).to.have.length(1);
  expect(problems[0]!.name).to.equal('one');
  return problems[0]!.sentence.replaceAll(folder, 'DIR').replace('agent one of DIR cannot be used: ', '');
}

const MEND = 'mend it, and see what `fleetspecd --check` says';

describe('agents of one’s own are found', () => {
  it('in TypeScript, CommonJS and ES modules, by default or as the whole', async () => {
    put('a.ts', `${TS}const n: number = 1;\nexport default defineAgent({ hi: () => ({ n }) });\n`);
    put('b.js', HI);
    put('c.mjs', `${TS}export default defineAgent({ async hi() { return {}; } });\n`);
    put('d.cts', `${TS}export = defineAgent({ hi() { return undefined; } });\n`);
    for (const name of ['a', 'b', 'c', 'd']) put(`${name}.ddl`, ddl(name));
    expect(await namesOf(load())).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('beside files that are none', async () => {
    put('one.ts', `${TS}import { hi } from './greeting';\nexport default defineAgent({ hi });\n`);
    put('greeting.ts', 'export const hi = () => ({});\n');
    put('one.ddl', ddl('one'));
    put('one.test.cjs', `${JS}throw new Error('not to be run');\n`);
    for (const name of ['package', 'package-lock', 'tsconfig']) put(`${name}.json`, '{}');
    expect(await namesOf(load())).to.deep.equal(['one']);
  });

  it('whatever the mode of the file, unless it says how it is run', async () => {
    put('one.js', HI, 0o755);
    put('one.ddl', ddl('one'));
    put('two.js', '#!/usr/bin/env node\n', 0o755);
    put('two.ddl', ddl('two'));
    const { agents, problems } = await load();
    expect(problems).to.deep.equal([]);
    // Those of the daemon have a second less than programs to end themselves.
    expect(agents.one!.lateMs).to.equal(1000);
    expect(agents.two!.lateMs).to.equal(2000);
  });

  it('and compiled once', async () => {
    put('one.ts', `${TS}export default defineAgent({ hi: () => ({ once: 1 as number }) });\n`);
    put('one.ddl', ddl('one'));
    const kept = join(process.env.XDG_CACHE_HOME!, 'fleetspec/agents');
    const before = existsSync(kept) ? readdirSync(kept).length : 0;
    await load();
    expect(readdirSync(kept)).to.have.length(before + 1);
    // What is compiled anew is written anew.
    const yesterday = Math.floor(Date.now() / 1000) - 86_400;
    for (const name of readdirSync(kept)) utimesSync(join(kept, name), yesterday, yesterday);
    await load();
    const times = readdirSync(kept).map(name => Math.floor(statSync(join(kept, name)).mtimeMs / 1000));
    expect(times).to.deep.equal(times.map(() => yesterday));
  });

  it('and not run when nobody wants them', async () => {
    put('one.js', `${JS}throw new Error('loaded');\n`);
    put('one.ddl', ddl('one'));
    expect(await namesOf(load({ isWanted: name => name !== 'one' }))).to.deep.equal(['one']);
  });
});

describe('a broken agent is named, with what to do', () => {
  it('of bad syntax', async () => {
    put('one.ts', `${TS}export default defineAgent({ hi: () => ( });\n`);
    put('one.ddl', ddl('one'));
    expect(await problem()).to.match(
      /^DIR\/one\.ts:2:\d+: .+; mend it, and see what `fleetspecd --check` says$/,
    );
    rmSync(join(folder, 'one.ts'));
    put('one.js', `${JS}module.exports = defineAgent({ hi: () => ( });\n`);
    expect(await problem()).to.match(/^DIR\/one\.js:2:1: Unexpected token '}'; mend it/);
  });

  it('that throws when it is loaded, or something it loads', async () => {
    put('one.ts', `${TS}interface Of { many: string }\nconst list: string[] = [];\nlist[0]!.trim();\n`);
    put('one.ddl', ddl('one'));
    expect(await problem()).to.equal(
      `DIR/one.ts:4:10: Cannot read properties of undefined (reading 'trim'); ${MEND}`,
    );
    put('one.ts', `${TS}import './greeting';\nexport default defineAgent({ hi: () => ({}) });\n`);
    expect(await problem()).to.match(/^DIR\/one\.ts:2:\d+: Cannot find module '\.\/greeting'; mend it/);
    put('greeting.ts', "throw 'a text';\n");
    expect(await problem()).to.equal(`DIR/one.ts: a text; ${MEND}`);
    put('greeting.ts', "import { Then } from 'fleetspec';\nThen('x', () => {});\n");
    expect(await problem()).to.match(/agents import from 'fleetspec\/agent'; 'fleetspec' is for steps/);
  });

  it('that ends its thread, or never gets loaded', async () => {
    put('one.js', `${JS}process.exit(3);\n`);
    put('one.ddl', ddl('one'));
    expect(await problem()).to.equal(`DIR/one.js its thread ended by itself; ${MEND}`);
    put('one.js', `${JS}for (;;) {}\n`);
    const said = problem();
    // The good one comes first, so the timer that is there in the end is that of the other.
    while (clock.started < 4) await new Promise(resolve => setImmediate(resolve));
    await clock.advance(20_000);
    expect(await said).to.equal(`DIR/one.js was not loaded within 20 s; ${MEND}`);
  });

  it('without a DDL', async () => {
    put('one.ts', `${TS}export default defineAgent({ hi: () => ({}) });\n`);
    expect(await problem()).to.equal(
      'there is no one.ddl or one.json beside one.ts; write one, `fleetspec new agent` shows how',
    );
  });

  it('whose DDL is none, is another’s, or has no time', async () => {
    put('one.js', HI);
    put('one.ddl', 'metadata :name => `id`');
    expect(await problem()).to.match(/one\.ddl/);
    put('one.ddl', ddl('other'));
    expect(await problem()).to.equal('its DDL is that of "other"; name the files and the DDL alike');
    put('one.ddl', ddl('one').replace(':timeout => 5', ':timeout => 0'));
    expect(await problem()).to.match(/timeout/);
  });

  it('with other actions than its DDL', async () => {
    put('one.js', HI);
    put('one.ddl', ddl('one', ['hi', 'bye']));
    expect(await problem()).to.equal(
      'one.ddl has the action bye, and one.js has no function of that name; write it into defineAgent({ … }), or take it out of one.ddl',
    );
    put('one.js', `${JS}module.exports = defineAgent({ hi() {}, bye() {}, cry() {} });\n`);
    expect(await problem()).to.equal(
      'one.js has the action cry, and one.ddl does not describe it; describe it there, or take it out of one.js',
    );
    put('one.js', `${JS}module.exports = defineAgent({});\n`);
    put('one.ddl', ddl('one', []));
    expect(await problem()).to.equal('one.js has no action; write one, and describe it');
  });

  it('with other exports', async () => {
    put('one.ddl', ddl('one'));
    for (const text of [
      'module.exports = { hi() {} };\n',
      'exports.hi = () => {};\n',
      'module.exports = null;\n',
      '',
    ]) {
      put('one.js', JS + text);
      expect(await problem()).to.equal(
        'DIR/one.js exports no agent; end it with `export default defineAgent({ … })`, with defineAgent from fleetspec/agent',
      );
    }
    put('one.js', `${JS}module.exports = defineAgent({ hi: 'hello' });\n`);
    expect(await problem()).to.equal(`DIR/one.js:2:18: the action hi is no function; ${MEND}`);
    put('one.js', `${JS}module.exports = defineAgent(null);\n`);
    expect(await problem()).to.match(
      /:2:18: defineAgent takes an object with a function for each action; mend/,
    );
  });

  it('that takes the name of another', async () => {
    for (const name of ['rpcutil', 'discovery']) {
      put(`${name}.js`, HI);
      put(`${name}.ddl`, ddl(name));
    }
    const { agents, problems } = await load();
    expect(agents).to.be.empty;
    expect(problems.map(({ sentence }) => sentence.replace(/.*: /, ''))).to.deep.equal([
      'there is another agent of that name; rename it, in its DDL and its files',
      'there is another agent of that name; rename it, in its DDL and its files',
    ]);
  });

  it('that is both code and a program', async () => {
    put('one.js', HI);
    put('one', '#!/bin/sh\n', 0o755);
    put('one.ddl', ddl('one'));
    expect(await problem()).to.equal('both DIR/one and DIR/one.js could be its program');
  });
});

describe('an agent that others could have written is not run', () => {
  const RAN = 'require("node:fs").writeFileSync(__dirname + "/ran", "");\n';
  beforeEach(() => put('one.ddl', ddl('one')));

  it('when its file is open', async () => {
    put('one.js', RAN + HI, 0o666);
    expect(await problem()).to.equal('others may write DIR/one.js; take that away with chmod go-w');
    put('one.js', RAN + HI, 0o664);
    expect(await problem()).to.equal('others may write DIR/one.js; take that away with chmod go-w');
    expect(existsSync(join(folder, 'ran'))).to.equal(false);
  });

  it('when its owner is somebody else', { skip: UID !== 0 && 'needs root' }, async () => {
    put('one.js', RAN + HI);
    chownSync(join(folder, 'one.js'), NOBODY, 0);
    expect(await problem()).to.match(/^DIR\/one\.js belongs to user 65534; it must be root's/);
  });

  it('when a link leads out of the folder', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'fleetspec-outside-'));
    writeFileSync(join(outside, 'one.js'), RAN + HI);
    chmodSync(join(outside, 'one.js'), 0o666);
    symlinkSync(join(outside, 'one.js'), join(folder, 'one.js'));
    expect(await problem()).to.match(/^others may write .*fleetspec-outside-.*one\.js; take that away/);
    rmSync(join(folder, 'one.js'));
    // Neither as something it loads.
    writeFileSync(join(outside, 'one.js'), RAN);
    symlinkSync(join(outside, 'one.js'), join(folder, 'linked.js'));
    put('one.js', `${JS}require('./linked');\nmodule.exports = defineAgent({ hi() {} });\n`);
    expect(await problem()).to.match(/^DIR\/one\.js:2:1: others may write .*fleetspec-outside-.*one\.js/);
    expect(existsSync(join(outside, 'ran'))).to.equal(false);
    rmSync(outside, { recursive: true });
  });

  it('when what it loads is open: files beside it, packages, JSON', async () => {
    const loads = (request: string): void =>
      put('one.js', `${JS}require('${request}');\nmodule.exports = defineAgent({ hi() {} });\n`);
    put('beside.ts', `${RAN}export {};\n`, 0o666);
    loads('./beside');
    expect(await problem()).to.match(/^DIR\/one\.js:2:1: others may write DIR\/beside\.ts/);
    mkdirSync(join(folder, 'node_modules/greeting'), { recursive: true });
    put('node_modules/greeting/index.js', RAN, 0o666);
    loads('greeting');
    expect(await problem()).to.match(
      /^DIR\/one\.js:2:1: others may write DIR\/node_modules\/greeting\/index\.js/,
    );
    mkdirSync(join(folder, 'data'));
    put('data/one.json', '{}', 0o666);
    loads('./data/one.json');
    expect(await problem()).to.match(/others may write DIR\/data\/one\.json/);
    expect(existsSync(join(folder, 'ran'))).to.equal(false);
  });

  it('when its folder is open', async () => {
    put('one.js', RAN + HI);
    chmodSync(folder, 0o777);
    const { agents, problems } = await load();
    expect(agents).to.be.empty;
    expect(problems[0]!.sentence).to.match(/others may write/);
    expect(existsSync(join(folder, 'ran'))).to.equal(false);
  });
});

describe('a node with agents of one’s own', () => {
  const root = new FakeRoot();

  it('goes on with the good ones, and takes up what changes', async () => {
    put('one.js', HI);
    put('one.ddl', ddl('one'));
    put('two.js', `${JS}module.exports = 7;\n`);
    put('two.ddl', ddl('two'));
    const logger = new MemoryLogger();
    const node = { factFiles: [], agentDirs: [folder], agents: ['rpcutil', 'one', 'two'] };
    const daemon = await NodeDaemon.start(makeTestConfig({ node }), {
      ...{ exec: new SystemExec(), paths: root.paths, clock, logger, connection: new FakeConnection() },
      environment: { ...testEnvironment, uid: UID },
    });
    expect(daemon.agents).to.deep.equal(['discovery', 'rpcutil', 'one']);
    expect(logger.at('error')).to.have.length(1);
    expect(logger.at('error')[0]).to.match(
      /^agent two of .* cannot be used: .* exports no agent; end it with/,
    );
    put('two.js', HI);
    put('one.js', `${JS}oops();\n`);
    await daemon.reload();
    expect(daemon.agents).to.deep.equal(['discovery', 'rpcutil', 'two']);
    expect(logger.at('error')[1]).to.match(/^agent one of .*: .*one\.js:2:1: oops is not defined; mend it/);
    await daemon.stop();
  });
});
