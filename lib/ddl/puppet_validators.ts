// Validators of MCollective's puppet agent 1.14, with its sentences. Each returns a complaint, undefined for good text.
import { isServerHost, parseServerAddress } from './server_address';
import { shellsafe } from './shellsafe';

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

/** `host`, `host:port`, an address, or `[v6]:port`. */
export function puppetServerAddress(text: string): string | undefined {
  const { host, port } = parseServerAddress(text);
  if (!isServerHost(host)) return `The hostname '${host}' is not a valid hostname`;
  if (port === undefined || /^\d+$/.test(port)) return undefined;
  return `The port '${port}' is not a valid puppet master port`;
}

/** `Type[name]`. */
export function puppetResource(text: string): string | undefined {
  return /^\w+\[[^\n]+\]$/.test(text) ? undefined : `'${text}' is not a valid resource name`;
}
