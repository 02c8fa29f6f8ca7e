// Undoing that has not come to its end when the answer is due: the answer says so.

import { describe, it } from 'node:test';
import { expect } from 'chai';
import { CheckFailed } from '../../../lib/checks/verdicts';
import { pluginAnswer } from '../../../lib/runner/plugin_answer';
import { Then } from '../../../support/cucumber';
import type { FleetWorld } from '../../../support/world';
import { FakeClock } from '../rpc/fake_clock';
import { runFeature } from './feature_fixture';

describe('an undo that does not end in time', () => {
  it('is told as not done', async () => {
    const clock = new FakeClock();
    const steps = (): void => {
      Then<FleetWorld>('it is changed and fails', function () {
        const undo = (): Promise<string[]> => {
          void clock.advance(60_000);
          return new Promise(() => {});
        };
        this.run.undo.add({ key: 'drain the pool', undone: 'filled the pool', hosts: ['web1'], undo });
        throw new CheckFailed('pool', 'drained', []);
      });
    };
    const feature = 'Feature: Own\n  Scenario: One\n    Then it is changed and fails';
    const outcome = await runFeature(feature, { steps, clock, seconds: 60 });
    expect(outcome.undone.map(({ left }) => left)).to.deep.equal([['web1']]);
    expect(pluginAnswer(outcome).text).to.contain('not undone: drain the pool may still hold on web1');
  });
});
