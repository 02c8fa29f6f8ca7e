// What the version of a package is held against: `1.22-3`, `at least 1.22-3`, `between 1.20 and 1.24`.
import { BadSentence } from '../errors';

/** How a version stands to another: below 0, 0 or above 0; undefined where nobody knows. */
export type CompareTo = (wanted: string) => number | undefined;

export interface VersionCondition {
  /** As it was written. */
  readonly text: string;
  /** Undefined where nobody knows. */
  holds(version: string, compare: CompareTo): boolean | undefined;
}

/** Text of `{version}`; parsed when the step runs. */
export type VersionText = string;

const VERSION = String.raw`[A-Za-z0-9][\w.+~:^-]*`;

const RULES: Readonly<Record<string, (order: number) => boolean>> = {
  below: order => order < 0,
  above: order => order > 0,
  'older than': order => order < 0,
  'newer than': order => order > 0,
  'at least': order => order >= 0,
  'at most': order => order <= 0,
  exactly: order => order === 0,
  not: order => order !== 0,
};

const WORDS = Object.keys(RULES).join('|');

/** No groups that capture. */
export const VERSION_PATTERN = new RegExp(
  `(?:between ${VERSION} and ${VERSION}|(?:(?:${WORDS}) )?${VERSION})`,
);

/** Throws BadSentence. */
export function parseVersionCondition(text: VersionText): VersionCondition {
  const between = new RegExp(`^between (${VERSION}) and (${VERSION})$`).exec(text);
  if (between) return { text, holds: within(between[1]!, between[2]!) };
  const [, word = 'exactly', wanted] = new RegExp(`^(?:(${WORDS}) )?(${VERSION})$`).exec(text) ?? [];
  if (wanted === undefined) throw new BadSentence(`"${text}" is no version`, 'write it like at least 1.22-3');
  const rule = RULES[word]!;
  return {
    text,
    holds(version, compare) {
      // The same text is the same version, whoever makes it.
      const order = version === wanted ? 0 : compare(wanted);
      return order === undefined ? undefined : rule(order);
    },
  };
}

function within(low: string, high: string): VersionCondition['holds'] {
  return (_version, compare) => {
    const [below, above] = [compare(low), compare(high)];
    return below === undefined || above === undefined ? undefined : below >= 0 && above <= 0;
  };
}
