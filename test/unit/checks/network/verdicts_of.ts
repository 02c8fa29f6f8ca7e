// What sentences come to, each in a scenario of its own behind the same preparation, with the real steps.
import { expect } from 'chai';
import type { Metric } from '../../../../lib/checks/check_context';
import type { Config } from '../../../../lib/config/config';
import type { ScenarioOutcome } from '../../../../lib/runner/outcome';
import { runFeature } from '../../runner/feature_fixture';

export interface Preparation {
  readonly given?: readonly string[];
  readonly checks?: Partial<Config['checks']>;
}

/** Sentences with what each must come to: its status, and what its reason must contain. */
export type Expected = readonly (readonly [sentence: string, status: string, reason?: string | RegExp])[];

/** Fails the test for the first sentence that comes to something else. Returns the metrics of all. */
export async function expectVerdicts(
  expected: Expected,
  preparation: Preparation = {},
): Promise<readonly Metric[]> {
  const { scenarios, metrics, problems } = await runSentences(
    expected.map(([sentence]) => sentence),
    preparation,
  );
  expect(problems).to.deep.equal([]);
  expected.forEach(([sentence, status, reason], index) => {
    const { verdict, status: found, reason: why = '' } = scenarios[index]!;
    const state = verdict === 'not applicable' ? 'NOT APPLICABLE' : found;
    expect(`${state} ${why}`, sentence).to.match(new RegExp(`^${status} `));
    if (typeof reason === 'string') expect(why, sentence).to.include(reason);
    else if (reason) expect(why, sentence).to.match(reason);
  });
  return metrics;
}

async function runSentences(sentences: readonly string[], { given = [], checks = {} }: Preparation) {
  const feature = sentences.map((sentence, index) => {
    const steps = [...given, ...sentence.split('\n')].map(step => `    * ${step}`);
    return [`  Scenario: number ${index + 1}`, ...steps].join('\n');
  });
  const outcome = await runFeature(`Feature: sentences\n${feature.join('\n\n')}\n`, { checks });
  const scenarios: readonly ScenarioOutcome[] = outcome.scenarios;
  expect(scenarios).to.have.length(sentences.length);
  return { ...outcome, scenarios };
}
