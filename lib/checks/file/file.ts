// Files of hosts: there or not, how large, how old, whose, with which mode and content.
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { measureHosts } from '../assertion/measure_hosts';
import { type AskHosts, mapReadings, type Readings } from '../assertion/readings';
import type { CheckContext } from '../check_context';
import { BadSentence } from '../errors';
import type { Claim, ClaimText } from '../language/claim';
import { type Comparison, type ComparisonText, parseComparison, requireKind } from '../language/comparison';
import { showBytes } from '../show_bytes';
import { showSeconds } from '../show_seconds';
import { ageOf, askFile, digestOf, modeOf, ownerOf, type Present, sizeOf, typeOf } from './file_status';

const ABSENT = 'no such file';

interface Aspect<T> {
  readonly subject: string;
  readonly expected: string;
  readonly ask: AskHosts<Present<T>>;
  holds(value: T): boolean;
  show(value: T): string;
  measure?(readings: Readings<Present<T>>, claim: Claim): void;
}

// What is said of a file is not true of one that is not there.
async function expectAspect<T>(claim: ClaimText, { ask, holds, show, ...aspect }: Aspect<T>, scene: Scene) {
  await expectOfHosts(
    claim,
    ask,
    {
      ...aspect,
      holds: ({ here }) => here !== undefined && holds(here),
      show: ({ here }) => (here === undefined ? ABSENT : show(here)),
    },
    scene,
  );
}

/** There is such a file, or directory. Throws as expectOfHosts does. */
export async function expectFile(
  claim: ClaimText,
  kind: 'file' | 'directory',
  path: string,
  scene: Scene,
): Promise<void> {
  const aspect: Aspect<string> = {
    subject: `${kind} ${path}`,
    expected: 'present',
    ask: askFile(path, typeOf, `say what ${path} is`),
    // MCollective tells of a link itself, not of what it leads to, but only if that is there.
    holds: type => type === kind || type === 'symlink',
    show: type => (type === kind || type === 'symlink' ? 'present' : `a ${type}`),
  };
  await expectAspect(claim, aspect, scene);
}

/** Throws as expectOfHosts does. */
export async function expectFileSize(
  claim: ClaimText,
  path: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'bytes', 'the size of a file');
  await expectAspect(claim, sizeAspect(path, comparison, scene.run), scene);
}

function sizeAspect(path: string, comparison: Comparison, run: CheckContext): Aspect<number> {
  return {
    subject: `size of ${path}`,
    expected: comparison.text,
    ask: askFile(path, sizeOf, `tell the size of ${path}`),
    holds: comparison.holds,
    show: showBytes,
    measure: ofPresent(measureHosts('file_size', comparison, run, 'bytes')),
  };
}

/** Modified so long ago, by the clock of the host. Throws as expectOfHosts does. */
export async function expectFileAge(
  claim: ClaimText,
  path: string,
  limit: ComparisonText,
  scene: Scene,
): Promise<void> {
  const comparison = requireKind(parseComparison(limit), 'seconds', 'the age of a file');
  const aspect: Aspect<number> = {
    subject: `age of ${path}`,
    expected: comparison.text,
    ask: askFile(
      path,
      reply => ageOf(reply, scene.run),
      `tell when ${path} was modified, or that is still to come`,
    ),
    holds: comparison.holds,
    show: showSeconds,
    measure: ofPresent(measureHosts('file_age', comparison, scene.run, 'seconds')),
  };
  await expectAspect(claim, aspect, scene);
}

/** `0644`, or without the zero. Throws as expectOfHosts does, and BadSentence. */
export async function expectFileMode(
  claim: ClaimText,
  path: string,
  mode: string,
  scene: Scene,
): Promise<void> {
  if (!/^[0-7]{3,4}$/.test(mode))
    throw new BadSentence(`"${mode}" is no mode of a file`, 'write it in octal digits, like 0644');
  const wanted = mode.padStart(4, '0');
  const ask = askFile(path, modeOf, `tell the mode of ${path}`);
  const holds = (found: string): boolean => found === wanted;
  await expectAspect(
    claim,
    { subject: `mode of ${path}`, expected: wanted, ask, holds, show: String },
    scene,
  );
}

/** `root`, `uid 1000`, `gid 33`, `uid 0 and gid 33`. Throws as expectOfHosts does. */
export async function expectFileOwner(
  claim: ClaimText,
  path: string,
  owner: string,
  scene: Scene,
): Promise<void> {
  const wanted = { uid: owner === 'root' ? 0 : numberAfter('uid', owner), gid: numberAfter('gid', owner) };
  const kinds = (['uid', 'gid'] as const).filter(kind => wanted[kind] !== undefined);
  const words = kinds.map(kind => `${kind} ${wanted[kind]}`).join(' and ');
  const aspect: Aspect<string> = {
    subject: `owner of ${path}`,
    expected: words,
    ask: askFile(path, reply => ownerOf(reply, kinds), `tell whose ${path} is`),
    holds: found => found === words,
    show: String,
  };
  await expectAspect(claim, aspect, scene);
}

function numberAfter(word: string, text: string): number | undefined {
  const digits = new RegExp(`\\b${word} (\\d+)`).exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** MD5 of 32 or SHA-256 of 64 hexadecimal digits. Throws as expectOfHosts does, and BadSentence. */
export async function expectFileDigest(
  claim: ClaimText,
  path: string,
  digest: string,
  scene: Scene,
): Promise<void> {
  const wanted = digest.toLowerCase();
  const kind = /^[0-9a-f]{64}$/.test(wanted) ? 'sha256' : 'md5';
  if (kind === 'md5' && !/^[0-9a-f]{32}$/.test(wanted))
    throw new BadSentence(
      `"${digest}" is no checksum`,
      'write the 32 hexadecimal digits of an MD5, or the 64 of a SHA-256',
    );
  const aspect: Aspect<string> = {
    subject: `${kind} of ${path}`,
    expected: wanted,
    ask: askFile(path, reply => digestOf(reply, kind), `hold the ${kind} of ${path}`),
    holds: found => found === wanted,
    show: String,
  };
  await expectAspect(claim, aspect, scene);
}

// Numbers of the files that are there.
function ofPresent(measure: (readings: Readings<number>, claim: Claim) => void) {
  return (readings: Readings<Present<number>>, claim: Claim): void =>
    measure(
      mapReadings(readings, ({ here }) => here),
      claim,
    );
}
