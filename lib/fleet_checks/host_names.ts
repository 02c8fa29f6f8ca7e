// Names of hosts in a line of limited length.

/** `web1 web2 … and 3 more`: as many as fit into `bytes`. Names of nodes are ASCII. */
export function hostNames(hosts: readonly string[], { bytes = 450, separator = ' ' } = {}): string {
  let shown = 0;
  let length = 0;
  while (shown < hosts.length && length + hosts[shown]!.length <= bytes) {
    length += hosts[shown]!.length + separator.length;
    shown += 1;
  }
  if (shown === 0 && hosts.length > 0) return `${hosts.length} hosts`;
  const names = hosts.slice(0, shown).join(separator);
  return shown === hosts.length ? names : `${names} and ${hosts.length - shown} more`;
}

/** The first few, for line 1. */
export function fewHosts(hosts: readonly string[]): string {
  return hostNames(hosts, { bytes: 60, separator: ', ' });
}
