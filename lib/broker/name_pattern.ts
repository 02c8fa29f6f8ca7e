// Wildcards in destination names, ActiveMQ's: dots separate, `*` is any one part, `>` the rest or nothing.

export type NameMatcher = (name: string) => boolean;

/** True for a name that stands for several destinations. */
export function isPattern(name: string): boolean {
  return name.split('.').some(isWildcard);
}

/** `a.>` matches `a`, `a.b` and `a.b.c`; `a.*` only `a.b`. Case matters. */
export function nameMatcher(pattern: string): NameMatcher {
  const parts = pattern.split('.');
  if (!parts.some(isWildcard)) return name => name === pattern;
  return name => matches(parts, name.split('.'));
}

function isWildcard(part: string): boolean {
  return part === '*' || part === '>';
}

function matches(pattern: readonly string[], name: readonly string[]): boolean {
  for (const [at, part] of pattern.entries()) {
    if (part === '>') return true;
    const actual = name[at];
    if (actual === undefined || (part !== '*' && part !== actual)) return false;
  }
  return pattern.length === name.length;
}
