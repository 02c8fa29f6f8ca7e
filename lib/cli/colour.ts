// Colours: foreground only, and bold for titles; red for what failed, yellow for what a node says about it, green for all is well.

const CODES = { bold: 1, red: 31, green: 32, yellow: 33 } as const;

export type Colour = keyof typeof CODES;

/** `text` in `colour` when `on`. */
export function paint(on: boolean, colour: Colour, text: string): string {
  return on ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
}
