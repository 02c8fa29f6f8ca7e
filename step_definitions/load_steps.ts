// How busy hosts are.
import type { TotalName } from '../lib/checks/assertion/expect_total';
import { expectLoad, expectLoadPerProcessor, expectTotalLoad, reportLoad } from '../lib/checks/host/load';
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import type { TimingText } from '../lib/checks/language/timing';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The load average over one minute.
Then<FleetWorld>(
  '{claim} have a load average {comparison}',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectLoad(claim, limit, this);
  },
);

// The load averages as performance data, without judging them.
Then<FleetWorld>('report the load average of {selection}', async function (selection: string) {
  await reportLoad(selection, this);
});

// One number out of the load averages of many hosts.
Then<FleetWorld>(
  '{timing}the {total} load average of {selection} {modal} be {comparison}',
  async function (
    timing: TimingText,
    total: TotalName,
    selection: string,
    modal: ModalText,
    limit: ComparisonText,
  ) {
    await expectTotalLoad({ timing, modal }, total, selection, limit, this);
  },
);

// The same, divided by the number of processors.
Then<FleetWorld>(
  '{claim} have a load average per processor {comparison}',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectLoadPerProcessor(claim, limit, this);
  },
);
