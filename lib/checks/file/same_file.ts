// Whether hosts have the same content in a file.
import type { Scene } from '../assertion/expect_of_hosts';
import { expectSame, expectSameAs, orAbsent } from '../assertion/expect_same';
import type { AskHosts } from '../assertion/readings';
import type { ClaimText } from '../language/claim';
import { parseSelection } from '../language/host_phrase';
import { askFile, digestOf } from './file_status';

const likeness = (path: string) => ({ subject: `content of ${path}`, show: String });

/** Hosts without the file are like none. Throws as expectSame does. */
export async function expectSameFile(claim: ClaimText, path: string, scene: Scene): Promise<void> {
  await expectSame(claim, askContent(path, claim), likeness(path), scene);
}

/** `other` are hosts, too: `the host web1`. Throws as expectSameAs does. */
export async function expectFileAs(
  claim: ClaimText,
  path: string,
  other: string,
  scene: Scene,
): Promise<void> {
  await expectSameAs(claim, parseSelection(other), askContent(path, claim), likeness(path), scene);
}

// MD5 is what every agent has.
function askContent(path: string, claim: ClaimText): AskHosts<string> {
  const ask = askFile(path, reply => digestOf(reply, 'md5'), `hold the checksum of ${path}`);
  return orAbsent(ask, ({ here }) => here && `MD5 ${here}`, 'no such file', claim);
}
