// How long hosts have been up, asked of fleetspecd's agent `host`.

import { amountIn } from '../assertion/amount_in';
import { expectNumberOfHosts } from '../assertion/expect_number_of_hosts';
import type { Scene } from '../assertion/expect_of_hosts';
import { askAgent } from '../assertion/readings';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showSeconds } from '../show_seconds';

const askUptime = askAgent({
  agent: 'host',
  action: 'uptime',
  read: ({ data }) => amountIn(data.uptime),
  vague: 'the answer does not tell how long it is up',
});

/** Throws as expectOfHosts does. */
export async function expectUptime(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'the time a host is up');
  const uptime = {
    subject: 'uptime',
    label: 'uptime',
    kind: 'seconds',
    ask: askUptime,
    show: showSeconds,
  } as const;
  await expectNumberOfHosts(claim, uptime, comparison, scene);
}
