// What apt, dnf and yum say of packages that could be installed or updated.

export interface AvailablePackage {
  readonly package: string;
  readonly version: string;
  readonly repo: string;
}

/** `apt-get --simulate dist-upgrade`; packages that would be new are no updates. As MCollective's agent reads it. */
export function parseAptUpdates(text: string): AvailablePackage[] {
  return rowsOf(text, line => /^Inst (\S+) \[[^\]]+\] \((\S+)\s([^)]+)\)/.exec(line));
}

/** `yum -q check-update` or `dnf -q check-update`; what only replaces others is no update. */
export function parseYumUpdates(text: string): AvailablePackage[] {
  const [updates = ''] = text.split(/^Obsoleting Packages/im);
  return rowsOf(updates.replace(/\n[ \t]+/g, ' '), line => /^(\S+\.\S+)\s+(\S*\d\S*)\s+(\S+)\s*$/.exec(line));
}

/** `apt-cache madison NAME`; sources are left out. */
export function parseMadison(text: string): AvailablePackage[] {
  return rowsOf(text, line => /^\s*(\S+) \|\s*(\S+) \|\s*(.*(?<! Sources))\s*$/.exec(line));
}

/** `yum -q list available NAME`: the same table under a heading. */
export function parseYumList(text: string): AvailablePackage[] {
  return parseYumUpdates(text);
}

/** `apt-cache policy NAME`: the version that would be installed; undefined when there is none of exactly that name. */
export function parseAptCandidate(text: string, name: string): string | undefined {
  const bare = name.replace(/:.*/, '');
  let current = '';
  for (const line of text.split('\n')) {
    if (/^\S.*:$/.test(line)) current = line.slice(0, -1);
    const candidate = /^ {2}Candidate: (\S+)/.exec(line)?.[1];
    if (candidate && candidate !== '(none)' && (current === name || current === bare)) return candidate;
  }
  return undefined;
}

function rowsOf(text: string, find: (line: string) => RegExpExecArray | null): AvailablePackage[] {
  return text.split('\n').flatMap(line => {
    const [, name, version, repo] = find(line) ?? [];
    return name && version && repo ? [{ package: name, version, repo }] : [];
  });
}
