// Packages of hosts: installed or not, and in which version; asked of MCollective's agent `package`.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { numberIn } from '../assertion/number_in';
import { type AskHosts, askAgent } from '../assertion/readings';
import { textIn } from '../assertion/text_in';
import type { ClaimText } from '../language/claim';
import { compareDebianVersions } from './debian_version';
import { compareRpmVersions } from './rpm_version';
import { parseVersionCondition, type VersionText } from './version_condition';

/** Of one host. */
export interface InstalledPackage {
  /** With its release; undefined when it is not installed. */
  readonly version: string | undefined;
  /** Below 0, 0 or above 0; undefined for a package manager whose order nobody here knows. */
  compare(wanted: string): number | undefined;
}

export const PACKAGE_AGENT = 'package';

const DEBIAN = /^(?:apt|aptitude|dpkg|deb)/;
const RPM = /^(?:yum|dnf|rpm|zypper|up2date|rug|urpmi|aptrpm)/;
const NOT_INSTALLED = ['absent', 'purged', 'uninstalled', 'not installed'];
// Of agents that fail for what is not there; others must not be taken for it.
const SAYS_ABSENT = /^(?:package is not present on the system|package \S+ is not installed)\.?$/i;

/** What the agent says of the package now. */
export function askPackage(name: string): AskHosts<InstalledPackage> {
  return askAgent({
    ...statusOf(name),
    read: readPackage,
    vague: `the answer does not say whether ${name} is installed`,
  });
}

const statusOf = (name: string) => ({
  agent: PACKAGE_AGENT,
  action: 'status',
  args: { package: name },
  isAnswer: (reply: Reply): boolean => reply.statuscode === 1 && readPackage(reply) !== undefined,
});

function readPackage(reply: Reply): InstalledPackage | undefined {
  const { data, statuscode, statusmsg } = reply;
  const ensure = textIn(data.ensure);
  const absent =
    ensure === undefined ? statuscode === 1 && SAYS_ABSENT.test(statusmsg) : NOT_INSTALLED.includes(ensure);
  if (absent) return { version: undefined, compare: () => undefined };
  if (ensure === undefined || statuscode !== 0) return undefined;
  return { version: ensure, compare: wanted => compare(reply, ensure, wanted) };
}

// What Puppet's providers say of a package whose version they do not know. As versions these would be high ones.
const NO_VERSION = ['held', 'installed', 'latest', 'present', 'true', 'unknown'];

// Puppet's providers for rpm tell the epoch besides.
function compare({ data }: Reply, version: string, wanted: string): number | undefined {
  if (NO_VERSION.includes(version)) return undefined;
  const provider = textIn(data.provider) ?? '';
  if (DEBIAN.test(provider)) return compareDebianVersions(version, wanted);
  if (!RPM.test(provider)) return undefined;
  const epoch = /^\d+:/.test(version) ? 0 : (numberIn(data.epoch) ?? 0);
  return compareRpmVersions(epoch > 0 ? `${epoch}:${version}` : version, wanted);
}

const show = ({ version }: InstalledPackage): string => version ?? 'not installed';

/** Throws as expectOfHosts does. */
export async function expectPackage(claim: ClaimText, name: string, scene: Scene): Promise<void> {
  const holds = ({ version }: InstalledPackage): boolean => version !== undefined;
  const expectation = { subject: `package ${name}`, expected: 'installed', holds, show };
  await expectOfHosts(claim, askPackage(name), expectation, scene);
}

/** A package that is not installed is in no version. Throws as expectOfHosts does. */
export async function expectPackageVersion(
  claim: ClaimText,
  name: string,
  text: VersionText,
  scene: Scene,
): Promise<void> {
  const condition = parseVersionCondition(text);
  const judge = (found: InstalledPackage): boolean | undefined =>
    found.version === undefined ? false : condition.holds(found.version, found.compare);
  const ask = askAgent({
    ...statusOf(name),
    read: reply => {
      const found = readPackage(reply);
      return found && judge(found) !== undefined ? found : undefined;
    },
    vague: reply => vagueness(name, readPackage(reply), reply),
  });
  await expectOfHosts(
    claim,
    ask,
    { subject: `package ${name}`, expected: condition.text, holds: found => judge(found) ?? false, show },
    scene,
  );
}

function vagueness(name: string, found: InstalledPackage | undefined, { data }: Reply): string {
  if (!found) return `the answer does not say in which version ${name} is installed`;
  if (found.version !== undefined && NO_VERSION.includes(found.version))
    return `the answer does not say in which version ${name} is installed`;
  const provider = textIn(data.provider);
  return `nobody knows the order of the versions of ${provider ?? 'its package manager, which it does not name'}`;
}
