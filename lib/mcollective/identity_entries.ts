// Identity entries for the wire, written so that no node fits two: MCollective's nodes want exactly one match
// (2.12, SecurityProvider#validate_filter?).
import { RubyRegex, StepBudget } from '../regex/program';
import { RegexRefused } from '../regex/regex_refused';

/** The same choice of nodes: names that a regex covers are left out, and several regexes are joined. */
export function withoutOverlap(entries: readonly string[]): string[] {
  const [patterns, names] = [true, false].map(slash => [
    ...new Set(entries.filter(entry => entry.startsWith('/') === slash)),
  ]) as [string[], string[]];
  if (patterns.length === 0) return names;
  try {
    const joined = join(patterns);
    const regex = RubyRegex.compile(withoutSlashes(joined));
    const budget = new StepBudget();
    return [...names.filter(name => !regex.test(name, budget)), joined];
  } catch (error) {
    // Nodes may know what to do with it.
    if (error instanceof RegexRefused) return [...entries];
    throw error;
  }
}

// Each must be a regex by itself: `a)(b` joined would mean something else.
function join(patterns: readonly string[]): string {
  const [first = '', ...more] = patterns;
  if (more.length === 0) return first;
  const sources = patterns.map(withoutSlashes);
  for (const source of sources) RubyRegex.compile(source);
  return `/${sources.map(source => `(?:${source})`).join('|')}/`;
}

// So do nodes.
const withoutSlashes = (entry: string): string => entry.replaceAll('/', '');
