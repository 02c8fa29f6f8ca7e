// The states a plugin may end with, as a sentence has them: `OK`, `OK or WARNING`, `at most WARNING`.
import { BadSentence } from '../errors';

/** By exit code. */
export const NAGIOS_STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const;

/** Text of `{states}`; parsed when the step runs. */
export type StatesText = string;

const STATE = NAGIOS_STATES.join('|');

/** No groups that capture. */
export const STATES_PATTERN = new RegExp(
  `(?:at most (?:${STATE})|(?:${STATE})(?:(?:, | or |, or )(?:${STATE}))*)`,
);

/** Exit codes. Throws BadSentence. */
export function parseStates(text: StatesText): readonly number[] {
  const words = text.split(/, or |, | or /);
  if (!new RegExp(`^${STATES_PATTERN.source}$`).test(text))
    throw new BadSentence(
      `"${text}" is no state of a check`,
      `write ${NAGIOS_STATES.join(', ')}, or at most WARNING`,
    );
  const most = /^at most (\w+)$/.exec(text)?.[1];
  if (most === undefined) return words.map(codeOf);
  // Nothing is known of what is UNKNOWN, so it is neither better nor worse.
  return NAGIOS_STATES.map((_, code) => code).filter(code => code <= codeOf(most));
}

const codeOf = (word: string): number => (NAGIOS_STATES as readonly string[]).indexOf(word);
