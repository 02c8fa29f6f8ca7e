// Program activemq_cacti: the numbers of a broker or a queue on one line, for a data input method of Cacti.

import type { PluginValues } from '../nagios/plugin_arguments';
import {
  EXTRA_OPTION,
  HELP_OPTIONS,
  type PluginRun,
  type ProgramEnd,
  type TimedProgram,
  timeoutOption,
} from '../nagios/timed_program';
import { readFields } from './cacti_field_choice';
import { BROKER_FIELDS, cactiLine, originalLine, QUEUE_FIELDS } from './cacti_fields';
import { CONNECTION_OPTIONS, connectBroker } from './connection_options';
import { readDestinationName } from './destination_name';
import { NoReportNamed, QueueMissing } from './errors';
import { type BrokerAnswer, StatisticsClient } from './statistics_client';

// Cacti ends a poller script after 25 s.
const SECONDS = 10;

export const cactiProgram: TimedProgram = {
  name: 'activemq_cacti',
  summary: 'prints the statistics of an ActiveMQ broker or queue for Cacti',
  options: [
    ...CONNECTION_OPTIONS,
    {
      name: 'report',
      kind: 'text',
      value: 'broker|QUEUE',
      description: 'the broker itself, or a queue by its name',
    },
    { name: 'topic', kind: 'flag', description: '--report names a topic' },
    {
      name: 'fields',
      kind: 'text',
      value: 'NAME,NAME',
      description: 'only these, in this order',
    },
    { name: 'list-fields', kind: 'flag', description: 'print the names of the fields, asking nobody' },
    {
      name: 'compat',
      kind: 'flag',
      description: 'every entry, texts too, as older versions printed them; Cacti refuses such lines',
    },
    timeoutOption(SECONDS),
    EXTRA_OPTION,
    {
      name: 'verbose',
      short: 'v',
      kind: 'count',
      description: 'print why there is no value, for use by hand',
    },
    ...HELP_OPTIONS,
  ],
  examples: [
    { line: 'activemq_cacti -H mq1 --report broker', does: 'size:7 enqueueCount:15 …' },
    {
      line: 'activemq_cacti -H mq1 --report exim.stats --fields size,consumerCount',
      does: 'size:1 consumerCount:0',
    },
  ],
  notes: ['Without an answer every field is U and the exit code 1; -v says why.'],
  helpExit: 0,
  run,
  trouble: ({ sentence, values }) => ({ text: failureText(sentence, values), code: 1 }),
};

async function run(run: PluginRun): Promise<ProgramEnd> {
  const { values } = run;
  const fields = fieldsOf(values);
  if (values['list-fields']) return { text: fields.join('\n'), code: 0 };
  const { statistics, brokerTime } = await ask(run, reportOf(values));
  const now = brokerTime ?? run.clock.now();
  const text = values.compat ? originalLine(statistics) : cactiLine(fields, statistics, now);
  return { text, code: 0 };
}

function reportOf(values: PluginValues): string {
  const report = values.report as string | undefined;
  if (report === undefined) throw new NoReportNamed();
  return report;
}

function fieldsOf(values: PluginValues): readonly string[] {
  return readFields(values.fields as string | undefined, isBroker(values) ? BROKER_FIELDS : QUEUE_FIELDS);
}

const isBroker = ({ report, topic }: PluginValues): boolean => report === 'broker' && !topic;

async function ask(run: PluginRun, report: string): Promise<BrokerAnswer> {
  const kind = run.values.topic ? 'topic' : 'queue';
  const name = isBroker(run.values) ? report : readDestinationName(kind, report);
  const connection = await connectBroker(run);
  try {
    const client = new StatisticsClient(connection, run.clock);
    if (isBroker(run.values)) return await client.broker(run.remainingMs());
    const found = await client.destinations(kind, name, run.remainingMs());
    const one = found.find(answer => answer.name === name);
    if (!one) throw new QueueMissing(kind, name);
    return one;
  } finally {
    // The answer does not wait for a polite goodbye.
    void connection.close();
  }
}

// Prose would be stripped to the digits in it, and stored.
function failureText(sentence: string, values: PluginValues | undefined): string {
  if (!values || (values.verbose as number) > 0 || values.report === undefined) return sentence;
  try {
    return cactiLine(fieldsOf(values), undefined);
  } catch {
    return sentence;
  }
}
