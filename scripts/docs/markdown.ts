// Markdown that reads well in a terminal of 80 columns and on GitHub.

const COLUMNS = 80;

export const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

/** Plain text for Markdown: what looks like HTML becomes code. Code spans and links stay. */
export function plain(text: string): string {
  return text
    .split(/(`[^`]*`|\[[^\]]*\]\([^)]*\))/)
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/<[^<>\s]+>/g, code)))
    .join('');
}

/** A sentence: capital first letter, full stop. A code span in front stays as it is. */
export function sentence(text: string): string {
  const full = /[.!?:…]$/.test(text) ? text : `${text}.`;
  return /^[a-z]+(?=[ ,;.']|-[a-z])/.test(full) ? full[0]!.toUpperCase() + full.slice(1) : full;
}

export interface WrapOptions {
  /** Before the first line, and before all others. */
  readonly first?: string;
  readonly rest?: string;
}

/** One paragraph in lines of at most 80 columns; code spans are not broken. */
export function wrap(text: string, { first = '', rest = first }: WrapOptions = {}): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of words(text)) {
    if (!empty && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

// A line must not begin with what Markdown takes for a list, a heading or a quotation.
function words(text: string): string[] {
  const found = text.match(/(?:`[^`]+`|[^\s`])+/g) ?? [];
  const joined: string[] = [];
  for (const word of found) {
    if (joined.length > 0 && /^([-+*>#]+|\d+[.)])$/.test(word)) joined.push(`${joined.pop()} ${word}`);
    else joined.push(word);
  }
  return joined;
}

export const paragraph = (text: string): string => wrap(plain(text.trim()));

/** An entry of a list; `level` 1 is one within another. */
export function bullet(text: string, level = 0): string {
  const indent = '  '.repeat(level);
  return wrap(plain(text), { first: `${indent}- `, rest: `${indent}  ` });
}

/** What a user sees, as a quotation. */
export const quotation = (text: string): string => wrap(plain(text), { first: '> ' });

export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Parts of a page, an empty line between them. */
export function page(title: string, parts: readonly string[]): string {
  return `${[`# ${title}`, ...parts.filter(Boolean), FOOT].join('\n\n')}\n`;
}

const FOOT = wrap('*Made from the code by `npm run docs`; change it there.*');
