// What can be known of a sentence before it is run: whether its words can be read, and whether it asserts something.
import { parseClaim } from '../../checks/language/claim';
import { parseComparison } from '../../checks/language/comparison';
import { parseHostPhrase, parseSelection } from '../../checks/language/host_phrase';
import { parseModality } from '../../checks/language/modality';
import { parseTiming } from '../../checks/language/timing';
import { describeError } from '../../errors';

/** A word of a sentence: the name of its parameter type, and its text. */
export interface SentenceWord {
  readonly type: string;
  readonly text: string;
}

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  claim: parseClaim,
  comparison: parseComparison,
  hosts: parseHostPhrase,
  selection: parseSelection,
  modal: parseModality,
  timing: parseTiming,
};

/** Why a word cannot be read, one sentence each. What waits for a parameter is not judged. */
export function brokenWords(words: readonly SentenceWord[]): string[] {
  return words.flatMap(({ type, text }) => {
    if (!Object.hasOwn(READERS, type) || text === '' || /<[A-Za-z_][\w.-]*>/.test(text)) return [];
    try {
      READERS[type]!(text);
      return [];
    } catch (fault) {
      return [describeError(fault)];
    }
  });
}

/** `happens to`: when it does not hold, nothing is wrong. */
export function isCondition(words: readonly SentenceWord[]): boolean {
  return words.some(({ type, text }) => /^(?:claim|modal)$/.test(type) && /\bhappens?\b/.test(text));
}
