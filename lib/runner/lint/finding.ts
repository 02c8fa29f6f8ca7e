// What `fleetspec lint` finds: a place, a rule, and a sentence.

/** Rules by name, and what each is about. */
export const LINT_RULES = {
  unreadable: 'the file is no Gherkin',
  'no-scenario': 'a feature without a scenario checks nothing',
  'no-step': 'a scenario without steps checks nothing',
  'no-assertion': 'a scenario that only prepares or asks conditions can never fail',
  steps: 'the project’s own steps cannot be loaded',
  undefined: 'no step is known for a sentence',
  ambiguous: 'several steps are known for a sentence',
  sentence: 'a claim, comparison or time in a sentence cannot be read',
  'missing-parameter': 'a placeholder for which there is no value yet',
  'unused-parameter': 'a parameter that no feature has a placeholder for',
  'same-name': 'two scenarios of a feature have one name',
  tag: 'a tag that is nearly one with a meaning',
  acts: 'a scenario changes hosts, and does not say so in a tag',
  undo: 'a step of one’s own changes hosts and notes no undo',
  severity: 'nobody has said how serious a failure is',
} as const;

export type LintRule = keyof typeof LINT_RULES;

export interface Finding {
  /** Warnings end well, errors do not. */
  readonly weight: 'error' | 'warning';
  readonly rule: LintRule;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** One sentence. */
  readonly text: string;
}

/** By file and place. */
export function sortedFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}
