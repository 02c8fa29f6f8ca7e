// Every file of examples/ is loaded by the program it is for; NRPE carries one of our plugins.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { viewOf } from '../../lib/nagios/lint/lint_output';
import type { RunOutcome } from '../../lib/runner/outcome';
import { prometheusReport } from '../../lib/runner/reports/prometheus_report';
import { runCheck } from '../conformance/activemq_plugins/plugin_run';
import { RawClient } from '../conformance/broker/raw_client';
import { type LabBroker, labBroker } from './peers/activemq';
import { Examples } from './peers/examples';
import { writeFleetspecYaml } from './peers/fleetspec';
import { ROOT } from './peers/fleetspecd';
import { Icinga } from './peers/icinga';
import { useLab } from './peers/lab';
import { Nagios } from './peers/nagios';
import { NrpeServer } from './peers/nrpe_server';
import { describeOutcome, runProgram } from './peers/outcome';

describe('examples', () => {
  const lab = useLab('examples');
  let broker: LabBroker;
  let examples: Examples;

  before(async () => {
    broker = await labBroker(lab);
    // NRPE runs as nobody.
    const places = { broker, monitoring: writeFleetspecYaml(lab, broker), loginMode: 0o644 };
    examples = new Examples(lab, places);
  });

  it('nagios4 -v', async () => {
    const objectFiles = ['nagios/fleetspec_commands.cfg', 'nagios/fleetspec_services.cfg'].map(path =>
      examples.write(path),
    );
    const outcome = await Nagios.verify(lab, { objectFiles, pluginDir: examples.pluginDir });
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    expect(outcome.stdout)
      .to.match(/Checked 10 services/)
      .and.to.match(/Total Warnings: 0\nTotal Errors: +0/);
  });

  it('icinga2 daemon -C', async () => {
    const objects = ['icinga2/fleetspec_commands.conf', 'icinga2/fleetspec_services.conf']
      .map(path => examples.adapted(path))
      .join('\n');
    const outcome = await Icinga.verify(lab, { objects: `include <plugins-contrib>\n${objects}` });
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
    expect(outcome.stdout).to.match(/Instantiated 9 Services/);
    expect(outcome.stdout).not.to.match(/warning|critical/);
  });

  it('xmllint, of what a real Cacti 1.2.24 has imported, polled and drawn', async () => {
    const outcome = await runProgram('xmllint', ['--noout', join(ROOT, 'examples/cacti/activemq.xml')]);
    expect(outcome.code, describeOutcome(outcome)).to.equal(0);
  });

  it('NRPE and check_nrpe carry a check of a queue, in packets of either kind', async () => {
    const client = await RawClient.connect(
      { ...broker, login: broker.user, passcode: broker.password },
      '1.1',
    );
    const message = { destination: '/queue/exim.stats', persistent: 'true' };
    for (const body of ['one', 'two']) await client.processed('SEND', message, body);
    client.destroy();
    const nrpe = await NrpeServer.startWith(lab, examples.adapted('nrpe/fleetspec.cfg'));
    for (const version of [2, 4] as const) {
      const { stdout, code } = await nrpe.ask('check_activemq_queue_exim', version);
      expect(stdout).to.match(
        /^OK: ActiveMQ exim\.stats has \d+ messages\|size=\d+;1000;2000;0 memory_pct=\d+%/,
      );
      expect(code).to.equal(0);
      expect(viewOf('nrpe', { stdout, stderr: '', exitCode: 0 }).remarks).to.deep.equal([]);
    }
    const names = [...examples.text('nrpe/fleetspec.cfg').matchAll(/^command\[(\w+)\]/gm)].map(
      match => match[1]!,
    );
    expect(names).to.have.length(4);
    for (const name of names) {
      const outcome = await nrpe.ask(name, 2);
      expect([0, 1, 2], describeOutcome(outcome)).to.include(outcome.code);
    }
  });

  describe('Prometheus', () => {
    it('promtool check rules', async () => {
      const outcome = await runProgram('promtool', [
        'check',
        'rules',
        join(ROOT, 'examples/prometheus/alerts.yml'),
      ]);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      expect(outcome.stdout).to.match(/SUCCESS: 5 rules found/);
    });

    it('promtool check metrics, of a run of features', async () => {
      const scenario = { location: 'x.feature:2', verdict: 'passed', status: 'OK' } as const;
      const outcome: RunOutcome = {
        ...{ subject: 'a "b"\\c\nd', problems: [], undone: [], elapsedSeconds: 1.5 },
        scenarios: ['é\ud800', 'row', 'row'].map(name => ({ ...scenario, feature: 'f', name })),
        metrics: [
          { label: "it's", value: 50, unit: '%' },
          { label: 'none', value: Number.NaN },
        ],
      };
      const metrics = prometheusReport(outcome, { endedAt: 1_700_000_000_250, version: '1' });
      expect(metrics).to.include('metric="it\'s",unit="ratio"} 0.5\n').and.include('row="2"');
      const checked = await runProgram('promtool', ['check', 'metrics'], { input: metrics });
      expect(checked, describeOutcome(checked)).to.include({ code: 0, stdout: '', stderr: '' });
    });

    it('promtool check metrics, of checks and statistics of a real broker', async () => {
      const config = examples.adapted('prometheus/textfile.json');
      const file = lab.path('textfile', 'fleetspec.prom');
      lab.write('textfile/.keep', '');
      const text = config.replace(/"\/var\/lib\/.*\.prom"/, JSON.stringify(file));
      const outcome = await runProgram(join(ROOT, 'examples/prometheus/fleetspec_textfile.js'), [
        lab.write('textfile.json', text),
      ]);
      expect(outcome, describeOutcome(outcome)).to.include({ code: 0, stdout: '', stderr: '' });
      const metrics = readFileSync(file, 'utf8');
      const checked = await runProgram('promtool', ['check', 'metrics'], { input: metrics });
      expect(checked, describeOutcome(checked)).to.include({ code: 0, stdout: '', stderr: '' });
      expect(metrics).to.match(/^activemq_up\{report="broker"\} 1$/m);
      const { host, port, user, password } = broker;
      const login = ['-H', `${host}:${port}`, '--user', user, '--password', password];
      const size = /has (\d+) messages/.exec(
        (await runCheck('check_activemq_queue', [...login, '-q', 'exim.stats'])).text,
      )![1]!;
      expect(Number(size)).to.be.at.least(2);
      expect(metrics.split('\n')).to.include(`activemq_messages{report="exim.stats"} ${size}`);
      expect(metrics).to.match(/^activemq_enqueued_messages_total\{report="broker"\} \d+$/m);
      expect(metrics).to.match(/^fleetspec_check_state\{check="orders"\} [0-3]$/m);
      expect(readdirSync(lab.path('textfile')).sort()).to.deep.equal(['.keep', 'fleetspec.prom']);
    });

    it('what a plugin prints becomes base units, a broken one UNKNOWN', async () => {
      const plugin = lab.write(
        'plugin.sh',
        `#!/bin/sh\necho "OK: x|'it''s \\"x\\"'=5ms;1;2 mem=50% sent=2KB n=3 u=U bad=1.2.3 n=4"; exit 1\n`,
        0o755,
      );
      const file = lab.path('textfile', 'plugin.prom');
      const checks = [
        { name: 'a\\b', command: [plugin] },
        { name: 'none', command: ['/nonexistent'] },
        { name: 'killed', command: ['/bin/sh', '-c', 'kill -9 $$'] },
      ];
      const config = lab.write('plugin.json', JSON.stringify({ file, checks }));
      const script = join(ROOT, 'examples/prometheus/fleetspec_textfile.js');
      const outcome = await runProgram(script, [config]);
      expect(outcome.code, describeOutcome(outcome)).to.equal(0);
      const metrics = readFileSync(file, 'utf8');
      for (const line of [
        'fleetspec_check_state{check="a\\\\b"} 1',
        'fleetspec_check_state{check="none"} 3',
        'fleetspec_check_state{check="killed"} 3',
        `fleetspec_check_value{check="a\\\\b",label="it's \\"x\\"",unit="seconds"} 0.005`,
        'fleetspec_check_value{check="a\\\\b",label="mem",unit="ratio"} 0.5',
        'fleetspec_check_value{check="a\\\\b",label="sent",unit="bytes"} 2000',
        'fleetspec_check_value{check="a\\\\b",label="n",unit=""} 4',
      ])
        expect(metrics.split('\n')).to.include(line);
      const checked = await runProgram('promtool', ['check', 'metrics'], { input: metrics });
      expect(checked.code, describeOutcome(checked)).to.equal(0);
      for (const wrong of [[], [lab.path('missing.json')], [lab.write('wrong.json', '{"file": "x"}')]]) {
        const failed = await runProgram(script, wrong);
        expect(failed.code).to.equal(1);
        expect(failed.stderr).to.match(/^fleetspec_textfile: .+\n$/);
      }
    });
  });

  it('logrotate rotates both logs and calls the daemon', async () => {
    lab.write('log/fleetspecd.log', 'one\n');
    lab.write('log/audit.log', '{}\n');
    const config = examples
      .text('logrotate/fleetspecd')
      .replaceAll('/var/log/fleetspec', lab.path('log'))
      .replaceAll('root adm', 'root root')
      .replaceAll('systemctl ', `echo >> ${lab.path('called')} `);
    const file = lab.write('logrotate.conf', config);
    const debug = await runProgram('logrotate', ['-d', file]);
    expect(debug.code, describeOutcome(debug)).to.equal(0);
    expect(debug.stderr)
      .to.match(/Handling 2 logs/)
      .and.not.to.match(/error/i);
    const forced = await runProgram('logrotate', ['-f', '-s', lab.path('logrotate.state'), file]);
    expect(forced.code, describeOutcome(forced)).to.equal(0);
    expect(readdirSync(lab.path('log')).sort()).to.deep.equal([
      ...['audit.log', 'audit.log.1', 'fleetspecd.log', 'fleetspecd.log.1'],
    ]);
    expect(lab.read('called').match(/--signal=SIGUSR1 fleetspecd\.service/g)).to.have.length(2);
  });

  it('systemd-analyze verify', async () => {
    const folders = ['systemd', 'systemd/fleetspecd.service.d', 'prometheus'];
    const units = folders.flatMap(folder =>
      readdirSync(join(ROOT, 'examples', folder))
        .filter(name => /\.(service|timer|conf)$/.test(name))
        .map(name => `${folder}/${name}`),
    );
    // Where the lab has its programs: systemd looks whether they are there.
    for (const unit of units) {
      const text = examples.text(unit).replace(/^(Exec\w+)=\/usr\/(?:bin|lib)\/\S+/gm, '$1=/bin/true');
      lab.write(unit.replace(/^(systemd|prometheus)/, 'units'), text);
    }
    const names = units.filter(unit => !unit.endsWith('.conf')).map(unit => basename(unit));
    expect(names).to.have.length(7);
    const instances = names.map(name => lab.path('units', name.replace('@.', '@firewall.')));
    const found = await runProgram('systemd-analyze', ['verify', '--man=no', ...instances], {
      env: { SYSTEMD_UNIT_PATH: `${lab.path('units')}:` },
    });
    const ours = found.stderr.split('\n').filter(line => /fleetspec/.test(line));
    expect({ ours, code: found.code }, describeOutcome(found)).to.deep.equal({ ours: [], code: 0 });
  });
});
