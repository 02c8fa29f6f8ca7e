// What is wrong with a feature that cannot be read, by the parser that runs: its words are rewritten, so they must fit.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { runFeature } from './feature_fixture';

const CASES: Readonly<Record<string, [feature: string, reason: string, line: number]>> = {
  'a line that is no step': [
    'Feature: F\n  Scenario: S\n    Given x\n    Gievn y\n',
    '"Gievn y" is no step, table or heading: steps begin with Given, When, Then, And or But',
    4,
  ],
  'a scenario without a feature': [
    'Scenario: S\n',
    '"Scenario: S" stands where the line "Feature: …" should be',
    1,
  ],
  'a row that does not end': [
    'Feature: F\n  Scenario: S\n    Given x:\n      | a | b |\n      | c\n',
    'inconsistent cell count within the table',
    5,
  ],
  'a text that does not end': [
    'Feature: F\n  Scenario: S\n    Given x\n      """\n      text\n',
    'it ends too early, maybe within """',
    6,
  ],
  'a language nobody speaks': ['# language: xx\nFeature: F\n', 'language not supported: xx', 1],
  'a line without an end': [
    `Feature: F\n  Scenario: S\n    Given x\n    ${'y'.repeat(500)}\n`,
    `"${'y'.repeat(60)}…" is no step, table or heading: steps begin with Given, When, Then, And or But`,
    4,
  ],
};

describe('a feature that cannot be read', () => {
  for (const [name, [feature, reason, line]] of Object.entries(CASES))
    it(`because of ${name}`, async () => {
      const { problems } = await runFeature(feature);
      expect(problems[0]).to.deep.equal({
        reason: `the feature cannot be read: ${reason}`,
        at: `x.feature:${line}`,
      });
    });
});
