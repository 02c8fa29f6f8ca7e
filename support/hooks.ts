// Around every scenario: placeholders are filled before, changes of a scenario that went wrong are undone after.
import { MissingParameter } from '../lib/runner/errors';
import { fillText } from '../lib/runner/placeholders';
import { After, AfterAll, AfterStep, Before } from './cucumber';
import { installGuard, unguarded } from './guard';
import { endPlainRun } from './plain_run';
import type { FleetWorld } from './world';

installGuard();

const WELL = ['PASSED', 'SKIPPED'];

Before<FleetWorld>(function ({ pickle, gherkinDocument }) {
  const missing = this.run.fill(pickle);
  const feature = fillText(gherkinDocument.feature?.name ?? '', this.run.params);
  this.place = { feature, file: pickle.uri, scenario: pickle.name, tags: pickle.tags.map(tag => tag.name) };
  this.run.scenario = pickle.name;
  this.run.undo.scope = pickle.uri;
  if (missing.length > 0) throw new MissingParameter(missing);
  this.run.hands.beginScenario();
});

After<FleetWorld>(
  unguarded(async function (
    this: FleetWorld,
    { pickle, result }: { pickle: { uri: string }; result?: { status: string } },
  ) {
    if (WELL.includes(result?.status ?? '')) return;
    const before = this.run.undone.length;
    await this.run.undoChanges(pickle.uri);
    for (const { text } of this.run.undone.slice(before)) this.log(text);
    // Cucumber's own reports know of no waivers.
    const waiver = this.run.waivers.ofScenario(this.place, this.run.wallClock(), false);
    if (waiver !== undefined) this.log(waiver);
  }),
);

// Before the one above, as Cucumber goes backwards. What went wrong anyway may have left something open.
After<FleetWorld>(async function ({ result }: { result?: { status: string } }) {
  if (WELL.includes(result?.status ?? '')) await this.run.hands.endScenario();
});

// Also of a step that went wrong, and when time is up.
AfterStep<FleetWorld>(
  unguarded(function (this: FleetWorld) {
    for (const text of this.run.evidence.take()) this.log(text);
  }),
);

AfterAll(unguarded(endPlainRun));
