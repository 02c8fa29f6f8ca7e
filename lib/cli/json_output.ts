// Replies as mco prints them with --json; the field names are MCollective's.
import type { CallResult, Plain, Reply } from '../rpc/reply';
import { textOfBytes } from './byte_text';

/** An array of replies, in lines for people and on one line for programs. */
export function repliesJson(
  { agent, action }: CallResult,
  replies: readonly Reply[],
  pretty: boolean,
): string {
  return toJson(
    replies.map(({ sender, statuscode, statusmsg, data }) => ({
      agent,
      action,
      sender,
      statuscode,
      statusmsg,
      data: jsonValue(data as Plain),
    })),
    pretty,
  );
}

export function toJson(value: unknown, pretty: boolean): string {
  return JSON.stringify(value, null, pretty ? 2 : undefined);
}

/** What JSON has no form for: times become ISO 8601, bytes text or else base64, and large integers strings. */
export function jsonValue(value: Plain): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (Buffer.isBuffer(value)) return textOfBytes(value) ?? value.toString('base64');
  if (Array.isArray(value)) return value.map(jsonValue);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonValue(item)]));
}
