// What an undefined sentence was meant to be: the same sentence with its typing errors corrected, or the known step that
// has most of its words, filled with what the sentence says.
import { CLAIM_PATTERN } from '../checks/language/claim';
import { COMPARISON_PATTERN } from '../checks/language/comparison';
import { HOSTS_PATTERN, ONE_HOST_PATTERN } from '../checks/language/host_phrase';
import { MODAL_PATTERN } from '../checks/language/modality';
import { QUORUM_PATTERN } from '../checks/language/quorum';
import { didYouMean } from '../util/did_you_mean';

/** A step as Cucumber knows it. */
export interface SuggestibleStep {
  /** A Cucumber expression such as `I block the {device}`, or a regex. */
  readonly pattern: unknown;
  readonly expression: {
    match(text: string): unknown;
    readonly parameterTypes?: readonly { readonly regexpStrings: readonly string[] }[];
  };
}

/** Which steps a sentence could be, and where they are. */
export function ambiguous(
  text: string,
  steps: readonly (SuggestibleStep & { readonly uri: string; readonly line: number })[],
): string {
  const places = steps
    .filter(step => step.expression.match(text))
    .map(
      ({ pattern, uri, line }) =>
        `"${pattern}" (${uri === 'fleetspec' ? 'fleetspec itself' : `${uri}:${line}`})`,
    );
  return `the step "${text}" could be ${places.join(' or ')}`;
}

// With fewer words in common a suggestion would be a guess.
const ENOUGH = 0.6;
// Each of them may be a typing error or meant: so many are tried in every combination.
const MOST_ERRORS = 7;

// The words of claims, comparisons and times, which are in no phrase.
const LANGUAGE =
  `every each all any no but of the at least most exactly more less fewer than hosts host nodes node servers server
  machines machine with class fact agent and named matching in should not ideally happens happen to within for asking
  seconds second minutes minute hours hour days day weeks week below under above over between percent Puppet Master`.split(
    /\s+/,
  );

// What stands for a word when the sentence says nothing that could.
const SAMPLES: Readonly<Record<string, string>> = {
  claim: 'every host with class role::web should',
  hosts: 'hosts with class role::web',
  selection: 'hosts with class role::web',
  timing: '',
  modal: 'should',
  comparison: 'below 5',
  device: 'load balancer',
  address: '192.0.2.7',
  fact: 'country=de',
  pattern: 'role::web',
  traffic: 'blocked',
  int: '5',
  float: '1.5',
  word: 'nginx',
  string: '"text"',
  path: '/etc/hosts',
  url: 'https://www.example.net/',
};

/** A whole sentence when one can be made, else the phrase; undefined when no step is near. */
export function suggestStep(text: string, steps: readonly SuggestibleStep[]): string | undefined {
  const phrases = steps.map(step => ({ step, fixed: fixedWords(String(step.pattern)) }));
  const vocabulary = [
    ...new Set([...LANGUAGE, ...phrases.flatMap(({ step, fixed }) => [...fixed, ...choicesOf(step)])]),
  ];
  const corrected = correctedText(text, vocabulary, steps);
  if (corrected !== undefined) return corrected;
  const spelled = text.split(/\s+/).map(word => nearWord(word, vocabulary) ?? word);
  const near = nearestPhrase(spelled, phrases);
  return near && filled(near, spelled.join(' '), vocabulary);
}

/** The sentence with as few corrections as make it a known one. */
function correctedText(
  text: string,
  vocabulary: readonly string[],
  steps: readonly SuggestibleStep[],
): string | undefined {
  const words = text.split(/\s+/);
  const doubtful = words
    .map((word, at) => ({ at, near: nearWord(word, vocabulary) }))
    .filter((one): one is { at: number; near: string } => one.near !== undefined)
    .slice(0, MOST_ERRORS);
  const choices = Array.from({ length: 2 ** doubtful.length }, (_, choice) =>
    doubtful.filter((_, bit) => (choice & (1 << bit)) !== 0),
  ).sort((a, b) => a.length - b.length);
  for (const choice of choices.slice(1)) {
    const attempt = [...words];
    for (const { at, near } of choice) attempt[at] = near;
    const sentence = attempt.join(' ');
    if (steps.some(step => step.expression.match(sentence))) return sentence;
  }
  return undefined;
}

