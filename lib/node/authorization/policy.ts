// A policy file, read: rules in their order, a default, and what is wrong with it.
import type { RubyValue } from '../../marshal/values';

export type Verdict = 'allow' | 'deny';

/** A sentence about one line, counted from 1. */
export interface PolicyRemark {
  readonly line: number;
  readonly what: string;
}

/** `*`, or the words of a field. */
export type Names = '*' | readonly string[];

/** `*`, or a call stack as compound filters have it; a list is its words joined by `and`. */
export type Condition = '*' | readonly RubyValue[];

export interface Rule {
  readonly line: number;
  readonly verdict: Verdict;
  /** Caller ids (with a `=`) and names of groups. */
  readonly callers: Names;
  readonly actions: Names;
  readonly facts: Condition;
  /** Undefined for a rule of four fields: there facts and classes may stand in one. */
  readonly classes: Condition | undefined;
}

export interface Policy {
  readonly rules: readonly Rule[];
  /** Undefined when the file does not say. */
  readonly standard: Verdict | undefined;
  /** With one of these the file says nothing that could be relied on. */
  readonly faults: readonly PolicyRemark[];
  /** Worth knowing; the file still holds. */
  readonly warnings: readonly PolicyRemark[];
}
