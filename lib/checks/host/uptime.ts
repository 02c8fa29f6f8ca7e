// How long hosts have been up, asked of fleetspecd's agent `host`.
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import { askAgent } from '../assertion/readings';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showSeconds } from '../show_seconds';

const askUptime = askAgent({
  agent: 'host',
  action: 'uptime',
  read: ({ data }) => numberIn(data.uptime),
  vague: 'the answer does not tell how long it is up',
});

/** Throws as expectOfHosts does. */
export async function expectUptime(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'the time a host is up');
  await expectOfHosts(
    claim,
    askUptime,
    {
      subject: 'uptime',
      expected: comparison.text,
      holds: comparison.holds,
      show: showSeconds,
      measure: measureHosts('uptime', comparison, scene.run, 'seconds'),
    },
    scene,
  );
}
