// A feature to start from: one sentence of the catalogue, about the hosts and with the limit that were named.

import type { StepEntry } from './step_catalogue';
import type { ListedGroup } from './step_listing';

export interface NewCheck {
  readonly name: string;
  readonly step: StepEntry;
  /** `with class role::web`, or with the number of hosts in front: `at least 2 hosts of "shop"`. */
  readonly hosts?: string | undefined;
  /** `below 4`. */
  readonly limit?: string | undefined;
  readonly severity: 'critical' | 'warning';
  /** Parameter → its usual value, which stands in the sentence. */
  readonly params: Readonly<Record<string, string>>;
}

export interface FeatureDraft {
  readonly text: string;
  readonly sentence: string;
  /** Parameters whose value is nowhere in the sentence. */
  readonly lost: readonly string[];
}

/** Sentences that are a check by themselves: they assert, and need no step before them. */
export function sentencesToStartFrom(groups: readonly ListedGroup[]): StepEntry[] {
  return groups.flatMap(({ steps }) =>
    steps.filter(
      ({ keyword, words }) => keyword === 'Then' && words.some(word => /^(?:claim|modal)$/.test(word)),
    ),
  );
}

export function draftFeature(check: NewCheck): FeatureDraft {
  const { name, step, severity, params } = check;
  const plain = sentenceOf(check);
  const { sentence, lost } = withParameters(plain, params);
  const given = Object.entries(params).map(([key, value]) => `--param ${key}=${shellWord(value)}`);
  const title = capital(name.replace(/[_-]+/g, ' '));
  const lines = [
    `@${severity}`,
    `Feature: ${title}`,
    '  Say here why this matters, and what to do when it is red.',
    '',
    ...(given.length > 0
      ? [
          `  # Parameters: give them with ${given.join(' ')},`,
          '  # or under checks.params of fleetspec.yaml.',
        ]
      : []),
    `  Scenario: ${title}`,
    ...(step.meaning ? [`    # ${step.meaning}`] : []),
    `    Then ${sentence}`,
    ...(step.example?.rows ?? []).map(row => `      ${row}`),
    '',
  ];
  return { text: lines.join('\n'), sentence: plain, lost };
}

// The example of the catalogue with other hosts and another limit; without one, the phrase to be filled by hand.
function sentenceOf({ step, hosts, limit }: NewCheck): string {
  const values = [...(step.example?.values ?? [])];
  const said = (step.example?.line ?? `Then ${step.phrase}`).replace(/^\w+ /, '');
  const at = step.words.indexOf('claim');
  const claim = at < 0 ? undefined : values[at];
  const limited = step.words.indexOf('comparison');
  const comparison = limited < 0 ? undefined : values[limited];
  const ofHosts = hosts !== undefined && claim ? said.replace(claim, () => claimOf(hosts)) : said;
  return limit !== undefined && comparison ? ofHosts.replace(comparison, () => limit) : ofHosts;
}

function claimOf(hosts: string): string {
  const who = hosts.trim().replace(/ should(?: ideally)?$/, '');
  if (/^(?:with|named|of|in|matching)\b/.test(who)) return `every host ${who} should`;
  if (/^(?:hosts?|nodes?|servers?|machines?)\b/.test(who)) return `every ${who} should`;
  return `${who} should`;
}

function withParameters(plain: string, params: NewCheck['params']): Pick<FeatureDraft, 'sentence' | 'lost'> {
  let sentence = plain;
  const lost = Object.entries(params)
    .filter(([name, value]) => {
      const place = new RegExp(`(?<![\\w.-])${value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`);
      const found = value !== '' && place.test(sentence);
      sentence = found ? sentence.replace(place, `<${name}>`) : sentence;
      return !found;
    })
    .map(([name]) => name);
  return { sentence, lost };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const shellWord = (text: string): string =>
  /^[\w.:/-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
