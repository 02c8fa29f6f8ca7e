// What a text is held against: another text, or a regex in slashes.
import { RubyRegex } from '../../regex/program';
import { BadSentence } from '../errors';

export interface TextMatch {
  /** In words: `de`, `matching /^d/`. */
  readonly text: string;
  holds(value: string): boolean;
}

/**
 * `de`, `"de"` or `/^d/`. The regexes are Ruby's, as in filters; their time is bounded, whatever the text. Throws
 * BadSentence for a regex that is none, or that needs what is not bounded.
 */
export function parseTextMatch(text: string): TextMatch {
  if (!text.startsWith('/')) {
    const wanted = text.replace(/^"(.*)"$/, '$1');
    return { text: wanted, holds: value => value === wanted };
  }
  const regex = compile(text);
  return { text: `matching ${text}`, holds: value => regex.test(value) };
}

function compile(text: string): RubyRegex {
  if (text.length < 3 || !text.endsWith('/'))
    throw new BadSentence(`"${text}" begins as a regex and does not end as one`, 'write it as /regex/');
  try {
    return RubyRegex.compile(text.slice(1, -1));
  } catch (fault) {
    const problem = (fault as { problem?: string }).problem ?? 'it cannot be read';
    throw new BadSentence(
      `"${text}" is no regex that can be used: ${problem}`,
      'correct the regex in the step',
    );
  }
}
