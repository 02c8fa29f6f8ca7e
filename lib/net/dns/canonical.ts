// Names and addresses as they are compared: without regard to case, final dots and ways of writing an IPv6 address.
import { isIP, isIPv6 } from 'node:net';

export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

export function canonicalAddress(address: string): string {
  if (!isIPv6(address) || address.includes('%')) return address;
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** Of a name or an address, whichever it is. */
export function canonical(text: string): string {
  return isIP(text) ? canonicalAddress(text) : canonicalName(text);
}

/** The name whose PTR records belong to an address. */
export function reverseName(address: string): string {
  if (!isIPv6(address)) return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
  const nibbles = groupsOf(canonicalAddress(address)).map(group => group.padStart(4, '0'));
  return `${nibbles.join('').split('').reverse().join('.')}.ip6.arpa`;
}

function groupsOf(address: string): string[] {
  const [head = '', tail] = address.split('::');
  const parts = (text: string): string[] => (text === '' ? [] : text.split(':'));
  if (tail === undefined) return parts(head);
  const [before, behind] = [parts(head), parts(tail)];
  return [...before, ...new Array<string>(8 - before.length - behind.length).fill('0'), ...behind];
}
