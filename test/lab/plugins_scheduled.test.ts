// A real Nagios 4 and a real Icinga 2 schedule every plugin, by the configuration of examples/, and keep what it said.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { expect } from 'chai';
import { readIcingaMetric } from '../../lib/nagios/lint/icinga_perfdata';
import { viewOf } from '../../lib/nagios/lint/lint_output';
import { readPerfdata } from '../../lib/nagios/lint/read_perfdata';
import { RawClient } from '../conformance/broker/raw_client';
import { type LabBroker, labBroker } from './peers/activemq';
import { Examples } from './peers/examples';
import { writeFleetspecYaml } from './peers/fleetspec';
import { ROOT, startFleetspecd } from './peers/fleetspecd';
import { Icinga } from './peers/icinga';
import { type Lab, useLab } from './peers/lab';
import { Nagios } from './peers/nagios';

interface Expected {
  readonly plugin: string;
  /** Names of the service in the examples for Nagios and for Icinga. */
  readonly nagios: string;
  readonly icinga: string;
  readonly states: readonly number[];
  readonly text: RegExp;
  /** Metrics that are there. */
  readonly metrics: readonly string[];
}

const OK = 0;
const WARNING = 1;
const CRITICAL = 2;

const EXPECTED: readonly Expected[] = [
  {
    ...{ plugin: 'check_activemq', nagios: 'ActiveMQ', icinga: 'activemq' },
    ...{ states: [OK], text: /^OK: / },
    metrics: ['time', 'connect'],
  },
  {
    // For ten minutes after the start of the broker the example for Nagios warns.
    ...{ plugin: 'check_activemq_broker', nagios: 'ActiveMQ broker', icinga: 'activemq broker' },
    ...{ states: [OK, WARNING], text: /^(OK|WARNING): ActiveMQ / },
    metrics: ['memory_pct', 'store_pct'],
  },
  {
    ...{ plugin: 'check_activemq_queue', nagios: 'queue exim.stats', icinga: 'queue exim.stats' },
    ...{ states: [OK], text: /^OK: ActiveMQ exim\.stats has \d+ messages/ },
    metrics: ['size', 'memory_pct'],
  },
  {
    ...{ plugin: 'check_activemq_queue', nagios: 'queue orders', icinga: 'queue orders' },
    ...{ states: [CRITICAL], text: /^CRITICAL: ActiveMQ orders has 0 consumers, expected at least 1/ },
    metrics: ['size', 'consumers', 'age'],
  },
  {
    ...{ plugin: 'check_fleet', nagios: 'fleet', icinga: 'fleet' },
    ...{ states: [OK], text: /^OK: .*3 / },
    metrics: ['missing'],
  },
  {
    ...{ plugin: 'check_puppet_fleet', nagios: 'puppet', icinga: 'puppet' },
    ...{ states: [CRITICAL], text: /^CRITICAL: .*client2\.lab/ },
    metrics: ['failed', 'stale'],
  },
  {
    ...{ plugin: 'check_fleet_nrpe', nagios: 'load of web servers', icinga: 'load of web servers' },
    ...{ states: [OK], text: /^check_load: OK: 2 WARNING: 0 CRITICAL: 0 UNKNOWN: 0/ },
    metrics: ['total', 'ok'],
  },
  {
    ...{ plugin: 'check_feature', nagios: 'puppet capacity', icinga: 'feature puppet capacity' },
    ...{ states: [OK], text: /^OK: Puppet master capacity - / },
    metrics: ['scenarios', 'time', 'puppet_clients'],
  },
];

