// fleetspec ddl and doc: what they print at 80 columns, what they write, and their exit codes.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import type { AgentDdl } from '../../../lib/ddl/ddl';
import { readJsonDdl } from '../../../lib/ddl/json/read_json_ddl';
import { CONFIG_YAML, fleetspec, folderWith, type Outcome } from './run_fleetspec';

const METADATA = `metadata :name => "Services of \\e[31mhosts", :description => "Starts and stops services, and tells whether they run, on any host that has them",
         :author => "Example Operations", :license => "GPLv2", :version => "1.0", :url => "https://example.net/", :timeout => 1
`;
const SERVICE = `${METADATA}
requires :mcollective => "2.2.1"
usage "Needs root."

action "start", :description => "Starts it" do
  input :service, :prompt => "Service", :description => "The name of the service, as the init system of that host calls it and no other",
        :type => :string, :validation => /^[a-z]+$/, :optional => false, :maxlength => 90
  input :how, :prompt => "How", :description => "How", :type => :list, :list => ["fast", "slow"], :default => "fast", :optional => true
  input :wait, :prompt => "Wait", :description => "Wait for it", :type => :boolean, :optional => true
  output :status, :description => "What it does now", :display_as => "Status", :default => "unknown"
  summarize do
    aggregate boolean_summary(:status, :true => "yes", :format => "%s")
  end
end

action "list", :description => "Lists them" do
  display :always
end
`;
const DISK = `${METADATA}
dataquery :description => "Disks" do
  input :query, :prompt => "Mount point", :description => "Where", :type => :string, :validation => '^/', :maxlength => 0
  output :free, :description => "Bytes that are free", :display_as => "Free"
end
`;
const BROKEN = `${METADATA}\naction File.read("x"), :description => "d"\n`;

