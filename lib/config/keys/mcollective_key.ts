// One key of MCollective's files, and how to describe those that are read elsewhere or not used.

import type { Settings } from '../settings';
import type { KeyDocs, KeySpec } from './key_spec';

export type Role = 'client' | 'server';

/** A key of MCollective, with a remark where its value would mislead. */
export interface McollectiveKey extends KeySpec<Settings> {
  /** `has no effect: …` for values that matter to programs of that role. */
  remark?(value: string, role: Role): string | undefined;
  /** That remark, for the documentation. */
  readonly warning?: string;
  /** Known, and ignored. */
  readonly unused?: true;
}

/** Known to MCollective, without a use here. */
export function unused(key: string, meaning: string, standard: string): McollectiveKey {
  return { ...readElsewhere(key, meaning, standard), unused: true };
}

/** What the reader itself sees to: it concerns more than one setting. */
export function readElsewhere(key: string, meaning: string, standard: string): McollectiveKey {
  return { key, type: 'text', meaning, default: standard, accept: () => undefined };
}

/** Unused, and worth telling when `misleads`. */
export function remarked(
  key: string,
  docs: KeyDocs,
  remark: string,
  misleads: (value: string, role: Role) => boolean,
): McollectiveKey {
  return {
    ...unused(key, docs.meaning, docs.default),
    remark: (value, role) => (misleads(value, role) ? remark : undefined),
    warning: remark,
  };
}
