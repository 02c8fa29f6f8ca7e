// Around every scenario: placeholders are filled before, changes of a scenario that went wrong are undone after.
import { MissingParameter } from '../lib/runner/errors';
import { After, AfterAll, Before } from './cucumber';
import { installGuard, unguarded } from './guard';
import { endPlainRun } from './plain_run';
import type { FleetWorld } from './world';

installGuard();

const WELL = ['PASSED', 'SKIPPED'];

Before<FleetWorld>(function ({ pickle }) {
  const missing = this.run.fill(pickle);
  this.run.scenario = pickle.name;
  this.run.undo.scope = pickle.uri;
  if (missing.length > 0) throw new MissingParameter(missing);
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
  }),
);

AfterAll(unguarded(endPlainRun));
