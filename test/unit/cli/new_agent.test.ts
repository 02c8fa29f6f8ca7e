// `fleetspec new agent`: what it writes is an agent at once, and whoever has files there keeps them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { expect } from 'chai';
import { callAction, loadAgent } from '../../../lib/node/own_agents/api';
import { fleetspec } from './run_fleetspec';

const ROOT = resolve(__dirname, '../../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetspec-new-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const make = (...argv: string[]) => fleetspec(['new', 'agent', ...argv], { cwd: folder });
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('fleetspec new agent', () => {
  it('writes an agent with its DDL and its test, and says what to do next', async () => {
    const { code, stdout, stderr } = await make('backups');
    expect([code, stderr]).to.deep.equal([0, '']);
    expect(stdout.replaceAll(ROOT, 'PACKAGE')).to.match(
      /^agents\/backups\.ddl\nagents\/backups\.test\.cjs\nagents\/backups\.ts\nagents\/tsconfig\.json\n\nNext:\n/,
    );
    expect(stdout).to.include('node --test agents/backups.test.cjs');
    expect(stdout).to.include(
      'install -Dm644 -t /etc/fleetspec/agents agents/backups.ts agents/backups.ddl\n',
    );
    expect(stdout).to.include('fleetspec rpc backups status path=/etc/passwd\n');
    for (const file of readdirSync(join(folder, 'agents')))
      expect(text(`agents/${file}`)).to.not.include('own_agent');
    const agent = loadAgent(join(folder, 'agents/backups'));
    expect(agent.name).to.equal('backups');
    expect((await callAction(agent, 'status', { path: '/etc/passwd' })).outputs.present).to.equal(true);
  });

  it('says how its test finds the package', async () => {
    const installed = join(folder, 'node_modules/fleetspec');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{"exports": {"./agent": "./agent.js"}}');
    writeFileSync(join(installed, 'agent.js'), '');
    expect((await make('backups')).stdout).to.include('\n    node --test agents/backups.test.cjs\n');
    rmSync(installed, { recursive: true });
    expect((await make('others')).stdout).to.match(
      /\n {4}(?:NODE_PATH=\S+|npm install \S+ &&) node --test agents\/others\.test\.cjs\n/,
    );
  });

  it('writes elsewhere, and beside other agents', async () => {
    await make('backups', '--folder', 'ops/agents');
    const { code, stdout } = await make('logs', '--folder', 'ops/agents');
    expect(code).to.equal(0);
    expect(stdout).to.not.include('tsconfig.json\n\nNext');
    expect(readdirSync(join(folder, 'ops/agents'))).to.have.length(7);
  });

  it('overwrites nothing, and writes nothing then', async () => {
    mkdirSync(join(folder, 'agents'));
    writeFileSync(join(folder, 'agents/backups.ts'), 'mine');
    const { code, stderr } = await make('backups');
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /^fleetspec: agents\/backups\.ts is there already, and is not overwritten; choose another/,
    );
    expect(readdirSync(join(folder, 'agents'))).to.deep.equal(['backups.ts']);
    expect(text('agents/backups.ts')).to.equal('mine');
  });

  it('refuses names no agent can have', async () => {
    for (const name of [
      'my-agent',
      '../up',
      '1st',
      'é',
      'rpcutil',
      'puppet',
      'discovery',
      'registration',
      'mcollective',
    ]) {
      const { code, stderr } = await make(name);
      expect(code, name).to.equal(1);
      expect(stderr, name).to.match(/^fleetspec: NAME cannot be ".*"; give /);
    }
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is one of three', async () => {
    const { code, stderr } = await fleetspec(['new', 'agnt', 'x'], { cwd: folder });
    expect(code).to.equal(1);
    expect(stderr).to.include('new makes a check, a project or an agent, no agnt, did you mean agent?; see');
  });
});
