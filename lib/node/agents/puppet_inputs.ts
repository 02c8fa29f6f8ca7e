// Checks of the puppet agent's inputs, with the sentences of MCollective's validators (puppet agent 1.14).
import { isIP } from 'node:net';

const UNSAFE = ['`', '$', ';', '|', '&&', '>', '<'];
const HOST_NAME = /^(?:[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/;

/** MCollective's `shellsafe`. No shell is used here; the rule stays what callers know. */
export function shellsafe(text: string): string | undefined {
  const found = UNSAFE.find(characters => text.includes(characters));
  return found === undefined ? undefined : `value should not have ${found} in it`;
}

/** A name Puppet takes: one letter, or letters, digits and underscores. */
export function puppetVariable(text: string): string | undefined {
  const good = text.length === 1 ? /^[a-zA-Z]$/ : /^[a-zA-Z0-9_]+$/;
  return good.test(text) ? undefined : (shellsafe(text) ?? `Invalid variable name '${text}' specified`);
}

/** A comma list of names joined by `::`. */
export function puppetTags(text: string): string | undefined {
  const parts = text.split(',').flatMap(tag => tag.split('::'));
  return shellsafe(text) ?? parts.map(puppetVariable).find(complaint => complaint !== undefined);
}

export interface ServerAddress {
  readonly host: string;
  readonly port: string | undefined;
}

/** `host`, `host:port`, an address, or `[v6]:port`. */
export function parseServerAddress(text: string): ServerAddress {
  if (isIP(text) === 6) return { host: text, port: undefined };
  const bracketed = /^\[([a-fA-F0-9:.]*)\](?::(.*))?$/.exec(text);
  if (bracketed) return { host: bracketed[1]!, port: bracketed[2] };
  const [host, port, ...rest] = text.split(':') as [string, ...string[]];
  return rest.length === 0 ? { host, port } : { host: text, port: undefined };
}

/** A complaint about a `host:port`, undefined when it is good. */
export function puppetServerAddress(text: string): string | undefined {
  const { host, port } = parseServerAddress(text);
  if (host.includes('%') || (isIP(host) === 0 && !HOST_NAME.test(host))) {
    return `The hostname '${host}' is not a valid hostname`;
  }
  if (port !== undefined && !/^\d+$/.test(port))
    return `The port '${port}' is not a valid puppet master port`;
  return undefined;
}
