// A broker as one word: `host`, `host:port`, `[2001:db8::1]:61613`.
import type { BrokerSettings } from './settings';

/** Undefined when the text is none of these. */
export function parseBrokerName(text: string): BrokerSettings | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(text.trim());
  if (!match) return undefined;
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  return { host: match[1] ?? match[2]!, ...(port === undefined ? {} : { port }) };
}
