// A scenario of conditions alone can never fail, so it is no check.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { type RunOutcome, statusOf } from '../../../lib/runner/outcome';
import { Then } from '../../../support/cucumber';
import { runFeature } from './feature_fixture';

const steps = (): void => {
  Then('it happens to be there', () => {});
};
const of = (...lines: string[]): Promise<RunOutcome> =>
  runFeature(`Feature: F\n  Scenario: S\n    Given I am benchmarking\n    ${lines.join('\n    ')}`, {
    steps,
  });

const CONDITION = 'When the elapsed time happens to be below 1 hour';

describe('a scenario that only asks whether it applies', () => {
  it('tests nothing', async () => {
    const outcome = await of(CONDITION);
    expect(statusOf(outcome)).to.equal('UNKNOWN');
    expect(outcome.scenarios[0]?.reason).to.equal('the scenario has conditions and no step that could fail');
  });

  it('is a check with a step that could fail', async () => {
    expect(statusOf(await of(CONDITION, 'Then the elapsed time should be below 1 hour'))).to.equal('OK');
    expect(statusOf(await of(CONDITION, 'Then it happens to be there'))).to.equal('OK');
  });

  it('may still not apply', async () => {
    const outcome = await of('When the elapsed time happens to be above 1 hour');
    expect(outcome.scenarios[0]?.verdict).to.equal('not applicable');
  });
});
