// Validators of addresses and hosts (MCollective 2.12 and its plugins iptables and nettest).
import { isIP } from 'node:net';

/** As Ruby's IPAddr reads it: an address, or a network such as `10.0.0.0/8`. */
export function ipv4address(text: string): string | undefined {
  return isAddressOrNetwork(text, 4) ? undefined : 'value should be an ipv4 address';
}

/** The same, also in brackets. */
export function ipv6address(text: string): string | undefined {
  return isAddressOrNetwork(text, 6) ? undefined : 'value should be an ipv6 address';
}

/** One address of either family. */
export function ipaddress(text: string): string | undefined {
  return isPlainAddress(text) ? undefined : 'value should be an IP address';
}

const FQDN =
  /^(?:[a-zA-Z0-9_](?:[a-zA-Z0-9_-]*[a-zA-Z0-9_])?\.)*[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\.?$/;

/** A host name or an address. */
export function nettestFqdn(text: string): string | undefined {
  return isPlainAddress(text) || FQDN.test(text) ? undefined : 'value should be a host name or an IP address';
}

/** `host:port`, an IPv6 address in brackets. */
export function nettestServerAddress(text: string): string | undefined {
  const match = /^(?:\[([^[\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const [, v6, host = '', port] = match ?? [];
  const good = v6 === undefined ? nettestFqdn(host) === undefined : isIP(v6) === 6 && isPlainAddress(v6);
  return match && good && Number(port) > 0 && Number(port) < 65_536 ? undefined : 'value should be host:port';
}

// A zone (`fe80::1%eth0`) means something on one machine only.
const isPlainAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes('%');

function isAddressOrNetwork(text: string, family: 4 | 6): boolean {
  const [address = '', mask, ...rest] = text.split('/');
  const bare = family === 6 ? address.replace(/^\[(.*)\]$/, '$1') : address;
  if (rest.length > 0 || isIP(bare) !== family || (family === 4 && bare.includes('%'))) return false;
  return mask === undefined || isPrefix(mask, family) || (family === 4 && isNetmask(mask));
}

function isPrefix(mask: string, family: 4 | 6): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(mask) && Number(mask) <= (family === 4 ? 32 : 128);
}

function isNetmask(mask: string): boolean {
  if (isIP(mask) !== 4) return false;
  const bits = mask.split('.').map(part => Number(part).toString(2).padStart(8, '0'));
  return /^1*0*$/.test(bits.join(''));
}
