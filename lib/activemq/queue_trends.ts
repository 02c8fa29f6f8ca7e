// What changed since earlier runs, of every queue that was found; what is known now is kept for later ones.
import { describeError } from '../errors';
import type { PluginRun } from '../nagios/plugin';
import { QueueHistory } from './queue_history';
import { identityOf, keyOf, makeSnapshot, momentNow } from './snapshot';
import type { FoundQueues, Sought } from './sought_queues';
import type { BrokerAnswer, DestinationAnswer } from './statistics_client';
import { type Trend, trendOf } from './trend';

export interface QueueTrends {
  of(answer: DestinationAnswer): Trend;
  /** Why nothing could be compared, or kept for the next run. */
  readonly trouble: string | undefined;
}

/** `broker`: any answer of it; `address`: where it is. */
export function compareWithPast(
  run: PluginRun,
  sought: readonly Sought[],
  { found }: FoundQueues,
  { statistics, brokerTime }: BrokerAnswer,
  address: string,
): QueueTrends {
  const history = new QueueHistory(run, subjectOf(run, sought));
  const time = brokerTime ?? run.clock.now();
  const identity = identityOf(statistics, address);
  const trends = new Map<string, Trend>();
  let trouble: string | undefined;
  try {
    history.load();
    for (const answer of found) {
      const moment = momentNow(time, answer.statistics);
      trends.set(keyOf(answer), trendOf(moment, moment && history.past(keyOf(answer), moment, identity)));
    }
    history.save(makeSnapshot(time, identity, found));
  } catch (error) {
    trouble = describeError(error);
  }
  return { of: answer => trends.get(keyOf(answer)) ?? trendOf(undefined), trouble };
}

// Other thresholds ask the same; other queues do not.
function subjectOf({ values }: PluginRun, sought: readonly Sought[]): string {
  return JSON.stringify([values.host, values.port ?? null, sought, values.exclude]);
}
