// Steps of people's own that do not wait for what they ask: nobody knows what would have come of it.

import { describe, it } from 'node:test';
import { expect } from 'chai';
import type { FleetPort } from '../../../lib/checks/fleet_port';
import { CheckFailed } from '../../../lib/checks/verdicts';
import type { Surroundings } from '../../../lib/recording/surroundings';
import { statusOf } from '../../../lib/runner/outcome';
import { Given, Then } from '../../../support/cucumber';
import type { FleetWorld } from '../../../support/world';
import { runFeature } from './feature_fixture';

const FEATURE = `Feature: Own
  Scenario: One
    Then it holds`;

/** What is observed is answered when the test says so. */
function slowWorld() {
  let answer!: (value: string) => void;
  const answered = new Promise<string>(resolve => {
    answer = resolve;
  });
  const surroundings: Surroundings = {
    fleet: async () => ({}) as FleetPort,
    observe: async () => (await answered) as never,
  };
  return { surroundings, answer };
}

const look = (world: FleetWorld): Promise<string> =>
  world.run.observe({ kind: 'page', question: {} }, async () => 'never');

async function failLater(world: FleetWorld): Promise<void> {
  if ((await look(world)) !== 'well') throw new CheckFailed('page', 'well', []);
}

describe('a step that is not waited for', () => {
  it('is no OK when its question is open at the end of the scenario', async () => {
    const { surroundings } = slowWorld();
    const steps = (): void => {
      Then<FleetWorld>('it holds', function () {
        void failLater(this).catch(() => {});
      });
    };
    const outcome = await runFeature(FEATURE, { steps, surroundings });
    expect(statusOf(outcome)).to.equal('UNKNOWN');
    expect(outcome.scenarios[0]?.reason).to.contain('a step has ended before what it asked was answered');
  });

  it('may be waited for by a later step', async () => {
    const { surroundings, answer } = slowWorld();
    let begun: Promise<void> | undefined;
    const steps = (): void => {
      Given<FleetWorld>('it begins', function () {
        begun = failLater(this);
      });
      Then('it holds', async () => {
        answer('well');
        await begun;
      });
    };
    const feature = FEATURE.replace('Then', 'Given it begins\n    Then');
    const outcome = await runFeature(feature, { steps, surroundings });
    expect(statusOf(outcome)).to.equal('OK');
  });

  it('cannot ask when its scenario is over', async () => {
    const { surroundings } = slowWorld();
    let late: Promise<unknown> | undefined;
    let go!: () => void;
    const gone = new Promise<void>(resolve => {
      go = resolve;
    });
    const steps = (): void => {
      Then<FleetWorld>('it holds', function () {
        late = gone.then(() => look(this)).catch(fault => fault);
      });
      Then('it goes on', () => go());
    };
    const feature = `${FEATURE}\n  Scenario: Two\n    Then it goes on`;
    await runFeature(feature, { steps, surroundings });
    expect(String(await late)).to.contain('a step has ended before');
  });

  it('makes the run UNKNOWN when it fails after all scenarios were judged', async () => {
    const stray = await runFeature(FEATURE, {
      steps: () => Then('it holds', () => {}),
      meanwhile: given => {
        const undo = given.context.undo as { leaveAsIs: () => void };
        const leave = undo.leaveAsIs.bind(undo);
        undo.leaveAsIs = () => {
          given.fault(new Error('it was not waited for'));
          leave();
        };
      },
    });
    expect(stray.scenarios[0]?.verdict).to.equal('passed');
    expect(statusOf(stray)).to.equal('UNKNOWN');
    expect(stray.problems[0]?.reason).to.contain('it was not waited for');
  });
});
