// UNSUBSCRIBE by id, or by destination in STOMP 1.0.
import type { StompHeaders } from '../../stomp/frame';
import type { ClientSession } from '../client_session';
import { FrameRefused } from '../errors';
import type { Subscription } from '../subscription';
import type { CommandHandler } from './command_handler';

export const unsubscribe: CommandHandler = (session, { headers }) => {
  const subscription = named(session, headers);
  if (!subscription) throw new FrameRefused('No subscription matched.');
  session.unsubscribe(subscription);
  return undefined;
};

function named(session: ClientSession, { id, destination }: StompHeaders): Subscription | undefined {
  if (id !== undefined) return session.subscriptions.withId(id);
  if (session.version !== '1.0') {
    throw new FrameRefused('UNSUBSCRIBE received without a subscription id!');
  }
  if (destination === undefined) throw new FrameRefused('UNSUBSCRIBE needs an id or a destination');
  const { text } = session.resolve(destination);
  return session.subscriptions.find(({ options }) => options.address.text === text);
}
