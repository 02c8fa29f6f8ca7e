// Queues and topics of a broker: how many messages, consumers and so on. Of several that a wildcard matches each must be
// as it should.
import { isWildcard, matchesName } from '../../activemq/destination_name';
import { ageSeconds } from '../../activemq/queue_reading';
import { type Expectation, expectOfHosts } from '../assertion/expect_of_hosts';
import { expectValue, type ValueSentence } from '../assertion/expect_value';
import { measureHosts } from '../assertion/measure_hosts';
import { mapReadings, type Readings } from '../assertion/readings';
import { foldHosts } from '../host_list';
import type { Claim } from '../language/claim';
import { parseComparison, requireKind } from '../language/comparison';
import { NothingLearned } from '../network/errors';
import type { NumberSentence } from '../network/expect_number';
import { numberText } from '../network/number_text';
import { askDestinations, type BrokerScene, statisticsOf, type Told } from './ask_statistics';
import { type DestinationText, parseDestination } from './destination_phrase';
import { numberOf, type ToldMeasure, toldAs } from './told_measure';

export const MESSAGES = toldAs('size', 'messages');
export const CONSUMERS = toldAs('consumerCount', 'consumers');
export const PRODUCERS = toldAs('producerCount', 'producers');
export const IN_FLIGHT = toldAs('inflightCount', 'in_flight', 'messages in flight');
export const MEMORY: ToldMeasure = { ...toldAs('memoryPercentUsage', 'memory'), kind: 'percent' };

export const AGE: ToldMeasure = {
  subject: 'age of the oldest message',
  label: 'age',
  kind: 'seconds',
  read: told => ageSeconds(statisticsOf(told), told.time),
};

export const PER_CONSUMER: ToldMeasure = {
  subject: 'messages per consumer',
  label: 'per_consumer',
  kind: 'number',
  // Where there is no consumer none is few enough.
  read(told) {
    const [size, consumers] = [numberOf(told, 'size'), numberOf(told, 'consumerCount')];
    if (size === undefined || consumers === undefined) return undefined;
    return consumers === 0 ? Number.POSITIVE_INFINITY : size / consumers;
  },
};

export interface QueueSentence extends ValueSentence {
  readonly destination: DestinationText;
}

/** Throws as expectOfHosts does, and NothingLearned where there is no such queue. */
export async function expectQueueNumber(
  { subject, label, kind, read }: ToldMeasure,
  { limit, ...sentence }: QueueSentence & NumberSentence,
  scene: BrokerScene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), kind, subject);
  const measureEach = measureHosts(label, comparison, scene.run, kind);
  await expectOfQueues(sentence, scene, read, {
    subject,
    expected: comparison.text,
    holds: comparison.holds,
    show: value => (Number.isFinite(value) ? numberText(value, kind) : 'no consumer at all'),
    measure: (readings, claim) => measureEach(finite(readings), claim),
  });
}

const finite = (readings: Readings<number>): Readings<number> =>
  mapReadings(readings, value => (Number.isFinite(value) ? value : undefined));

/** Every queue that fits the name must be so. `read` answers undefined where nothing is known of one. */
export async function expectOfQueues<T>(
  { destination, timing = '', modal = 'should' }: QueueSentence,
  scene: BrokerScene,
  read: (told: Told) => T | undefined,
  expectation: Expectation<T>,
  ask: () => Promise<readonly Told[]> = () => askQueues(destination, scene),
): Promise<void> {
  const nobody = { nodes: [], late: () => [] };
  await expectOfHosts(
    `${timing}every host ${modal}`,
    async () => readingsOf(await ask(), read, expectation.subject),
    expectation,
    { run: scene.run, chooseHosts: async (_who: Claim['who']) => nobody },
  );
}

/** Those that are there. Throws NothingLearned when there is none. */
export async function askQueues(destination: DestinationText, scene: BrokerScene): Promise<readonly Told[]> {
  const { kind, name } = parseDestination(destination);
  const { found } = await askDestinations(kind, name, scene);
  const meant = found.filter(told => isMeant(String(told.name), name));
  if (meant.length > 0) return meant;
  throw new NothingLearned(
    `the ${kind} ${name}`,
    `${scene.brokers.thing} has none`,
    'check its spelling; a queue is there once something was sent to it or somebody subscribed',
  );
}

// The broker's own queues are meant only by who names them.
function isMeant(name: string, asked: string): boolean {
  if (!isWildcard(asked)) return name === asked;
  return matchesName(asked, name) && (asked.startsWith('ActiveMQ.') || !name.startsWith('ActiveMQ.'));
}

function readingsOf<T>(
  told: readonly Told[],
  read: (told: Told) => T | undefined,
  subject: string,
): Readings<T> {
  const all = told.map(each => ({ host: each.name, value: read(each) }));
  const known = all.filter((one): one is { host: string; value: NonNullable<T> } => one.value !== undefined);
  const unknown = all.filter(({ value }) => value === undefined).map(({ host }) => host);
  const doubt =
    unknown.length > 0
      ? new NothingLearned(
          `${subject} of ${foldHosts(unknown)}`,
          'the broker does not tell',
          'see what it does tell with check_activemq_queue -v',
        )
      : undefined;
  return { known, unknown, doubt };
}

/** There is one; of a wildcard, at least one. */
export async function expectQueueExists(
  { destination, ...sentence }: QueueSentence,
  scene: BrokerScene,
): Promise<void> {
  const { kind, name } = parseDestination(destination);
  await expectValue(
    sentence,
    name,
    async () =>
      (await askDestinations(kind, name, scene)).found.filter(told => isMeant(String(told.name), name)),
    {
      subject: kind,
      expected: 'there',
      holds: found => found.length > 0,
      show: found => (found.length === 0 ? 'none' : foldHosts(found.map(told => told.name))),
    },
    scene.run,
  );
}
