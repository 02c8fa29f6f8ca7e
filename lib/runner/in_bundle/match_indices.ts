// Where the groups of a match are. The build puts this in the place of the package regexp-match-indices, which is older
// than V8's own indices: it parses every pattern and matches a longer one, 40 ms for the first sentence with a claim.

const measuring = new WeakMap<RegExp, RegExp>();

/** What `exec` of the regex answers, with `indices`. */
export function matchIndices(regexp: RegExp, text: string): RegExpExecArray | null {
  const measured = measuring.get(regexp) ?? new RegExp(regexp, `${regexp.flags.replace('d', '')}d`);
  measuring.set(regexp, measured);
  measured.lastIndex = regexp.lastIndex;
  const match = measured.exec(text);
  regexp.lastIndex = measured.lastIndex;
  return match;
}
