// Whether hosts have the same version of a package.

import type { Scene } from '../assertion/expect_of_hosts';
import { expectSame, expectSameAs, orAbsent } from '../assertion/expect_same';
import type { AskHosts } from '../assertion/readings';
import type { ClaimText } from '../language/claim';
import { parseSelection } from '../language/host_phrase';
import { askPackage } from './package';

const likeness = (name: string) => ({ subject: `version of ${name}`, show: String });

/** Hosts without the package are like none. Throws as expectSame does. */
export async function expectSamePackage(claim: ClaimText, name: string, scene: Scene): Promise<void> {
  await expectSame(claim, askVersion(name, claim), likeness(name), scene);
}

/** `other` are hosts, too: `the host web1`. Throws as expectSameAs does. */
export async function expectPackageAs(
  claim: ClaimText,
  name: string,
  other: string,
  scene: Scene,
): Promise<void> {
  await expectSameAs(claim, parseSelection(other), askVersion(name, claim), likeness(name), scene);
}

const askVersion = (name: string, claim: ClaimText): AskHosts<string> =>
  orAbsent(askPackage(name), ({ version }) => version, 'not installed', claim);
