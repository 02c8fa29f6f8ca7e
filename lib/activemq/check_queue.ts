// Plugin check_activemq_queue: how long queues are, whether anybody empties them, and how fast.
import { describeError } from '../errors';
import { type Finding, isWanted, measureOptions, measurePerfdata } from '../nagios/measure';
import type { PluginAnswer } from '../nagios/output';
import type { Perfdata } from '../nagios/perfdata';
import type { Plugin, PluginRun } from '../nagios/plugin';
import { STATES, type StateWord } from '../nagios/plugin_states';
import { type Status, worstStatus } from '../nagios/status';
import { CONNECTION_OPTIONS, connectBroker } from './connection_options';
import { isWildcard, matchesName } from './destination_name';
import { NoQueueNamed } from './errors';
import { judgeQueue } from './judge_queue';
import type { QueueHistory } from './queue_history';
import { NOT_READ_BEFORE, QUEUE_MEASURES } from './queue_measures';
import { type QueueReading, readQueue } from './queue_reading';
import { type DestinationAnswer, type DestinationKind, StatisticsClient } from './statistics_client';

const STATE_CHOICES = Object.keys(STATES);
// Listed in performance data one by one up to here; beyond it the sum alone.
const MAX_LISTED = 20;

export const checkActivemqQueue: Plugin = {
  name: 'check_activemq_queue',
  summary: 'checks queues of an ActiveMQ broker by its Statistics plugin',
  subject: 'ActiveMQ',
  options: [
    ...CONNECTION_OPTIONS,
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
      description:
        'state when nothing was consumed since the run before although there are messages and consumers',
      choices: STATE_CHOICES,
    },
    ...measureOptions(QUEUE_MEASURES),
    {
      name: 'state-file',
      kind: 'text',
      value: 'FILE',
      description: 'where the numbers for rates are kept (default below /var/tmp/fleetspec-UID)',
    },
  ],
  examples: [
    {
      line: 'check_activemq_queue -H mq1 --queue exim.stats --queue-warn 1000 --queue-crit 2000',
      does: 'warns from 1000 messages on',
    },
    {
      line: "check_activemq_queue -H mq1 -q 'DLQ.>' --growth-crit 1",
      does: 'is critical when a dead letter was added since the run before',
    },
    {
      line: 'check_activemq_queue -H mq1 -q orders --consumers-crit 1: --age-warn 60 --stalled critical',
      does: 'wants a consumer, young messages, and that they are consumed',
    },
  ],
  run,
};

// Loaded by those who need it.
async function openHistory(run: PluginRun, sought: readonly Sought[]): Promise<QueueHistory> {
  const { QueueHistory } = await import('./queue_history');
  return new QueueHistory(run, subjectOf(run, sought));
}

interface Sought {
  readonly kind: DestinationKind;
  readonly name: string;
}

async function run(run: PluginRun): Promise<PluginAnswer> {
  const sought = soughtIn(run);
  const answers = await ask(run, sought);
  const history = needsHistory(run) ? await openHistory(run, sought) : undefined;
  const trouble: string[] = [];
  await history?.load().catch(error => trouble.push(describeError(error)));
  const readings = answers.found.map(answer =>
    readQueue(answer, run.clock.now(), history?.before(answer.name)),
  );
  if (trouble.length === 0) await history?.save(readings).catch(error => trouble.push(describeError(error)));
  return answerOf(run, readings, answers.missing, trouble);
}

function soughtIn({ values }: PluginRun): Sought[] {
  const named = (kind: DestinationKind): Sought[] =>
    (values[kind] as readonly string[]).map(name => ({ kind, name }));
  const sought = [...named('queue'), ...named('topic')];
  if (sought.length === 0) throw new NoQueueNamed();
  return sought;
}

function subjectOf({ values }: PluginRun, sought: readonly Sought[]): string {
  return JSON.stringify([values.host, values.port, sought]);
}

function needsHistory({ values }: PluginRun): boolean {
  return (
    values.stalled !== undefined ||
    values['state-file'] !== undefined ||
    QUEUE_MEASURES.some(measure => measure.unknown === NOT_READ_BEFORE && isWanted(measure, values))
  );
}