describe('fleetspec ddl', () => {
  let folder: ReturnType<typeof folderWith>;
  before(() => {
    folder = folderWith({
      'service.ddl': SERVICE,
      'broken.ddl': BROKEN,
      'plugins/agent/service.ddl': SERVICE,
      'plugins/agent/deep/broken.ddl': BROKEN,
      'plugins/data/disk_data.ddl': DISK,
      'plugins/validator/x.ddl': METADATA,
      'plugins/README': 'nothing',
    });
  });
  after(() => folder.remove());

  const run = (...argv: string[]): Promise<Outcome> =>
    fleetspec(['ddl', ...argv], { cwd: folder.path, columns: 80 });

  it('check tells what each file holds, what is odd in it and what is wrong', async () => {
    const { code, stdout, stderr } = await run('check', 'plugins');
    expect(stdout.split('\n')).to.deep.equal([
      'plugins/agent/deep/broken.ddl line 4: `File.read` calls a method that a DDL cannot use here (write it in the forms that docs/ddl.md lists, or the DDL as JSON)',
      'plugins/agent/service.ddl: agent "Services of \\\\u001b[31mhosts" 1.0, 2 actions'.replace(
        '\\\\',
        '\\',
      ),
      'plugins/data/disk_data.ddl: data plugin "Services of \\u001b[31mhosts" 1.0, 1 output',
      'plugins/validator/x.ddl: validator "Services of \\u001b[31mhosts" 1.0',
      '',
    ]);
    expect(stderr).to.equal('fleetspec: 3 of 4 DDLs can be read\n');
    expect(code).to.equal(1);
    expect((await run('check', 'service.ddl')).code).to.equal(0);
  });

  it('convert prints one file as JSON', async () => {
    const { code, stdout, stderr } = await run('convert', 'service.ddl');
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const ddl = readJsonDdl(stdout, 'x.json') as AgentDdl;
    expect(ddl.requires).to.equal('2.2.1');
    expect(ddl.actions.start!.inputs.service!.validation).to.deep.equal({ regex: '^[a-z]+$', options: 0 });
  });

  it('convert writes into a file or a folder', async () => {
    expect((await run('convert', 'service.ddl', '-o', 'out/service.json')).code).to.equal(0);
    const { code, stderr, stdout } = await run('convert', 'plugins', '--output', 'all');
    expect(stdout).to.equal('');
    expect(stderr.split('\n')).to.deep.equal([
      'fleetspec: plugins/agent/deep/broken.ddl line 4: `File.read` calls a method that a DDL cannot use here; write it in the forms that docs/ddl.md lists, or the DDL as JSON',
      'fleetspec: plugins/validator/x.ddl describes a validator, of which there is no JSON',
      'fleetspec: 2 converted, 1 could not be read',
      '',
    ]);
    expect(code).to.equal(1);
    const one = readFileSync(join(folder.path, 'all/agent/service.json'), 'utf8');
    expect(one).to.equal(readFileSync(join(folder.path, 'out/service.json'), 'utf8'));
    expect(existsSync(join(folder.path, 'all/data/disk_data.json'))).to.equal(true);
    expect(existsSync(join(folder.path, 'all/agent/deep/broken.json'))).to.equal(false);
  });

  it('convert makes Ruby of JSON, and of what fleetspec knows itself', async () => {
    await run('convert', 'service.ddl', '-o', 'back/service.json');
    const { stdout } = await run('convert', 'back/service.json', '--to', 'ruby');
    expect(stdout).to.contain("    input :service, :prompt      => 'Service',\n");
    expect(stdout).to.contain('                    :validation  => /^[a-z]+$/,\n');
    expect(stdout).to.contain(
      "        aggregate boolean_summary(:status, {:true => 'yes', :format => '%s'})\n",
    );
    expect((await run('convert', 'puppet', '--to', 'ruby')).stdout).to.contain("action 'runonce'");
    expect((await run('convert', 'data/fact', '--to', 'ruby')).stdout).to.contain(
      'dataquery :description =>',
    );
    expect((await run('convert', 'puppet')).stdout).to.contain('"action": "runonce"');
  });

  const wrong: readonly [argv: string[], problem: string][] = [
    [
      ['convert', 'plugins'],
      'several DDLs are converted into a folder: name it with --output; see `fleetspec help ddl`',
    ],
    [['convrt', 'x'], 'unknown task "convrt" of ddl, did you mean convert?; see `fleetspec help ddl`'],
    [['check'], "missing required argument 'files'; see `fleetspec help ddl`"],
    [['convert', 'service.ddl', '--to', 'yaml'], '--to cannot be "yaml"; give json or ruby'],
    [['convert', 'none.ddl'], 'none.ddl: it does not exist; check its path'],
    [['convert', 'nobody'], 'no DDL of "nobody" is known here; `fleetspec doc` lists those that are'],
    [
      ['convert', 'plugins/validator/x.ddl'],
      'plugins/validator/x.ddl: it describes a validator, of which there is no JSON; name the DDL of an agent or a data plugin',
    ],
    [
      ['convert', 'broken.ddl'],
      'broken.ddl line 4: `File.read` calls a method that a DDL cannot use here; write it in the forms that docs/ddl.md lists, or the DDL as JSON',
    ],
    [['check', 'plugins/validator', '/dev/null'], ''],
  ];
  for (const [argv, problem] of wrong) {
    it(`says what is wrong: ${argv.join(' ')}`, async () => {
      const { code, stderr } = await run(...argv);
      expect(code).to.equal(1);
      if (problem) expect(stderr).to.equal(`fleetspec: ${problem}\n`);
    });
  }

  it('tells when a file cannot be written', async () => {
    const { code, stderr } = await run('convert', 'service.ddl', '-o', 'service.ddl/x.json');
    expect(code).to.equal(1);
    expect(stderr).to.match(/^fleetspec: the output could not be written: /);
  });
});

