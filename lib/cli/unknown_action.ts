// A word that should have been an action of an agent and is none.
import { didYouMean } from '../util/did_you_mean';
import { BadValue } from './errors';

/** `words` that may have been meant for it, the likelier first. */
export function unknownAction(words: readonly string[], actions: readonly string[]): BadValue {
  const near = words.find(word => didYouMean(word, actions) !== undefined);
  const word = near ?? words[0] ?? '';
  const meant = near === undefined ? undefined : didYouMean(near, actions);
  return new BadValue('the action', word, meant === undefined ? actions.join(', ') : `${meant}, perhaps`);
}
