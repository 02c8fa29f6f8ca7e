// What the ActiveMQ plugins must do with a broker, case by case: the embedded one and ActiveMQ alike.
import { test } from 'node:test';
import { cactiCases } from './cases/cacti';
import { loginCases } from './cases/logins';
import { missingCases } from './cases/missing';
import { nameCases } from './cases/names';
import { parallelCases } from './cases/parallel';
import { queueCases } from './cases/queues';
import { roundTripCases } from './cases/round_trip';
import { trendCases } from './cases/trends';
import { wildcardCases } from './cases/wildcards';
import { PluginBench, type PluginCase, type PluginTarget } from './plugin_case';

const PLUGIN_CASES: readonly PluginCase[] = [
  ...queueCases,
  ...missingCases,
  ...wildcardCases,
  ...nameCases,
  ...trendCases,
  ...loginCases,
  ...roundTripCases,
  ...cactiCases,
  ...parallelCases,
];

/** Registers every case with node:test against the broker that `target` names when a case runs. */
export function testPluginContract(target: () => PluginTarget): void {
  for (const each of PLUGIN_CASES) {
    test(each.name, async () => {
      const bench = new PluginBench(target());
      try {
        await each.run(bench);
      } finally {
        bench.close();
      }
    });
  }
}
