// The contract of a broker: what the embedded one and ActiveMQ must both do, case by case.
import { test } from 'node:test';
import { Bench, type BrokerCase } from './case';
import { acknowledgeCases } from './cases/acknowledge';
import { connectCases } from './cases/connect';
import { frameCases } from './cases/frames';
import { queueCases } from './cases/queues';
import { statisticsCases } from './cases/statistics';
import { temporaryCases } from './cases/temporary';
import { topicCases } from './cases/topics';
import { transactionCases } from './cases/transactions';
import type { Target } from './raw_client';

const brokerCases: readonly BrokerCase[] = [
  ...connectCases,
  ...frameCases,
  ...topicCases,
  ...queueCases,
  ...acknowledgeCases,
  ...temporaryCases,
  ...transactionCases,
  ...statisticsCases,
];

/** Registers every case with node:test against the broker that `target` names when a case runs. */
export function testBrokerContract(target: () => Target): void {
  for (const each of brokerCases) {
    test(each.name, async () => {
      const bench = new Bench(target());
      try {
        await each.run(bench);
      } finally {
        bench.close();
      }
    });
  }
}
