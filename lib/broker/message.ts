// A message inside the broker: a SEND frame made fit for delivery, or one of the broker's own.
import { EMPTY_BODY, makeHeaders, type StompFrame, type StompHeaders } from '../stomp/frame';
import type { Address } from './address';
import { FrameRefused } from './errors';
import type { MapEntry } from './map_message';

export interface Message {
  readonly id: string;
  /** Where it was sent; never of scope `own`. */
  readonly to: Address;
  /** Where answers should go, when `reply-to` names a destination. */
  readonly replyTo: Address | undefined;
  /** All headers that are passed on as they are. */
  readonly headers: StompHeaders;
  readonly body: Buffer;
  /** Of statistics: rendered for each consumer in the format it asked for. */
  readonly map: readonly MapEntry[] | undefined;
  /** Milliseconds since the epoch, 0 = never. */
  readonly expires: number;
  readonly arrivedAt: number;
  /** What it counts for in memory, bytes. */
  readonly size: number;
}

// Headers that the broker writes itself or that concern only the SEND.
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  ...['destination', 'content-length', 'receipt', 'transaction'],
  ...['message-id', 'subscription', 'redelivered', 'ack'],
]);

// Objects around headers and body; ActiveMQ counts 1024 for the same reason.
const FIXED_BYTES = 512;

export interface Origin {
  readonly id: string;
  readonly to: Address;
  readonly replyTo: Address | undefined;
  /** Wall clock, ms. */
  readonly now: number;
}

/** Throws FrameRefused when `expires` is not a number. */
export function messageFromFrame(frame: StompFrame, origin: Origin): Message {
  const headers = makeHeaders({ expires: '0', priority: '4', timestamp: String(origin.now) });
  for (const name in frame.headers) {
    if (!NOT_PASSED_ON.has(name)) headers[name] = frame.headers[name]!;
  }
  if (origin.replyTo) headers['reply-to'] = origin.replyTo.text;
  // The body is a view of what the socket read: what may be kept for long must not keep all of that.
  const body = origin.to.kind === 'queue' ? Buffer.from(frame.body) : frame.body;
  return makeMessage(origin, headers, body, undefined);
}

/** A message of the broker itself, with a map for a body. */
export function mapMessage(origin: Origin, extra: Record<string, string>, map: readonly MapEntry[]): Message {
  const headers = makeHeaders({ expires: '0', priority: '4', timestamp: String(origin.now), ...extra });
  return makeMessage(origin, headers, EMPTY_BODY, map);
}

export function isExpired(message: Message, now: number): boolean {
  return message.expires > 0 && message.expires <= now;
}

function makeMessage(
  origin: Origin,
  headers: StompHeaders,
  body: Buffer,
  map: readonly MapEntry[] | undefined,
): Message {
  const { id, to, replyTo, now } = origin;
  const expires = parseExpires(headers.expires!);
  return { id, to, replyTo, headers, body, map, expires, arrivedAt: now, size: sizeOf(headers, body) };
}

function parseExpires(text: string): number {
  if (!/^ *-?\d{1,16} *$/.test(text))
    throw new FrameRefused(`expires is not a number: [${text.slice(0, 40)}]`);
  return Math.max(0, Number(text));
}

function sizeOf(headers: StompHeaders, body: Buffer): number {
  let size = FIXED_BYTES + body.length;
  for (const name in headers) size += name.length + headers[name]!.length;
  return size;
}
