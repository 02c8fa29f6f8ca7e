// The fields somebody chose for Cacti, by name.
import { didYouMean } from '../util/did_you_mean';
import { UnknownField } from './errors';

/** All of `known` unless `choice` names some, separated by commas. Throws UnknownField. */
export function readFields(choice: string | undefined, known: readonly string[]): readonly string[] {
  if (choice === undefined) return known;
  return choice.split(',').map(word => {
    const field = word.trim();
    if (!known.includes(field)) throw new UnknownField(field, didYouMean(field, known));
    return field;
  });
}
