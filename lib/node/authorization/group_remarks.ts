// What is wrong with the groups that the rules of a policy name.
import type { Groups } from './parse_groups';
import type { Rule } from './policy';
import type { PolicyFile } from './policy_folder';

export interface Remarks {
  readonly faults: readonly string[];
  readonly warnings: readonly string[];
}

/** Sentences with file and line; rules that name no group need no groups file. */
export function groupRemarks(file: string, rules: readonly Rule[], groups: PolicyFile<Groups>): Remarks {
  const named = rules.flatMap(rule => groupsOf(rule).map(group => ({ rule, group })));
  if (named.length === 0) return { faults: [], warnings: [] };
  if (groups.state === 'unreadable') return { faults: [`${groups.file}: ${groups.problem}`], warnings: [] };
  const { members, faults } = groups.state === 'read' ? groups.content : NO_GROUPS;
  if (faults.length > 0) {
    return { faults: faults.map(({ line, what }) => `${groups.file} line ${line}: ${what}`), warnings: [] };
  }
  const unknown = named.filter(({ group }) => !members.has(group));
  const sentence = ({ rule: { line, verdict }, group }: (typeof named)[number]): string =>
    `${file} line ${line}: there is no group ${group}, so this rule would ${verdict} nobody`;
  // A deny that denies nobody opens what it was to close.
  return {
    faults: unknown.filter(({ rule }) => rule.verdict === 'deny').map(sentence),
    warnings: unknown.filter(({ rule }) => rule.verdict === 'allow').map(sentence),
  };
}

export const NO_GROUPS: Groups = { members: new Map(), faults: [] };

// Caller ids have a `=`, names of groups cannot.
function groupsOf({ callers }: Rule): string[] {
  return callers === '*' ? [] : callers.filter(caller => !caller.includes('='));
}
