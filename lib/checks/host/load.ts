// The load average of hosts, asked of fleetspecd's agent `host`.
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { expectTotal, type TotalName } from '../assertion/expect_total';
import type { ValueSentence } from '../assertion/expect_value';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import { askAgent } from '../assertion/readings';
import { reportOfHosts } from '../assertion/report_of_hosts';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';

/** The load average over one minute. */
export const askLoad = askAgent({
  agent: 'host',
  action: 'load',
  read: ({ data }) => numberIn(data.load1),
  vague: 'the answer holds no load average',
});

/** The load average over one minute of the hosts compares so. Throws as expectOfHosts does. */
export async function expectLoad(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'number', 'a load average');
  await expectOfHosts(
    claim,
    askLoad,
    {
      subject: 'load average',
      expected: comparison.text,
      holds: comparison.holds,
      show: String,
      measure: measureHosts('load', comparison, scene.run),
    },
    scene,
  );
}

const askLoadPerProcessor = askAgent({
  agent: 'host',
  action: 'load',
  read: ({ data }) => {
    const [load, cpus] = [numberIn(data.load1), numberIn(data.cpus)];
    return load === undefined || cpus === undefined || cpus < 1 ? undefined : load / cpus;
  },
  vague: 'the answer does not hold a load average and the number of processors',
});

/** The same, divided by the number of processors. */
export async function expectLoadPerProcessor(
  claim: ClaimText,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'number', 'a load average');
  await expectOfHosts(
    claim,
    askLoadPerProcessor,
    {
      subject: 'load average per processor',
      expected: comparison.text,
      holds: comparison.holds,
      show: value => String(Math.round(value * 100) / 100),
      measure: measureHosts('load_per_cpu', comparison, scene.run),
    },
    scene,
  );
}

const LOAD = { subject: 'load average', label: 'load' } as const;

/** The load average over one minute as performance data. Throws as reportOfHosts does. */
export async function reportLoad(selection: string, scene: Scene): Promise<void> {
  await reportOfHosts(selection, askLoad, LOAD, scene);
}

/** One number out of the load averages of many hosts. Throws as expectTotal does. */
export async function expectTotalLoad(
  sentence: ValueSentence,
  total: TotalName,
  selection: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  await expectTotal(sentence, total, selection, askLoad, LOAD, limit, scene);
}
