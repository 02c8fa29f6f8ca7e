// The known step nearest to an undefined one: the one with most of its fixed words in it.

// With fewer words in common a suggestion would be a guess.
const ENOUGH = 0.6;

/** `expressions` are Cucumber expressions such as `I block the {device}`. */
export function suggestStep(text: string, expressions: readonly string[]): string | undefined {
  const words = new Set(wordsOf(text));
  const scored = expressions.map(expression => {
    const fixed = wordsOf(expression.replace(/\{[^}]*\}|\([^)]*\)/g, ' '));
    return { expression, score: fixed.filter(word => words.has(word)).length / (fixed.length || 1) };
  });
  const [best] = scored.sort((a, b) => b.score - a.score);
  return best && best.score >= ENOUGH ? best.expression : undefined;
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
