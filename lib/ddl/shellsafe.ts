// Validator `shellsafe` (MCollective 2.12): text that a careless shell could not take for more than text.

const UNSAFE = ['`', '$', ';', '|', '&&', '>', '<'];

/** A complaint, undefined when the text is good. No shell is used here; the rule stays what callers know. */
export function shellsafe(text: string): string | undefined {
  const found = UNSAFE.find(characters => text.includes(characters));
  return found === undefined ? undefined : `value should not have ${found} in it`;
}
