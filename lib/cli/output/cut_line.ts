// Text on one line that ends somewhere: a node may send as much as it likes.

/** With `…` where something is missing. */
export function cutLine(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.max(0, most - 1);
  // Not through the middle of a character.
  const split = /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end;
  return `${text.slice(0, split)}…`;
}

/** The longest line that is printed where no terminal says how wide it is. */
export const LONGEST_LINE = 500;
