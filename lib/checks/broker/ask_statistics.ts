// One question to a broker's Statistics plugin, on a connection of its own.
import type { DestinationKind } from '../../activemq/destination_name';
import type { BrokerAnswer, StatisticsClient } from '../../activemq/statistics_client';
import type { StatisticsMap } from '../../activemq/statistics_map';
import type { Config } from '../../config/config';
import type { Failed } from '../../net/fault';
import type { BrokerAddress } from '../../stomp/broker_address';
import type { StompConnection } from '../../stomp/connection';
import { systemClock } from '../../util/clock';
import type { AskLimits, CheckContext } from '../check_context';
import type { Brokers } from './brokers';

/** The run, and the configuration it has: read only when a broker is really asked. */
export interface BrokerScene {
  readonly run: CheckContext & { readonly config: Config };
  readonly brokers: Brokers;
}

export type Told = {
  /** Without `queue://`; of the broker itself, its own. */
  readonly name: string;
  readonly statistics: Readonly<Record<string, string | number>>;
  /** The broker's clock when it answered, epoch ms; ours where it does not tell. */
  readonly time: number;
};

export type Destinations = { readonly found: readonly Told[] };

/** Every queue or topic that fits the name. Throws as StompSession.connect and StatisticsClient do. */
export function askDestinations(
  kind: DestinationKind,
  name: string,
  scene: BrokerScene,
): Promise<Destinations> {
  const { run, brokers } = scene;
  return run.observe<Destinations>(
    { kind: 'queue', question: { broker: brokers.name, kind, name } },
    limits =>
      withStatistics(brokers.pool(run.config), limits, async client => {
        const answers = await client.destinations(kind, name, limits.timeoutMs);
        return { found: answers.map(answer => toldBy(answer, answer.name)).sort(byName) };
      }),
  );
}

/** The broker's own numbers. Throws likewise. */
export function askBroker({ run, brokers }: BrokerScene): Promise<Told> {
  return run.observe<Told>({ kind: 'broker', question: { broker: brokers.name } }, limits =>
    withStatistics(brokers.pool(run.config), limits, async client => {
      const answer = await client.broker(limits.timeoutMs);
      return toldBy(answer, String(answer.statistics.get('brokerName') ?? 'broker'));
    }),
  );
}

export type Reached = { readonly address: string };

/** Whether it lets us in; nobody there is a fault. Throws for a refused login, and whatever else says nothing of it. */
export function askWhetherReachable({ run, brokers }: BrokerScene): Promise<Reached | Failed> {
  return run.observe<Reached | Failed>(
    { kind: 'broker', question: { broker: brokers.name, asked: 'reachable' } },
    async limits => {
      try {
        return await withBroker(brokers.pool(run.config), limits, async connection => ({
          address: connection.broker ?? '',
        }));
      } catch (error) {
        if (!(await isUnreachable(error))) throw error;
        return { fault: { kind: 'unreachable', text: (error as Error).message } };
      }
    },
  );
}

async function isUnreachable(error: unknown): Promise<boolean> {
  const { BrokerLost, BrokerUnreachable, ConnectTimeout, NoBrokerReachable } = await import(
    '../../stomp/errors'
  );
  const nobody = (fault: unknown): boolean =>
    fault instanceof NoBrokerReachable
      ? fault.failures.every(nobody)
      : [BrokerUnreachable, ConnectTimeout, BrokerLost].some(known => fault instanceof known);
  return nobody(error);
}

async function withStatistics<T>(
  pool: readonly BrokerAddress[],
  limits: AskLimits,
  use: (client: StatisticsClient) => Promise<T>,
): Promise<T> {
  const { StatisticsClient } = await import('../../activemq/statistics_client');
  return withBroker(pool, limits, connection => use(new StatisticsClient(connection)));
}

async function withBroker<T>(
  pool: readonly BrokerAddress[],
  { timeoutMs, signal }: AskLimits,
  use: (connection: StompConnection) => Promise<T>,
): Promise<T> {
  const { StompSession } = await import('../../stomp/session');
  const connectTimeoutMs = Math.max(1, Math.floor(timeoutMs / pool.length));
  const connection = await StompSession.connect({
    pool,
    signal,
    connectTimeoutMs,
    heartbeatMs: 0,
    reconnect: false,
  });
  try {
    return await use(connection);
  } finally {
    // The answer does not wait for a polite goodbye.
    void connection.close();
  }
}

function toldBy({ statistics, brokerTime }: BrokerAnswer, name: string): Told {
  return { name, statistics: Object.fromEntries(statistics), time: brokerTime ?? systemClock.now() };
}

const byName = (a: Told, b: Told): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** As lib/activemq reads it. */
export function statisticsOf({ statistics }: Told): StatisticsMap {
  return new Map(Object.entries(statistics));
}
