// The load average of hosts, asked of fleetspecd's agent `host`.

import { amountIn } from '../assertion/amount_in';
import { expectNumberOfHosts } from '../assertion/expect_number_of_hosts';
import type { Scene } from '../assertion/expect_of_hosts';
import { expectTotal, type TotalName } from '../assertion/expect_total';
import type { ValueSentence } from '../assertion/expect_value';
import { askAgent } from '../assertion/readings';
import { reportOfHosts } from '../assertion/report_of_hosts';
import type { ClaimText } from '../language/claim';
import { type Comparison, type ComparisonText, parseComparison, requireKind } from '../language/comparison';

const LOAD = { subject: 'load average', label: 'load' } as const;

/** The load average over one minute. */
const askLoad = askAgent({
  agent: 'host',
  action: 'load',
  read: ({ data }) => amountIn(data.load1),
  vague: 'the answer holds no load average',
});

/** The load average over one minute of the hosts compares so. Throws as expectOfHosts does. */
export async function expectLoad(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  await expectNumberOfHosts(claim, { ...LOAD, ask: askLoad }, loadLimit(limit), scene);
}

const loadLimit = (limit: ComparisonText): Comparison =>
  requireKind(parseComparison(limit), 'number', 'a load average');

const askLoadPerProcessor = askAgent({
  agent: 'host',
  action: 'load',
  read: ({ data }) => {
    const [load, cpus] = [amountIn(data.load1), amountIn(data.cpus)];
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
  const perProcessor = {
    subject: 'load average per processor',
    label: 'load_per_cpu',
    ask: askLoadPerProcessor,
    show: (value: number) => String(Math.round(value * 100) / 100),
  };
  await expectNumberOfHosts(claim, perProcessor, loadLimit(limit), scene);
}

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
