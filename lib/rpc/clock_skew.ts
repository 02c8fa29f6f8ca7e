// How far a node's clock is from ours: the number one reason why nodes seem to be missing.
import type { ReplyMessage } from '../mcollective/message';
import type { Clock } from '../util/clock';

/** Node clock minus ours in whole seconds, seen from a reply that has just arrived (msgtime has no fraction). */
export function skewSeconds(message: Pick<ReplyMessage, 'msgtime'>, clock: Clock): number {
  return message.msgtime - Math.floor(clock.now() / 1000);
}
