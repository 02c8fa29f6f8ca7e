// SUBSCRIBE (STOMP 1.2 "SUBSCRIBE"; selector, transformation and activemq.prefetchSize as ActiveMQ has them).
import type { StompHeaders } from '../../stomp/frame';
import type { Address } from '../address';
import type { ClientSession } from '../client_session';
import { FrameRefused } from '../errors';
import { parseSelector } from '../selector';
import { type AckMode, Subscription } from '../subscription';
import type { CommandHandler } from './command_handler';

export const subscribe: CommandHandler = (session, { headers }) => {
  const { id, selector, transformation } = headers;
  if (id === undefined && session.version !== '1.0') {
    throw new FrameRefused('SUBSCRIBE received without a subscription id!');
  }
  const options = {
    id,
    address: addressOf(session, headers.destination),
    selector: selector === undefined ? undefined : parseSelector(selector),
    ackMode: ackModeOf(headers.ack),
    prefetch: prefetchOf(headers, session.hub.limits.maxPrefetch),
    transformation,
    number: session.subscriptions.nextNumber(),
  };
  const subscription = new Subscription(options, session);
  session.hub.destinations.subscribe(subscription);
  session.subscriptions.add(subscription);
  // Stored messages follow the receipt.
  return () => session.serve(subscription);
};

function addressOf(session: ClientSession, destination: string | undefined): Address {
  if (!destination) throw new FrameRefused("Invalid empty or 'null' Destination header");
  const address = session.resolve(destination);
  if (address.scope === 'remote' && !session.temporaries.owns(address)) {
    throw new FrameRefused('A temporary destination can only be consumed by the connection that created it');
  }
  return address;
}

function ackModeOf(text: string | undefined): AckMode {
  return text === 'client' || text === 'client-individual' ? text : 'auto';
}

function prefetchOf(headers: StompHeaders, most: number): number {
  const text = headers['activemq.prefetchSize'];
  if (text === undefined) return most;
  if (!/^ *[1-9]\d{0,8} *$/.test(text)) {
    throw new FrameRefused(`activemq.prefetchSize must be a number above 0: [${text.slice(0, 40)}]`);
  }
  return Math.min(most, Number(text));
}
