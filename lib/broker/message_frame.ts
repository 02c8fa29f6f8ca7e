// A message as the MESSAGE frame of one subscription (STOMP 1.2 "MESSAGE"; ActiveMQ's additional headers).
import { BadHeader } from '../stomp/errors';
import { makeHeaders, type StompFrame, type StompHeaders, type StompVersion } from '../stomp/frame';
import { encodeFrame } from '../stomp/frame_writer';
import { renderMap } from './map_message';
import type { Message } from './message';

/** How one subscriber sees messages. */
export interface View {
  readonly version: StompVersion;
  /** Its subscription id, if it gave one. */
  readonly subscription: string | undefined;
  readonly transformation: string | undefined;
  /** Value of the `ack` header, where there is one. */
  readonly ack: string | undefined;
  readonly redelivered: boolean;
  /** The client's own name for a destination: differs for its temporary ones. */
  localName(text: string): string;
}

export function messageFrame(message: Message, view: View): StompFrame {
  const headers = makeHeaders({
    destination: view.localName(message.to.text),
    'message-id': message.id,
  });
  if (view.subscription !== undefined) headers.subscription = view.subscription;
  if (view.ack !== undefined) headers.ack = view.ack;
  if (view.redelivered) headers.redelivered = 'true';
  Object.assign(headers, message.headers);
  if (message.replyTo) headers['reply-to'] = view.localName(message.replyTo.text);
  if (!message.map) return { command: 'MESSAGE', headers, body: message.body };
  const { text, transformation } = renderMap(message.map, view.transformation);
  headers.transformation = transformation;
  return { command: 'MESSAGE', headers, body: Buffer.from(text) };
}

/** The wire form; what the subscriber's version has no way to write is replaced rather than lost or injected. */
export function encodeForVersion(frame: StompFrame, version: StompVersion): Buffer {
  try {
    return encodeFrame(frame, version);
  } catch (error) {
    if (!(error instanceof BadHeader)) throw error;
    return encodeFrame({ ...frame, headers: withoutLineBreaks(frame.headers) }, version);
  }
}

function withoutLineBreaks(headers: StompHeaders): StompHeaders {
  const clean = makeHeaders();
  for (const name in headers) clean[name.replace(/[\r\n:]/g, '_')] = headers[name]!.replace(/[\r\n]+/g, ' ');
  return clean;
}