describe('every plugin, scheduled', () => {
  const lab = useLab('scheduled');
  let examples: Examples;

  before(async () => {
    const broker = await labBroker(lab);
    const monitoring = writeFleetspecYaml(lab, broker, {
      rpc: { timeout: '3s' },
      checks: { puppet_master: 'role::puppetmaster' },
    });
    examples = new Examples(lab, { broker, monitoring });
    await Promise.all([sendMessages(broker), startFleet(lab, broker)]);
  });

  it('is told of here', () => {
    const plugins = readdirSync(join(ROOT, 'plugins/nagios')).map(name => name.replace(/\.ts$/, ''));
    expect([...new Set(EXPECTED.map(({ plugin }) => plugin))].sort()).to.deep.equal(plugins.sort());
  });

  describe('by Nagios 4', () => {
    let nagios: Nagios;
    before(async () => {
      const files = ['nagios/fleetspec_commands.cfg', 'nagios/fleetspec_services.cfg'];
      const objectFiles = files.map(file => examples.write(file));
      nagios = await Nagios.startFiles(lab, { objectFiles, pluginDir: examples.pluginDir });
    });

    for (const { nagios: service, states, text, metrics } of EXPECTED) {
      it(service, async () => {
        const block = await nagios.checked(service);
        expect(block.plugin_output).to.match(text);
        expect(states, block.plugin_output).to.include(Number(block.current_state));
        const read = readPerfdata(block.performance_data ?? '');
        expect(read.strays).to.deep.equal([]);
        expect(read.metrics.map(({ label }) => label)).to.include.members([...metrics]);
        const exitCode = Number(block.current_state);
        const stdout = `${block.plugin_output}|${block.performance_data}`;
        expect(viewOf('nagios', { stdout, stderr: '', exitCode }).remarks).to.deep.equal([]);
      });
    }
  });

  describe('by Icinga 2', () => {
    let icinga: Icinga;
    before(async () => {
      const files = ['icinga2/fleetspec_commands.conf', 'icinga2/fleetspec_services.conf'];
      // The first check comes within the first interval.
      const objects = files.map(file => examples.adapted(file)).join('\n');
      const often = objects.replace(/check_interval = \w+/g, 'check_interval = 5s');
      icinga = await Icinga.start(lab, { objects: often, pluginDir: examples.pluginDir });
    });

    for (const { icinga: service, states, text, metrics } of EXPECTED) {
      it(service, async () => {
        const host = /^(activemq|queue)/.test(service) ? 'mq1' : 'fleet';
        const result = await icinga.checked(host, service);
        expect(result.output.split('\n')[0]).to.match(text);
        expect(states, result.output).to.include(result.state);
        const read = (result.performance_data ?? []).map(readIcingaMetric);
        expect(read.map(({ label }) => label)).to.include.members([...metrics]);
        for (const metric of read) {
          expect(metric.lostFields, metric.source).to.deep.equal([]);
          expect(metric.lostUnit, metric.source).to.equal(undefined);
        }
      });
    }
  });
});

async function sendMessages(broker: LabBroker): Promise<void> {
  const client = await RawClient.connect({ ...broker, login: broker.user, passcode: broker.password }, '1.1');
  for (const queue of ['exim.stats', 'orders'])
    await client.processed('SEND', { destination: `/queue/${queue}`, persistent: 'true' }, 'hello');
  client.destroy();
}

/** A Puppet master and two web servers, on one of which Puppet failed. */
async function startFleet(lab: Lab, broker: LabBroker): Promise<void> {
  const lastRun = Math.floor(Date.now() / 1000) - 600;
  const start = async (identity: string, role: string, failed: number): Promise<void> => {
    const folder = lab.path('puppet', identity);
    lab.write(
      `puppet/${identity}/last_run_summary.yaml`,
      `---\nresources: { failed: ${failed}, total: 10 }\ntime: { last_run: ${lastRun} }\n`,
    );
    lab.write(
      `nrpe/${identity}/checks.cfg`,
      'command[check_load]=/usr/lib/nagios/plugins/check_load -w 1000,1000,1000 -c 2000,2000,2000\n',
    );
    const settings = {
      'plugin.puppet.statedir': folder,
      'plugin.puppet.publicdir': folder,
      'plugin.puppet.rundir': folder,
      'plugin.nrpe.conf_dir': lab.path('nrpe', identity),
    };
    await startFleetspecd(lab, broker, { identity, classes: [role], settings });
  };
  await Promise.all([
    start('master.lab', 'role::puppetmaster', 0),
    start('client1.lab', 'role::web', 0),
    start('client2.lab', 'role::web', 1),
  ]);
}
