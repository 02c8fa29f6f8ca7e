// Plugin check_activemq_queue: how long queues are, whether anybody empties them, and how fast.
import { isWanted, measureOptions } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Plugin, PluginRun } from '../nagios/plugin';
import type { PluginValues } from '../nagios/plugin_arguments';
import { STATES } from '../nagios/plugin_states';
import type { StompConnection } from '../stomp/connection';
import { CONNECTION_OPTIONS, UNREACHABLE_OPTION, withBroker } from './connection_options';
import { isWildcard } from './destination_name';
import { needsTwo, QUEUE_MEASURES } from './queue_measures';
import { readQueue } from './queue_reading';
import type { QueueTrends } from './queue_trends';
import { askFor, type FoundQueues, type Sought, soughtIn } from './sought_queues';
import { StatisticsClient } from './statistics_client';
import { tellQueues } from './tell_queues';

const STATE_CHOICES = Object.keys(STATES);

export const checkActivemqQueue: Plugin = {
  name: 'check_activemq_queue',
  summary: 'checks queues of an ActiveMQ broker by its Statistics plugin',
  subject: 'ActiveMQ',
  options: [
    ...CONNECTION_OPTIONS,
    UNREACHABLE_OPTION,
    {
      name: 'queue',
      short: 'q',
      kind: 'text',
      value: 'NAME',
      description: 'queue; exim.* and exim.> are all that begin so',
      repeat: true,
    },
    { name: 'topic', kind: 'text', value: 'NAME', description: 'topic, likewise', repeat: true },
    { name: 'exclude', kind: 'text', value: 'NAME', description: 'none of these', repeat: true },
    {
      name: 'missing',
      kind: 'text',
      value: 'STATE',
      description: 'state when there is no such queue',
      choices: STATE_CHOICES,
      default: 'unknown',
    },
    {
      name: 'stalled',
      kind: 'text',
      value: 'STATE',
      description: 'state when nothing was consumed although there were messages and consumers all the time',
      choices: STATE_CHOICES,
    },
    ...measureOptions(QUEUE_MEASURES),
    {
      name: 'first',
      kind: 'text',
      value: 'STATE',
      description:
        'state of what needs an earlier run when there is none yet, or none since the broker started',
      choices: STATE_CHOICES,
      default: 'ok',
    },
    {
      name: 'over',
      kind: 'seconds',
      value: 'SECONDS',
      description: 'time over which rates, growth and stalling are told (default since the run before)',
    },
    {
      name: 'state-file',
      kind: 'text',
      value: 'FILE',
      description: 'where the numbers for them are kept (default below /var/tmp/fleetspec-UID)',
    },
  ],
  examples: [
    {
      line: 'check_activemq_queue -H mq1 --queue exim.stats --queue-warn 1000 --queue-crit 2000',
      does: 'warns from 1000 messages on',
    },
    {
      line: "check_activemq_queue -H mq1 -q 'DLQ.>' --growth-crit 1 --over 3600 --missing ok",
      does: 'is critical when a dead letter was added within the hour',
    },
    {
      line: 'check_activemq_queue -H mq1 -q orders --consumers-crit 1: --age-warn 60 --stalled critical',
      does: 'wants a consumer, young messages, and that they are consumed',
    },
  ],
  async run(run) {
    const sought = soughtIn(run.values);
    return withBroker(run, connection => check(run, sought, connection));
  },
};

async function check(
  run: PluginRun,
  sought: readonly Sought[],
  connection: StompConnection,
): Promise<PluginAnswer> {
  const address = connection.broker ?? '';
  const client = new StatisticsClient(connection, run.clock);
  const queues = await askFor(sought, client, run);
  const trends = needsHistory(run.values) ? await trendsOf(run, sought, queues, client, address) : undefined;
  const readings = queues.found.map(answer => readQueue(answer, run.clock.now(), trends?.of(answer)));
  const several = sought.length > 1 || sought.some(({ name }) => isWildcard(name));
  const { missing } = queues;
  return tellQueues(run, { several, readings, missing, trouble: trends?.trouble, broker: address });
}

function needsHistory(values: PluginValues): boolean {
  const [stalled, file] = [values.stalled, values['state-file']];
  if (stalled !== undefined || file !== undefined) return true;
  return QUEUE_MEASURES.some(measure => needsTwo(measure) && isWanted(measure, values));
}

// Loaded by those who need it. When no queue is there, the broker itself says which one it is.
async function trendsOf(
  run: PluginRun,
  sought: readonly Sought[],
  queues: FoundQueues,
  client: StatisticsClient,
  address: string,
): Promise<QueueTrends> {
  const broker = queues.found[0] ?? (await client.broker(run.remainingMs()));
  const { compareWithPast } = await import('./queue_trends');
  return compareWithPast(run, sought, queues, broker, address);
}
