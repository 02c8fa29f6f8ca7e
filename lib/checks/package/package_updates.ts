// How many packages of hosts could be updated; asked of MCollective's agent `package`. What it knows is as old as the
// package manager's lists.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { numberIn } from '../assertion/number_in';
import { askAgent, mapReadings } from '../assertion/readings';
import { rowsIn } from '../assertion/rows_in';
import { textIn } from '../assertion/text_in';
import type { ClaimText } from '../language/claim';
import { type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { PACKAGE_AGENT } from './package';

const SHOWN = 3;
// Yum's for "there are updates".
const GOOD_EXIT = [0, 100];

const askUpdates = askAgent<readonly string[]>({
  agent: PACKAGE_AGENT,
  action: 'checkupdates',
  read: readUpdates,
  vague: 'the answer does not say which packages are outdated',
});

// MCollective answers with an empty list when yum fails.
function readUpdates({ data }: Reply): readonly string[] | undefined {
  const exitcode = numberIn(data.exitcode);
  const rows = rowsIn(data.outdated_packages);
  if (!rows || exitcode === undefined || !GOOD_EXIT.includes(exitcode)) return undefined;
  const names = rows.map(row => textIn(row.package));
  return names.includes(undefined) ? undefined : (names as string[]);
}

/** Throws as expectOfHosts does. */
export async function expectUpdates(claim: ClaimText, limit: ComparisonText, scene: Scene): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'number', 'the number of updates');
  const measure = measureHosts('updates', comparison, scene.run);
  await expectOfHosts(
    claim,
    askUpdates,
    {
      subject: 'outstanding updates',
      expected: comparison.text,
      holds: names => comparison.holds(names.length),
      show: names => (names.length === 0 ? '0' : `${names.length} (${folded(names)})`),
      measure: (readings, made) =>
        measure(
          mapReadings(readings, ({ length }) => length),
          made,
        ),
    },
    scene,
  );
}

function folded(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
