// Facts of hosts, one by one, in a table, and compared with each other.
import type { TotalName } from '../lib/checks/assertion/expect_total';
import {
  expectFactAs,
  expectFactNumber,
  expectFactPresent,
  expectSameFact,
  expectTotalFact,
  reportFact,
} from '../lib/checks/fact/compare_facts';
import { expectFacts } from '../lib/checks/fact/fact_table';
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { type DataTable, Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The hosts have a fact of that name, whatever it is.
Then<FleetWorld>('{claim} report the fact {word}', async function (claim: ClaimText, name: string) {
  await expectFactPresent(claim, name, this);
});

// The fact is a number that compares so.
Then<FleetWorld>(
  '{claim} report the fact {word} {comparison}',
  async function (claim: ClaimText, name: string, limit: ComparisonText) {
    await expectFactNumber(claim, name, limit, this);
  },
);

// All rows of a table: a fact, and a text, a regex in slashes, or a comparison such as at least 4.
Then<FleetWorld>('{claim} have these facts:', async function (claim: ClaimText, table: DataTable) {
  await expectFacts(claim, table.raw(), this);
});

// Whatever the fact is, it is the same on all of them; the odd ones out are named.
Then<FleetWorld>('{claim} report the same fact {word}', async function (claim: ClaimText, name: string) {
  await expectSameFact(claim, name, this);
});

// The fact is the same as on other hosts.
Then<FleetWorld>(
  '{claim} report the same fact {word} as {selection}',
  async function (claim: ClaimText, name: string, other: string) {
    await expectFactAs(claim, name, other, this);
  },
);

// The facts as performance data, without judging them; they must be numbers.
Then<FleetWorld>('report the fact {word} of {selection}', async function (name: string, selection: string) {
  await reportFact(name, selection, this);
});

// One number out of the facts of many hosts.
Then<FleetWorld>(
  '{timing}the {total} fact {word} of {selection} {modal} be {comparison}',
  async function (
    timing: TimingText,
    total: TotalName,
    name: string,
    selection: string,
    modal: ModalText,
    limit: ComparisonText,
  ) {
    await expectTotalFact({ timing, modal }, total, name, selection, limit, this);
  },
);
