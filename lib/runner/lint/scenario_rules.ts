// What is judged of a scenario and of each of its steps, once Cucumber has matched them.
import { isActing } from '../../../support/acting';
import { isArrangement } from '../../../support/arrangement';
import type { Envelope, SupportLibrary } from '../../../support/cucumber';
import { isOwnStep } from '../own_steps';
import { ambiguous, suggestStep } from '../step_suggestion';
import type { FindingList, FindingPlace } from './finding_list';
import { brokenWords, isCondition, type SentenceWord } from './judge_sentence';

type Pickle = NonNullable<Envelope['pickle']>;
type Definition = SupportLibrary['stepDefinitions'][number];

/** A step, the definitions that take its sentence, and what the first of them takes out of it. */
export interface Match {
  readonly step: Pickle['steps'][number];
  readonly definitions: readonly Definition[];
  readonly words: readonly SentenceWord[];
}

/** `waits` tells that the sentence has a placeholder without a value yet. */
export function judgeStep(
  { step: { text }, definitions, words }: Match,
  { place, waits }: { readonly place: FindingPlace; readonly waits: boolean },
  known: readonly Definition[],
  findings: FindingList,
): void {
  if (definitions.length > 1) findings.error('ambiguous', place, ambiguous(text, known));
  if (definitions.length === 0 && !(waits && couldBe(text, known))) {
    const near = suggestStep(text, known);
    const meant = near ? `; did you mean "${near}"` : '';
    findings.error('undefined', place, `undefined step "${text}"${meant}`);
  }
  for (const problem of brokenWords(words)) findings.error('sentence', place, problem);
  const [definition] = definitions;
  if (definition && isActing(definition.unwrappedCode) && isOwnStep(definition) && !notesUndo(definition)) {
    const at = `${definition.uri}:${definition.line}`;
    findings.warning('undo', place, `the step changes hosts and notes no undo (${at})`);
  }
}

// What a parameter may bring.
function couldBe(text: string, known: readonly Definition[]): boolean {
  return VALUES.some(value => {
    const filled = text.replace(/<[A-Za-z_][\w.-]*>/g, value);
    return known.some(step => step.expression.match(filled));
  });
}

const VALUES = [
  '/srv/data',
  'https://www.example.net/',
  '5',
  'web1',
  '"web"',
  '192.0.2.7',
  'below 5',
  'role::web',
  'country=de',
  'hosts',
  'blocked',
  'should',
];

// Of ours it is tested; of others their text must do.
const notesUndo = ({ unwrappedCode }: Definition): boolean => /undo/i.test(String(unwrappedCode));

/** Judges a scenario of which each step is known; `strict` asks for a severity, too. */
export function judgeScenario(
  pickle: Pickle,
  matches: readonly Match[],
  { place, strict }: { readonly place: FindingPlace; readonly strict: boolean },
  findings: FindingList,
): void {
  const name = `the scenario "${pickle.name}"`;
  judgeAssertion(name, matches, place, findings);
  const tags = pickle.tags.map(tag => tag.name);
  const acting = matches.find(({ definitions }) => isActing(definitions[0]!.unwrappedCode));
  if (acting && !tags.includes('@acts')) {
    const changes = `${name} changes hosts ("${acting.step.text}")`;
    findings.warning(
      'acts',
      place,
      `${changes}, so it runs only with --act; tag it or the feature @acts to say so`,
    );
  }
  if (strict && !tags.includes('@warning') && !tags.includes('@critical'))
    findings.warning(
      'severity',
      place,
      `${name} does not say how serious it is: tag it @critical or @warning`,
    );
}

function judgeAssertion(
  name: string,
  matches: readonly Match[],
  place: FindingPlace,
  findings: FindingList,
): void {
  const doing = matches.filter(
    ({ definitions, words }) => !isArrangement(definitions[0]!.unwrappedCode) && !isCondition(words),
  );
  if (doing.some(({ definitions }) => definitions[0]!.keyword.trim() === 'Then')) return;
  // What only acts can fail by that, at least.
  if (doing.length > 0)
    findings.warning('no-assertion', place, `${name} has no step that asserts anything: add a Then`);
  else findings.error('no-assertion', place, `${name} has no step that could fail: add a Then`);
}
