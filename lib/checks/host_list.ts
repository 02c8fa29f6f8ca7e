// Host names as they are told in one sentence: the first few, and how many more.

/** `web1`, `web1 and web2`, `web1, web2 and 3 more`. */
export function foldHosts(hosts: readonly string[], shown = 2): string {
  if (hosts.length <= 1) return hosts[0] ?? 'no host';
  // "a, b and 1 more" is no shorter than naming it.
  if (hosts.length <= shown + 1) return `${hosts.slice(0, -1).join(', ')} and ${hosts[hosts.length - 1]}`;
  return `${hosts.slice(0, shown).join(', ')} and ${hosts.length - shown} more`;
}
