// Whether hosts have the same version of a package.

import type { Scene } from '../assertion/expect_of_hosts';
import { expectSame, expectSameAs } from '../assertion/expect_same';
import type { AskHosts } from '../assertion/readings';
import { type ClaimText, isDenial } from '../language/claim';
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

// That nobody has it is no agreement, and no difference either.
function askVersion(name: string, claim: ClaimText): AskHosts<string> {
  const ask = askPackage(name);
  return async (hosts, context) => {
    const { known, ...rest } = await ask(hosts, context);
    const versions = known.map(({ host, value }) => ({
      host,
      value: value.version ?? (isDenial(claim) ? 'not installed' : `not installed (${host})`),
    }));
    return { ...rest, known: versions };
  };
}
