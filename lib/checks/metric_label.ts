// Labels of performance data that every reader takes: Nagios, Icinga 2, Cacti, Graphite.

/** Longer ones are cut, and told apart by numbers where they would be the same. */
export const MAX_LABEL = 64;

/** Without spaces, quotes, `=`, `|` and `::`, in at most MAX_LABEL characters. */
export function metricLabel(text: string): string {
  const clean = text
    .trim()
    .replace(/[\s'"=|;,]+/g, '_')
    .replace(/::+/g, '_')
    .replace(/\p{C}+/gu, '');
  return [...clean].slice(0, MAX_LABEL).join('') || 'value';
}