interface Answers {
  readonly found: DestinationAnswer[];
  readonly missing: Sought[];
}

async function ask(run: PluginRun, sought: readonly Sought[]): Promise<Answers> {
  const connection = await connectBroker(run);
  try {
    const client = new StatisticsClient(connection, run.clock);
    const timeout = run.remainingMs();
    const lists = await Promise.all(sought.map(({ kind, name }) => client.destinations(kind, name, timeout)));
    const excluded = run.values.exclude as readonly string[];
    const wanted = lists.map((list, index) =>
      list.filter(({ name }) => isMeant(name, sought[index]!, excluded)),
    );
    const byName = new Map(wanted.flat().map(answer => [answer.name, answer]));
    const found = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { found, missing: sought.filter((_one, index) => wanted[index]!.length === 0) };
  } finally {
    // The answer does not wait for a polite goodbye.
    void connection.close();
  }
}

// The broker's own queues and topics are meant only by who names them.
function isMeant(name: string, { name: asked }: Sought, excluded: readonly string[]): boolean {
  if (excluded.some(pattern => matchesName(pattern, name))) return false;
  return !(isWildcard(asked) && name.startsWith('ActiveMQ.') && !asked.startsWith('ActiveMQ.'));
}

function answerOf(
  { values }: PluginRun,
  readings: readonly QueueReading[],
  missing: readonly Sought[],
  trouble: readonly string[],
): PluginAnswer {
  const stalled = values.stalled === undefined ? undefined : STATES[values.stalled as StateWord];
  const verdicts = readings.map(reading => ({
    name: reading.name,
    ...judgeQueue(reading, values, stalled),
  }));
  const absent = STATES[values.missing as StateWord];
  const status = worstStatus([
    ...verdicts.map(verdict => verdict.status),
    ...missing.map(() => absent),
    ...trouble.map((): Status => 'UNKNOWN'),
  ]);
  const bad = [
    ...verdicts.filter(verdict => verdict.status === status && status !== 'OK').map(sentenceOf),
    ...missing.filter(() => absent === status).map(({ kind, name }) => `ActiveMQ has no ${kind} ${name}`),
    ...(status === 'UNKNOWN' ? trouble : []),
  ];
  return {
    status,
    subject: '',
    text: bad.length > 0 ? summary(bad) : praise(readings, verdicts),
    details: [...(verdicts.length > 1 ? verdicts.map(detailOf) : []), ...trouble],
    perfdata: perfdata(readings, values),
  };
}

interface QueueVerdict extends Finding {
  readonly name: string;
}

const sentenceOf = ({ name, text }: QueueVerdict): string => `ActiveMQ ${name} ${text}`;
const detailOf = (verdict: QueueVerdict): string =>
  `[${verdict.status.toLowerCase()}] ${verdict.name} ${verdict.text}`;

function summary([first = '', ...others]: readonly string[]): string {
  return others.length > 0 ? `${first}; and ${others.length} more` : first;
}

function praise(readings: readonly QueueReading[], verdicts: readonly QueueVerdict[]): string {
  if (verdicts.length === 1) return sentenceOf(verdicts[0]!);
  const sizes = readings.map(reading => reading.size ?? 0);
  const sum = sizes.reduce((total, size) => total + size, 0);
  return `ActiveMQ has ${sum} messages in ${readings.length} queues`;
}

function perfdata(readings: readonly QueueReading[], values: PluginRun['values']): Perfdata[] {
  const several = readings.length > 1;
  const total = readings.reduce((sum, { size = 0 }) => sum + size, 0);
  const sums = [
    { label: 'queues', value: readings.length, min: 0 },
    { label: 'total', value: total, min: 0 },
  ];
  const each = readings
    .slice(0, MAX_LISTED)
    .flatMap(reading => measurePerfdata(QUEUE_MEASURES, reading, values, several ? `${reading.name}_` : ''));
  return several ? [...sums, ...each] : each;
}
