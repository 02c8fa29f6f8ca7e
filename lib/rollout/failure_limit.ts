// How many failures a roll-out puts up with: `--max-failures 3` or `5%`.

export type FailureLimit =
  | { readonly kind: 'nodes'; readonly most: number }
  | { readonly kind: 'percent'; readonly most: number };

/** Undefined for what is no limit. */
export function parseFailureLimit(text: string): FailureLimit | undefined {
  const [, digits, percent] = /^(\d{1,6}(?:\.\d{1,3})?)(%?)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const most = Number(digits);
  if (percent) return most <= 100 ? { kind: 'percent', most } : undefined;
  return Number.isSafeInteger(most) ? { kind: 'nodes', most } : undefined;
}

/** More than may be: of so many nodes in all. */
export function isExceeded(limit: FailureLimit | undefined, failures: number, nodes: number): boolean {
  if (!limit) return false;
  return limit.kind === 'nodes' ? failures > limit.most : failures * 100 > limit.most * nodes;
}
