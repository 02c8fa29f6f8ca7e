// UNSUBSCRIBE by id, or by destination in STOMP 1.0.
import { FrameRefused } from '../errors';
import type { CommandHandler } from './command_handler';

export const unsubscribe: CommandHandler = (session, { headers }) => {
  const { id, destination } = headers;
  if (id === undefined && session.version !== '1.0') {
    throw new FrameRefused('UNSUBSCRIBE received without a subscription id!');
  }
  if (id === undefined && destination === undefined) {
    throw new FrameRefused('Must specify the subscriptionId or the destination you are unsubscribing from');
  }
  const found =
    id === undefined
      ? session.subscriptions.find(
          ({ options }) => options.address.text === session.resolve(destination!).text,
        )
      : session.subscriptions.withId(id);
  if (!found) throw new FrameRefused('No subscription matched.');
  session.unsubscribe(found);
  return undefined;
};
