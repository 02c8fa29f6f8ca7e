// `fleetspec/agent` as somebody else's project sees it: what `fleetspec new agent` writes passes its test, fits its
// types and is good for the daemon; and docs/agents.md shows these files as they are.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { describeOutcome, type Outcome, runProgram } from '../lab/peers/outcome';
import { PROJECT } from './toy_site';

const { exports } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'fleetspec-own-agent-'));
const installed = join(folder, 'node_modules/fleetspec');
let made: Outcome;

// A test within a test would not run.
const ENV = { HOME: folder, NODE_TEST_CONTEXT: undefined, NODE_PATH: undefined };

const node = (args: readonly string[], env: Record<string, string> = {}, cwd = folder): Promise<Outcome> =>
  runProgram(process.execPath, args, { cwd, env: { ...ENV, ...env }, timeoutMs: 60_000 });
const program = (name: string): string => join(installed, `dist/bin/${name}.js`);

before(async () => {
  expect(existsSync(join(PROJECT, 'dist/agent.js')), 'run `npm run build` first').to.equal(true);
  expect(exports, 'package.json').to.include.keys('./agent');
  mkdirSync(installed, { recursive: true });
  writeFileSync(
    join(installed, 'package.json'),
    JSON.stringify({ name: 'fleetspec', type: 'commonjs', exports }),
  );
  cpSync(join(PROJECT, 'dist'), join(installed, 'dist'), { recursive: true });
  cpSync(join(PROJECT, 'examples/own_agent'), join(installed, 'examples/own_agent'), { recursive: true });
  mkdirSync(join(folder, 'node_modules/@types'));
  for (const name of ['@types/node', 'undici-types', 'ts-node', 'typescript', '@swc', '@cucumber'])
    symlinkSync(join(PROJECT, 'node_modules', name), join(folder, 'node_modules', name));
  made = await node([program('fleetspec'), 'new', 'agent', 'backups']);
});
after(() => rmSync(folder, { recursive: true }));

describe('an agent of one’s own beside an installed package', () => {
  it('passes its test as it is written, and fails when its code is broken', async () => {
    expect(made.code, describeOutcome(made)).to.equal(0);
    const line = /^ {4}node --test (.*)$/m.exec(made.stdout)?.[1];
    expect(line, made.stdout).to.equal('agents/backups.test.cjs');
    const good = await node(['--test', line!]);
    expect(good.code, describeOutcome(good)).to.equal(0);
    expect(good.stdout).to.match(/^# pass 5$/m);
    const file = join(folder, 'agents/backups.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('present: false', 'absent: true'));
    const broken = await node(['--test', line!]);
    writeFileSync(file, text);
    expect(broken.code).to.equal(1);
    expect(broken.stdout).to.include('backups#status: the output absent is not in its DDL');
  });

  it('has its test run where the package is installed for all', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'fleetspec-elsewhere-'));
    const run = await node([program('fleetspec'), 'new', 'agent', 'logs'], {}, elsewhere);
    const [, path, file] = /^ {4}NODE_PATH=(\S+) node --test (.*)$/m.exec(run.stdout) ?? [];
    expect(path, describeOutcome(run)).to.equal(join(folder, 'node_modules'));
    const test = await node(['--test', file!], { NODE_PATH: path! }, elsewhere);
    rmSync(elsewhere, { recursive: true });
    expect(test.code, describeOutcome(test)).to.equal(0);
    expect(test.stdout).to.match(/^# pass 5$/m);
  });

  it('is checked by its types', async () => {
    const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');
    writeFileSync(
      join(folder, 'agents/mistaken.ts'),
      "import { type Call, defineAgent } from 'fleetspec/agent';\nexport default defineAgent({\n  hi: ({ inputs }: Call<{ path: string }>) => ({ x: inputs.pth }),\n  no: () => ({ x: Symbol('x') }),\n});\n",
    );
    const { stdout } = await node([compiler, '-p', 'agents']);
    rmSync(join(folder, 'agents/mistaken.ts'));
    const places = stdout.split('\n').flatMap(line => /^(\S+?\(\d+),/.exec(line)?.slice(1) ?? []);
    expect(places, stdout).to.deep.equal(['agents/mistaken.ts(3', 'agents/mistaken.ts(4']);
  });

  it('is loaded by fleetspecd --check, and compiled once', async () => {
    const config = join(folder, 'node.yaml');
    const settings = { agent_dirs: [join(folder, 'agents')], agents: ['rpcutil', 'backups'] };
    const broker = { pool: [{ host: '127.0.0.1', user: 'u', password: 'p' }] };
    writeFileSync(
      config,
      JSON.stringify({ broker, security: { psk: 'a-key-of-16-bytes' }, node: settings }),
      {
        mode: 0o600,
      },
    );
    const cache = join(folder, 'cache');
    const check = () => node([program('fleetspecd'), '--check', '-c', config], { XDG_CACHE_HOME: cache });
    const first = await check();
    expect(first.stdout, describeOutcome(first)).to.match(/^agents: discovery, rpcutil, backups$/m);
    expect(first.stdout).to.not.include('cannot be used');
    const kept = readdirSync(join(cache, 'fleetspec/agents'));
    expect(kept).to.have.length(1);
    await check();
    expect(readdirSync(join(cache, 'fleetspec/agents'))).to.deep.equal(kept);
  });
});

describe('docs/agents.md', () => {
  const page = readFileSync(join(PROJECT, 'docs/agents.md'), 'utf8');

  it('shows the files that are written', () => {
    for (const [name, language] of [
      ['backups.ts', 'ts'],
      ['backups.test.cjs', 'js'],
    ] as const) {
      const [, shown] =
        new RegExp(`\`agents/${name}\`[^\\n]*:\\n\\n\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
      const written = readFileSync(join(folder, 'agents', name), 'utf8');
      for (const part of (shown ?? 'nothing').split(/^\s*…\n/m)) expect(written, name).to.include(part);
    }
  });

  it('shows what the command says', () => {
    const [, shown] = /^\$ fleetspec new agent backups\n([\s\S]*?)```/m.exec(page) ?? [];
    expect(shown).to.equal(made.stdout);
  });
});
