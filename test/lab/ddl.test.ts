// DDLs against real Ruby: the files of the installed MCollective, those with every construct, and those we write.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { KNOWN_AGENTS } from '../../lib/ddl/agents';
import { KNOWN_DATA } from '../../lib/ddl/data';
import type { AgentDdl, DataDdl, Ddl } from '../../lib/ddl/ddl';
import { readDdl } from '../../lib/ddl/ddl_file';
import { writeRubyDdl } from '../../lib/ddl/ruby/write_ruby_ddl';
import { modelOf, type RubyView } from '../conformance/ddl/ruby_view';
import { RUBY_ENVIRONMENT } from './peers/ruby_environment';

const DESCRIBE = join(__dirname, '../../scripts/golden/ddl_file_vectors.rb');
const FIXTURES = join(__dirname, '../conformance/ddl/files/mcollective');
const INSTALLED = '/usr/lib/ruby/vendor_ruby/mcollective';
const env = { ...process.env, ...RUBY_ENVIRONMENT };
const hasRuby = spawnSync('ruby', ['-e', 'require "mcollective"'], { env }).status === 0;

function ddlFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ddlFiles(path);
    return entry.name.endsWith('.ddl') ? [path] : [];
  });
}

function askRuby(files: readonly string[]): Readonly<Record<string, RubyView>> {
  const run = spawnSync('ruby', [DESCRIBE, '--describe', ...files], {
    env,
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(run.status, String(run.stderr)).to.equal(0);
  return JSON.parse(String(run.stdout));
}

// The type of an output is Choria's; Ruby forgets it.
function withoutOutputTypes(ddl: Ddl): Ddl {
  const outputs = (of: DataDdl['outputs']): DataDdl['outputs'] =>
    Object.fromEntries(Object.entries(of).map(([name, { type: _type, ...rest }]) => [name, rest]));
  if (ddl.plugin === 'data') return { ...ddl, outputs: outputs(ddl.outputs) };
  if (ddl.plugin !== 'agent') return ddl;
  const actions = Object.entries(ddl.actions).map(([name, it]) => [
    name,
    { ...it, outputs: outputs(it.outputs) },
  ]);
  return { ...ddl, actions: Object.fromEntries(actions) };
}

function expectAgreement(files: readonly string[]): void {
  const views = askRuby(files);
  for (const file of files) {
    const ddl = readDdl(readFileSync(file, 'utf8'), file);
    expect(withoutOutputTypes(ddl), file).to.deep.equal(modelOf(views[file]!));
  }
}

describe('DDLs against Ruby', { skip: hasRuby ? false : 'ruby or mcollective is not installed' }, () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetspec-ddl-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('those of the installed MCollective mean the same', () => {
    const files = ddlFiles(INSTALLED);
    expect(files.length).to.be.at.least(20);
    expectAgreement(files);
  });

  it('those with every construct mean the same', () => {
    expectAgreement(ddlFiles(FIXTURES));
  });

  it('those we write of what fleetspec knows mean the same to Ruby', () => {
    const files = [...Object.values(KNOWN_AGENTS), ...Object.values(KNOWN_DATA)].map(ddl => written(ddl));
    const views = askRuby(files.map(({ file }) => file));
    for (const { file, ddl } of files) {
      expect(modelOf(views[file]!), file).to.deep.equal(withoutOutputTypes(ddl));
    }
  });

  it('those mco finds in its libdir it explains', () => {
    const { file, ddl } = written(KNOWN_AGENTS.host!);
    const config = join(folder, 'client.cfg');
    writeFileSync(
      config,
      `libdir = ${dirname(dirname(dirname(file)))}\nplugin.psk = x\nlogger_type = console\nloglevel = error\n`,
    );
    const run = spawnSync('mco', ['plugin', 'doc', 'agent/host', '--config', config], {
      env,
      timeout: 30_000,
    });
    const page = String(run.stdout);
    expect(page, String(run.stderr)).to.contain(ddl.metadata.description);
    for (const name of Object.keys((ddl as AgentDdl).actions)) expect(page).to.contain(`${name} action:`);
  });

  function written(ddl: AgentDdl | DataDdl): { file: string; ddl: AgentDdl | DataDdl } {
    const { plugin, metadata } = ddl;
    const path = join(folder, 'lib/mcollective', plugin);
    mkdirSync(path, { recursive: true });
    const file = join(path, `${basename(metadata.name)}${plugin === 'data' ? '_data' : ''}.ddl`);
    writeFileSync(file, writeRubyDdl(ddl));
    return { file, ddl };
  }
});
