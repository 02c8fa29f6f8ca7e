// ACK and NACK. A message is named by its id alone (1.0), with its subscription (1.1), or by the ack header (1.2).
import type { StompHeaders } from '../../stomp/frame';
import type { ClientSession } from '../client_session';
import { FrameRefused } from '../errors';
import type { Subscription } from '../subscription';
import type { CommandHandler } from './command_handler';

interface Acknowledged {
  readonly subscription: Subscription;
  readonly messageId: string;
}

export const ack: CommandHandler = (session, { headers }) => {
  const { subscription, messageId } = acknowledged(session, headers, 'ACK');
  session.transactions.perform(headers.transaction, 0, () => subscription.acknowledge(messageId));
  return undefined;
};

export const nack: CommandHandler = (session, { headers }) => {
  if (session.version === '1.0') throw new FrameRefused('NACK received but connection is in v1.0 mode.');
  const { subscription, messageId } = acknowledged(session, headers, 'NACK');
  session.transactions.perform(headers.transaction, 0, () => subscription.reject(messageId));
  return undefined;
};

function acknowledged(session: ClientSession, headers: StompHeaders, command: string): Acknowledged {
  const found =
    session.version === '1.2' ? byAckId(session, headers, command) : byMessageId(session, headers, command);
  if (found?.subscription.awaits(found.messageId)) return found;
  const named = found?.messageId ?? headers['message-id'] ?? headers.id;
  throw new FrameRefused(`Unexpected ${command} received for message-id [${named ?? 'null'}]`);
}

// The ack header we wrote: number of the subscription, colon, message id.
function byAckId(session: ClientSession, headers: StompHeaders, command: string): Acknowledged | undefined {
  const { id } = headers;
  if (id === undefined) throw new FrameRefused(`${command} received without a ack id for acknowledge!`);
  const [, number, messageId] = /^(\d+):(.*)$/s.exec(id) ?? [];
  const subscription = session.subscriptions.withNumber(Number(number));
  return subscription && { subscription, messageId: messageId! };
}

function byMessageId(
  session: ClientSession,
  headers: StompHeaders,
  command: string,
): Acknowledged | undefined {
  const messageId = headers['message-id'];
  if (messageId === undefined) {
    throw new FrameRefused(`${command} received without a message-id to acknowledge!`);
  }
  const subscription = namedSubscription(session, headers, command, messageId);
  return subscription && { subscription, messageId };
}

function namedSubscription(
  session: ClientSession,
  headers: StompHeaders,
  command: string,
  messageId: string,
): Subscription | undefined {
  if (headers.subscription !== undefined) return session.subscriptions.withId(headers.subscription);
  if (session.version === '1.0') return session.subscriptions.find(each => each.awaits(messageId));
  throw new FrameRefused(`${command} received without a subscription id for acknowledge!`);
}
