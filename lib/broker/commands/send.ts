// SEND: a message to a topic, a queue, or the Statistics plugin (STOMP 1.2 "SEND").
import { type Address, parseAddress } from '../address';
import type { ClientSession } from '../client_session';
import { FrameRefused } from '../errors';
import { messageFromFrame } from '../message';
import type { CommandHandler } from './command_handler';

export const send: CommandHandler = (session, frame) => {
  const { destination, transaction } = frame.headers;
  if (destination === undefined) throw new FrameRefused('SEND received without a Destination specified!');
  const message = messageFromFrame(frame, {
    id: session.nextMessageId(),
    to: session.resolve(destination),
    replyTo: replyAddress(session, frame.headers['reply-to']),
    now: session.hub.options.clock.now(),
  });
  session.transactions.perform(transaction, message.size, () => session.hub.send(message));
  return undefined;
};

// What names no destination of ours is passed on as it is: it may mean something to the receiver.
function replyAddress(session: ClientSession, text: string | undefined): Address | undefined {
  if (text === undefined) return undefined;
  try {
    parseAddress(text);
  } catch {
    return undefined;
  }
  return session.resolve(text);
}
