// The load average of hosts, asked of fleetspecd's agent `host`.
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import { askAgent } from '../assertion/readings';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';

const askLoad = askAgent({
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