describe('fleetspec doc', () => {
  let folder: ReturnType<typeof folderWith>;
  before(() => {
    folder = folderWith({
      'fleetspec.yaml': `${CONFIG_YAML}lib_dirs: plugins\n`,
      'plugins/mcollective/agent/service.ddl': SERVICE,
      'plugins/mcollective/agent/broken.ddl': BROKEN,
      'plugins/mcollective/data/disk_data.ddl': DISK,
      'empty/x': '',
    });
  });
  after(() => folder.remove());

  const run = (...argv: string[]): Promise<Outcome> =>
    fleetspec(['doc', ...argv], { cwd: folder.path, columns: 200 });

  it('lists what is known and where it comes from', async () => {
    const { code, stdout } = await run();
    expect(code).to.equal(0);
    const lines = stdout.split('\n');
    expect(lines[0]).to.equal('Agents:');
    expect(lines).to.include('   broken       unreadable:');
    const at = lines.indexOf('   service      Starts and stops services, and tells whether they run, on any');
    expect(lines.slice(at + 1, at + 3)).to.deep.equal([
      '                host that has them',
      `                ${folder.path}/plugins/mcollective/agent/service.ddl`,
    ]);
    expect(lines).to.include('Data plugins:').and.to.include('   fact         Structured fact query');
  });

  it('lists it as JSON', async () => {
    const { stdout } = await run('--json');
    const all: Record<string, string>[] = JSON.parse(stdout);
    const of = (kind: string, name: string): object => all.find(it => it.kind === kind && it.name === name)!;
    expect(of('agent', 'service')).to.include({
      version: '1.0',
      source: `${folder.path}/plugins/mcollective/agent/service.ddl`,
    });
    expect(of('agent', 'puppet')).to.include({ source: 'fleetspec' });
    expect(of('data', 'disk')).to.include({ version: '1.0' });
    expect((of('agent', 'broken') as { problem: string }).problem).to.contain('`File.read`');
  });

  it('explains an agent', async () => {
    const { code, stdout, stderr } = await run('agent/service');
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(stdout.replaceAll(folder.path, '/FOLDER')).to.equal(
      readFileSync(join(__dirname, 'golden/doc_service.txt'), 'utf8'),
    );
    expect(
      Math.max(
        ...stdout
          .replaceAll(folder.path, '/FOLDER')
          .split('\n')
          .map(line => line.length),
      ),
    ).to.be.at.most(80);
  });

  it('explains one action, and a data plugin', async () => {
    const { stdout } = await run('service#list');
    expect(stdout.split('\n').slice(0, 8)).to.deep.equal([
      'service#list',
      '============',
      '',
      '   list action:',
      '   ------------',
      '       Lists them',
      '',
      '       Results shown: all',
    ]);
    const disk = (await run('data/disk')).stdout;
    expect(disk).to.contain('QUERY:\n======\n         Description: Where\n');
    expect(disk).to.contain(`fleetspec find -S "disk('QUERY').free=VALUE"`);
    expect((await run('disk')).stdout).to.equal(disk);
  });

  it('explains them as JSON', async () => {
    const ddl = readJsonDdl((await run('service#list', '--json')).stdout, 'x') as AgentDdl;
    expect(Object.keys(ddl.actions)).to.deep.equal(['list']);
    expect(JSON.parse((await run('data/fact', '-j')).stdout).output).to.have.property('value');
  });

  it('mentions a data plugin of the same name', async () => {
    expect((await run('puppet')).stderr).to.equal(
      'fleetspec: there is a data plugin of that name, too: fleetspec doc data/puppet\n',
    );
  });

  it('works without any configuration, and not with a broken one', async () => {
    const { code, stdout } = await fleetspec(['doc', 'rpcutil'], { cwd: join(folder.path, 'empty') });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^rpcutil\n=======\n/);
    expect((await run('rpcutil', '--config', 'none.yaml')).code).to.equal(1);
  });

  const wrong: readonly [name: string, problem: string][] = [
    ['pupet', 'no DDL of "pupet" is known here; did you mean puppet? `fleetspec doc` lists those that are'],
    [
      'data/fcat',
      'no DDL of "data/fcat" is known here; did you mean data/fact? `fleetspec doc` lists those that are',
    ],
    [
      'data/fact#x',
      'no DDL of "fact#x" is known here; did you mean data/fact? `fleetspec doc` lists those that are',
    ],
    ['../../etc/passwd', 'no DDL of "../../etc/passwd" is known here; `fleetspec doc` lists those that are'],
  ];
  for (const [name, problem] of wrong) {
    it(`says what is wrong: ${name}`, async () => {
      expect(await run(name)).to.include({ code: 1, stdout: '', stderr: `fleetspec: ${problem}\n` });
    });
  }

  it('says which actions there are not', async () => {
    const { stderr } = await run('service#strat');
    expect(stderr).to.contain('the DDL of agent service has no action "strat"; did you mean start?');
    expect((await run('broken')).stderr).to.contain('broken.ddl line 4: `File.read`');
  });
});
