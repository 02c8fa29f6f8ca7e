// The one error of the YAML codec: what was wrong, and in which line.
import { FleetspecError } from '../errors';

/**
 * Stable word for what was wrong: `text` bytes that are no text YAML may hold, `syntax` what no writer of Ruby's makes,
 * `indent` a column that belongs to nothing, `tag` a type that is never accepted, `alias` an anchor or alias, `number`
 * an Integer of absurd length, `depth`, `elements` and `bytes` the limits, `value` (writer) something that has no Ruby
 * form.
 */
export type PsychReason =
  | 'text'
  | 'syntax'
  | 'indent'
  | 'tag'
  | 'alias'
  | 'number'
  | 'depth'
  | 'elements'
  | 'bytes'
  | 'value';

/** YAML data that was refused, or a value that cannot be written as YAML. */
export class PsychError extends FleetspecError {
  readonly code = 'E_PSYCH';
  readonly kind = 'protocol';

  /**
   * @param what continues the sentence "YAML data refused in line 3: …"
   * @param line from 1; undefined for what was not read from text
   */
  constructor(
    readonly reason: PsychReason,
    what: string,
    readonly line?: number,
  ) {
    super(
      line === undefined ? `value refused by YAML: ${what}` : `YAML data refused in line ${line}: ${what}`,
      { remedy: remedyFor(reason, line) },
    );
  }
}

function remedyFor(reason: PsychReason, line: number | undefined): string {
  if (reason === 'bytes' || reason === 'elements' || reason === 'depth') return 'send less in one message';
  if (line === undefined) return 'use only nil, booleans, numbers, text, symbols, times, arrays and hashes';
  return 'find out which program sent it, and whether it speaks MCollective with the same serializer';
}
