// Plugin check_activemq_broker: how full a broker is, who uses it, and whether it was restarted.
import { findings, measureOptions, measurePerfdata, verdict } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Plugin, PluginRun } from '../nagios/plugin';
import type { StompConnection } from '../stomp/connection';
import { BROKER_MEASURES, readBroker } from './broker_reading';
import { CONNECTION_OPTIONS, UNREACHABLE_OPTION, withBroker } from './connection_options';
import { StatisticsClient } from './statistics_client';

export const checkActivemqBroker: Plugin = {
  name: 'check_activemq_broker',
  summary: 'checks an ActiveMQ broker by its Statistics plugin',
  subject: 'ActiveMQ',
  options: [...CONNECTION_OPTIONS, UNREACHABLE_OPTION, ...measureOptions(BROKER_MEASURES)],
  examples: [
    {
      line: 'check_activemq_broker -H mq1 --store-warn 70 --store-crit 90 --mem-warn 70 --mem-crit 90',
      does: 'warns from 70 percent on',
    },
    {
      line: 'check_activemq_broker -H mq1 --uptime-warn 600:',
      does: 'warns for ten minutes after a restart',
    },
  ],
  run: run => withBroker(run, connection => check(run, connection)),
};

async function check(run: PluginRun, connection: StompConnection): Promise<PluginAnswer> {
  const client = new StatisticsClient(connection, run.clock);
  const { statistics, brokerTime } = await client.broker(run.remainingMs());
  const reading = readBroker(statistics, brokerTime ?? run.clock.now());
  const { status, text } = verdict(findings(BROKER_MEASURES, reading, run.values));
  const perfdata = measurePerfdata(BROKER_MEASURES, reading, run.values);
  const all = [...statistics].map(([name, value]) => `${name}: ${value}`);
  const details = run.verbosity > 0 ? [`asked ${connection.broker ?? ''}`, ...all] : [];
  return { status, subject: '', text: `ActiveMQ ${reading.name} ${text}`, details, perfdata };
}
