// What is judged of a feature file as a whole.
import { didYouMean } from '../../util/did_you_mean';
import { type GherkinDocument, type Location, type Scenario, scenariosOf, tagsOf } from './feature_index';
import type { FindingList } from './finding_list';

/** Tags with a meaning. */
export const KNOWN_TAGS = ['@warning', '@critical', '@acts', '@selftest'];

/** `compiled` tells that some scenario of it would be run. */
export function judgeDocument(document: GherkinDocument, compiled: boolean, findings: FindingList): void {
  const scenarios = scenariosOf(document);
  if (scenarios.length === 0 || !compiled) judgeEmpty(document, findings);
  judgeNames(document, scenarios, findings);
  judgeTags(document, findings);
}

function judgeEmpty({ uri = '', feature }: GherkinDocument, findings: FindingList): void {
  const text = feature
    ? 'the feature has no scenario, so that nothing is checked'
    : 'the file has no feature';
  findings.error('no-scenario', { uri, ...(feature?.location ?? { line: 1 }) }, text);
}

function judgeNames(
  { uri = '' }: GherkinDocument,
  scenarios: readonly Scenario[],
  findings: FindingList,
): void {
  const seen = new Map<string, Location>();
  for (const { name, location } of scenarios) {
    const first = seen.get(name);
    if (first) {
      const text = `the scenario of line ${first.line} is called "${name}", too`;
      findings.warning('same-name', { uri, ...location }, text);
    } else seen.set(name, location);
  }
}

function judgeTags(document: GherkinDocument, findings: FindingList): void {
  const { uri = '' } = document;
  for (const { name, location } of tagsOf(document)) {
    const near = KNOWN_TAGS.includes(name) ? undefined : didYouMean(name, KNOWN_TAGS);
    if (near)
      findings.error('tag', { uri, ...location }, `the tag ${name} means nothing; did you mean ${near}`);
  }
}
