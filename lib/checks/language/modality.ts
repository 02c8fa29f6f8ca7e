// What becomes of a sentence that does not hold: the check fails, warns, or does not apply.

export interface Modality {
  /** A condition that does not hold makes the scenario not applicable. */
  readonly kind: 'demand' | 'condition';
  /** Of a demand that is not met. */
  readonly severity: 'CRITICAL' | 'WARNING';
  /** `should not`: it must hold for none of those it is about. */
  readonly negated: boolean;
}

/** Text of `{modal}`. */
export type ModalText = string;

/** No groups that capture. */
export const MODAL_PATTERN = /should(?: not ideally| ideally not| ideally| not)?|happens?(?: not)? to/;

export function parseModality(text: ModalText = 'should'): Modality {
  const negated = /\bnot\b/.test(text);
  if (text.startsWith('happen')) return { kind: 'condition', severity: 'CRITICAL', negated };
  return { kind: 'demand', severity: /ideally/.test(text) ? 'WARNING' : 'CRITICAL', negated };
}
