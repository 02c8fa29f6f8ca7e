// The one error of the Marshal codec: what was wrong, and where in the bytes.
import { FleetspecError } from '../errors';

/**
 * Stable word for what was wrong: `truncated` data ends early, `header` not Marshal 4.8, `type` a type that is never
 * accepted (objects, classes, modules, structs …), `length` a negative or impossible length, `link` a link to nothing,
 * `cycle` a link to a container that holds it, `depth`, `elements` and `bytes` the limits, `text` bytes that are
 * no text where a name must be, `number` a bad float or bignum, `time` a bad Time, `trailing` bytes after the value,
 * `value` (writer, toPlain, fromPlain) something that has no Ruby form.
 */
export type MarshalReason =
  | 'truncated'
  | 'header'
  | 'type'
  | 'length'
  | 'link'
  | 'cycle'
  | 'depth'
  | 'elements'
  | 'bytes'
  | 'text'
  | 'number'
  | 'time'
  | 'trailing'
  | 'value';

/** Marshal data that was refused, or a value that cannot be written. */
export class MarshalError extends FleetspecError {
  readonly code = 'E_MARSHAL';
  readonly kind = 'protocol';

  /**
   * @param what continues the sentence "Marshal data refused at byte 17: …"
   * @param offset byte position in the data read; undefined for what was not read from bytes
   */
  constructor(
    readonly reason: MarshalReason,
    what: string,
    readonly offset?: number,
  ) {
    super(
      offset === undefined
        ? `value refused by Marshal: ${what}`
        : `Marshal data refused at byte ${offset}: ${what}`,
      { remedy: remedyFor(reason, offset) },
    );
  }
}

function remedyFor(reason: MarshalReason, offset: number | undefined): string {
  if (reason === 'bytes' || reason === 'elements' || reason === 'depth') return 'send less in one message';
  if (offset === undefined) return 'use only nil, booleans, numbers, text, symbols, times, arrays and hashes';
  return 'find out which program sent it, and whether it speaks MCollective with the same security plugin';
}