// Short words are near to too much, and what is in quotes is nobody's spelling.
function nearWord(word: string, vocabulary: readonly string[]): string | undefined {
  const alike = vocabulary.find(one => one.toLowerCase() === word.toLowerCase());
  if (alike !== undefined) return alike === word ? undefined : alike;
  if (word.length < 3 || /["<>=/:\d]/.test(word)) return undefined;
  const candidates = vocabulary.filter(one => one.length > 2 && Math.abs(one.length - word.length) <= 2);
  return didYouMean(word, candidates);
}

interface Phrase {
  readonly step: SuggestibleStep;
  readonly fixed: readonly string[];
}

// A word that few phrases have says more than one that all have.
function nearestPhrase(words: readonly string[], phrases: readonly Phrase[]): SuggestibleStep | undefined {
  const said = new Set(words.map(word => word.toLowerCase()));
  const weight = (word: string): number =>
    1 / Math.sqrt(phrases.filter(({ fixed }) => fixed.includes(word)).length || 1);
  const sum = (list: readonly string[]): number => list.reduce((total, word) => total + weight(word), 0);
  // Who speaks of hosts means a sentence that does.
  const ofHosts = HOSTS_CHOSEN.test(words.join(' '));
  const scored = phrases
    // "the" alone is in every other sentence.
    .filter(({ fixed }) => fixed.some(word => word.length > 3))
    .map(({ step, fixed }) => {
      const found = sum(fixed.filter(word => said.has(word.toLowerCase())));
      const fits = ofHosts && /\{(?:claim|hosts)\}/.test(String(step.pattern)) ? 1 : 0;
      return { step, share: found / sum(fixed), found: found + fits };
    })
    .filter(({ share }) => share >= ENOUGH);
  return scored.sort((a, b) => b.found * b.share - a.found * a.share)[0]?.step;
}

const HOSTS_CHOSEN = /\b(?:hosts?|nodes?|servers?|machines?) (?:with|named|of|in|matching)\b/;

// `blocked|unblocked`.
const choicesOf = ({ expression }: SuggestibleStep): string[] =>
  (expression.parameterTypes ?? [])
    .flatMap(({ regexpStrings }) => regexpStrings)
    .filter(regexp => /^\w+(?:\|\w+)+$/.test(regexp))
    .flatMap(regexp => regexp.split('|'));

function fixedWords(phrase: string): string[] {
  return phrase
    .replace(/\{[^}]*\}|\([^)]*\)|[\\^$]/g, ' ')
    .split(/[\s/]+/)
    .filter(word => /\w/.test(word));
}

// Words are taken out of the sentence in the order in which the phrase has them.
function filled(step: SuggestibleStep, sentence: string, vocabulary: readonly string[]): string {
  const phrase = String(step.pattern);
  if (phrase.startsWith('/')) return phrase;
  const plain = plainPhrase(phrase);
  const left = { text: sentence, vocabulary: new Set([...vocabulary, ...fixedWords(phrase)]) };
  const said = plain.replace(/\{(\w*)\}/g, (_, name: string) => taken(name, left) ?? SAMPLES[name] ?? '…');
  const sample = plain.replace(/\{(\w*)\}/g, (_, name: string) => SAMPLES[name] ?? '…');
  return [said, sample].find(one => step.expression.match(one)) ?? phrase;
}

// `host(s)` without its end, the first of `has/have`.
const plainPhrase = (phrase: string): string => phrase.replace(/\([^)]*\)/g, '').replace(/(\w)\/\w+/g, '$1');

function taken(name: string, left: { text: string; vocabulary: ReadonlySet<string> }): string | undefined {
  const found = name === 'claim' ? claimIn(left.text) : EXTRACTS[name]?.exec(left.text)?.[0];
  if (found !== undefined && found !== '') {
    left.text = left.text.replace(found, ' ');
    return found;
  }
  if (EXTRACTS[name] || name === 'claim' || name === 'timing') return undefined;
  const word = left.text.split(/\s+/).find(one => one && !left.vocabulary.has(one));
  if (word !== undefined) left.text = left.text.replace(word, ' ');
  return word;
}

const EXTRACTS: Readonly<Record<string, RegExp>> = {
  comparison: new RegExp(`(?<!\\S)(?=\\S* ?\\S* ?\\d)${COMPARISON_PATTERN.source}(?!\\S)`),
  hosts: HOSTS_PATTERN,
  modal: MODAL_PATTERN,
  string: /"[^"]*"|'[^']*'/,
  int: /(?<!\S)-?\d+(?!\S)/,
  float: /(?<!\S)-?\d+(?:\.\d+)?(?!\S)/,
  fact: /\S+(?:[<>!]=?|=~?)\S+/,
  address: /\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+/i,
};

const NUMBERED = new RegExp(`(?:${QUORUM_PATTERN.source}) (?:of )?(?:the )?(?=${HOSTS_PATTERN.source})`);

// Whole, or put together from hosts, number and verb wherever they stand.
function claimIn(text: string): string | undefined {
  const whole = CLAIM_PATTERN.exec(text)?.[0];
  if (whole) return whole;
  const hosts = ONE_HOST_PATTERN.exec(text)?.[0] ?? HOSTS_PATTERN.exec(text)?.[0];
  if (!hosts) return undefined;
  const number = ONE_HOST_PATTERN.test(hosts) ? '' : (NUMBERED.exec(text)?.[0] ?? 'every ');
  return `${number}${hosts} ${MODAL_PATTERN.exec(text)?.[0] ?? 'should'}`;
}
