// What the rules have found, each of it once.
import { resolve } from 'node:path';
import { type Finding, type LintRule, sortedFindings } from './finding';

/** A place in a file, which is called as Cucumber calls it; line and column from 1. */
export interface FindingPlace {
  readonly uri: string;
  readonly line: number;
  readonly column?: number;
}

export class FindingList {
  // By all that it says: rows of an outline, and a background, say the same again.
  readonly #found = new Map<string, Finding>();

  /** `cwd` is what files are called relative to. */
  constructor(private readonly cwd: string) {}

  error(rule: LintRule, place: FindingPlace, text: string): void {
    this.#add('error', rule, place, text);
  }

  warning(rule: LintRule, place: FindingPlace, text: string): void {
    this.#add('warning', rule, place, text);
  }

  /** By file and place. */
  get sorted(): readonly Finding[] {
    return sortedFindings([...this.#found.values()]);
  }

  #add(weight: Finding['weight'], rule: LintRule, { uri, line, column = 1 }: FindingPlace, text: string) {
    const file = uri.startsWith('..') ? resolve(this.cwd, uri) : uri;
    const finding = { weight, rule, file, line, column, text };
    this.#found.set(JSON.stringify(finding), finding);
  }
}
