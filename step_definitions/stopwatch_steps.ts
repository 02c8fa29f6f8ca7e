// How long a part of a scenario takes.
import type { ComparisonText } from '../lib/checks/language/comparison';
import type { ModalText } from '../lib/checks/language/modality';
import { arranges } from '../support/arrangement';
import { Given, Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// Starts the stopwatch, or starts it anew.
Given<FleetWorld>(
  'I am benchmarking',
  arranges(function (this: FleetWorld) {
    this.stopwatch.start(this.run);
  }),
);

// Looks at the stopwatch without stopping it: several steps may ask.
Then<FleetWorld>(
  'the elapsed time {modal} be {comparison}',
  async function (modal: ModalText, limit: ComparisonText) {
    await this.stopwatch.expect(modal, limit, this.run);
  },
);
