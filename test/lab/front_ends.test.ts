// What the front-ends of MCollective's agents (`mco package`, `service`, `puppet`, `nrpe`, `nettest`, `filemgr`,
// `process`) read of replies is in ours, and of the kind they count with: asked by the real mco.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import { labBroker } from './peers/activemq';
import { runFleetspec } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { useLab } from './peers/lab';
import { runMco, writeClient } from './peers/mco';
import { describeOutcome } from './peers/outcome';
import { RUBY_FIELDS_LIBDIR } from './peers/ruby_environment';

const NODE = 'front.lab';
const AGENTS = ['package', 'service', 'puppet', 'nrpe', 'nettest', 'filemgr', 'process'] as const;
const isDebian = existsSync('/usr/bin/apt-get') && existsSync('/etc/init.d');

interface Question {
  readonly agent: (typeof AGENTS)[number];
  readonly action: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Statuscode and message a front-end goes by. */
  readonly code?: number;
  readonly said?: string;
  /** What it reads, and the kind in Ruby. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const PACKAGE = { ensure: 'String', name: 'String', arch: 'String', version: 'String', provider: 'String' };
const NUMBERS = ['total', 'out_of_sync', 'failed', 'changed', 'corrected'].map(name => [
  `${name}_resources`,
  'Integer',
]);
const PROCESS = {
  ':pid': 'Integer',
  ':ppid': 'Integer',
  ':uid': 'Integer',
  ':username': 'String',
  ':state': 'String',
  ':cmdline': 'String',
  ':tty_nr': 'Integer',
  ':vsize': 'Integer',
  ':rss': 'Integer',
  ':starttime': 'Integer',
};

const questions = (folder: string, port: number): readonly Question[] => [
  { agent: 'package', action: 'status', inputs: { package: 'dpkg', pkgver: null }, fields: PACKAGE },
  {
    agent: 'package',
    action: 'status',
    inputs: { package: 'fleetspec-lab-none' },
    fields: { ensure: 'String' },
  },
  ...(['count', 'md5'] as const).map(action => ({
    agent: 'package' as const,
    action,
    inputs: { package: null },
    fields: { output: 'String', exitcode: 'Integer' },
  })),
  {
    agent: 'package',
    action: 'install',
    inputs: { package: 'dpkg', pkgver: null },
    code: 5,
    said: 'Package is already installed',
    fields: PACKAGE,
  },
  {
    agent: 'service',
    action: 'status',
    inputs: { service: 'fleetspec-lab-none' },
    fields: { status: 'String' },
  },
  {
    agent: 'service',
    action: 'stop',
    inputs: { service: 'fleetspec-lab-none' },
    code: 1,
    said: "Could not stop service 'fleetspec-lab-none': Service is already stopped",
    fields: { status: 'String' },
  },
  {
    agent: 'puppet',
    action: 'status',
    fields: {
      applying: 'Boolean',
      enabled: 'Boolean',
      idling: 'Boolean',
      daemon_present: 'Boolean',
      lastrun: 'Integer',
      since_lastrun: 'Integer',
      status: 'String',
      message: 'String',
      disable_message: 'String',
    },
  },
  {
    agent: 'puppet',
    action: 'last_run_summary',
    fields: {
      ...Object.fromEntries(NUMBERS),
      config_retrieval_time: 'Float',
      total_time: 'Float',
      since_lastrun: 'Integer',
      lastrun: 'Integer',
    },
  },
  {
    agent: 'puppet',
    action: 'disable',
    inputs: { message: 'for a while' },
    fields: { status: 'String', enabled: 'Boolean' },
  },
  {
    agent: 'puppet',
    action: 'runonce',
    inputs: { force: true },
    code: 1,
    said: "Puppet is disabled: 'for a while'",
    fields: { summary: 'String' },
  },
  { agent: 'puppet', action: 'enable', fields: { status: 'String', enabled: 'Boolean' } },
  {
    agent: 'nrpe',
    action: 'runcommand',
    inputs: { command: 'check_fine' },
    said: 'OK',
    fields: { exitcode: 'Integer', output: 'String', perfdata: 'String' },
  },
  {
    agent: 'nrpe',
    action: 'runcommand',
    inputs: { command: 'check_bad' },
    code: 1,
    said: 'CRITICAL',
    fields: { exitcode: 'Integer', output: 'String' },
  },
  {
    agent: 'nrpe',
    action: 'runcommand',
    inputs: { command: 'check_none' },
    code: 1,
    said: 'UNKNOWN',
    fields: { exitcode: 'Integer', output: 'String' },
  },
  { agent: 'nettest', action: 'ping', inputs: { fqdn: 'localhost' }, fields: { rtt: 'Float' } },
  {
    agent: 'nettest',
    action: 'connect',
    inputs: { fqdn: '127.0.0.1', port },
    fields: { connect: 'Boolean', connect_status: 'String', connect_time: 'Float' },
  },
  {
    agent: 'filemgr',
    action: 'status',
    inputs: { file: join(folder, 'a file') },
    fields: {
      output: 'String',
      present: 'Integer',
      size: 'Integer',
      mode: 'String',
      md5: 'String',
      type: 'String',
      mtime: 'Time',
      mtime_seconds: 'Integer',
      uid: 'Integer',
      gid: 'Integer',
    },
  },
  {
    agent: 'filemgr',
    action: 'status',
    inputs: { file: join(folder, 'none') },
    code: 1,
    fields: { output: 'String', present: 'Integer' },
  },
  {
    agent: 'process',
    action: 'list',
    inputs: { pattern: NODE, just_zombies: false },
    fields: { pslist: [PROCESS] },
  },
];

describe('front-ends of MCollective', { skip: isDebian ? false : 'needs Debian' }, () => {
  const lab = useLab('front-ends');
  let server: Server;
  let asked: readonly Question[];
  let answers: readonly Record<string, unknown>[];

  before(async () => {
    const broker = await labBroker(lab);
    const puppet = lab.path('state');
    mkdirSync(puppet);
    copyFileSync(
      join(ROOT, 'test/unit/probes/golden/puppet7/last_run_summary.yaml'),
      join(puppet, 'last_run_summary.yaml'),
    );
    lab.write(
      'nrpe.d/checks.cfg',
      'command[check_fine]=/usr/lib/nagios/plugins/check_dummy 0 "all well|a=1"\ncommand[check_bad]=/usr/lib/nagios/plugins/check_dummy 2 bad\n',
    );
    lab.write('a file', 'text\n');
    const settings = {
      ...{
        'plugin.puppet.statedir': puppet,
        'plugin.puppet.publicdir': puppet,
        'plugin.puppet.rundir': puppet,
      },
      ...{ 'plugin.nrpe.conf_dir': lab.path('nrpe.d'), 'plugin.service.provider': 'sysv' },
    };
    await startFleetspecd(lab, broker, { identity: NODE, settings });
    server = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
    asked = questions(lab.dir, (server.address() as { port: number }).port);
    answers = await ask(
      writeClient(lab, broker, { settings: { libdir: `${RUBY_FIELDS_LIBDIR}:${lab.path('libdir')}` } }),
    );
  });
  after(() => server?.close());

  async function ask(client: string): Promise<Record<string, unknown>[]> {
    for (const name of AGENTS) {
      const target = lab.path(`libdir/mcollective/agent/${name}.ddl`);
      mkdirSync(lab.path('libdir/mcollective/agent'), { recursive: true });
      const written = await runFleetspec(lab, ['ddl', 'convert', name, '--to', 'ruby', '-o', target]);
      expect(written.code, describeOutcome(written)).to.equal(0);
      // The validator comes with the real plugin, which is not in Debian.
      writeFileSync(target, readFileSync(target, 'utf8').replaceAll(':nettest_fqdn', "'.'"));
    }
    const file = lab.write(
      'questions.json',
      JSON.stringify(
        asked.map(({ inputs = {}, fields, ...question }) => ({
          ...question,
          inputs,
          fields: Object.keys(fields),
          nodes: [NODE],
        })),
      ),
    );
    const outcome = await runMco(lab, client, ['fields', file], { timeoutMs: 60_000 });
    const lines = outcome.stdout.split('\n').filter(line => line.startsWith('{'));
    expect(lines, describeOutcome(outcome)).to.have.length(asked.length);
    return lines.map(line => JSON.parse(line));
  }

  for (const [index, { agent, action, inputs = {} }] of questions('', 0).entries()) {
    const given = Object.entries(inputs).map(([name, value]) =>
      ['file', 'port'].includes(name) ? name : `${name}=${value}`,
    );
    it([agent, action, ...given].join(' '), () => {
      const { code = 0, said, fields } = asked[index]!;
      expect(answers[index]).to.deep.include({
        node: NODE,
        code,
        fields,
        ...(said !== undefined && { said }),
      });
    });
  }
});
