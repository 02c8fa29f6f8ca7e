// Order of Debian versions `[EPOCH:]UPSTREAM[-REVISION]`, by section 5.6.12 of Debian's policy.

/** Below 0, 0 or above 0. A missing epoch is 0, and so is a missing revision. */
export function compareDebianVersions(a: string, b: string): number {
  const [one, two] = [partsOf(a), partsOf(b)];
  return (
    one.epoch - two.epoch ||
    compareParts(one.upstream, two.upstream) ||
    compareParts(one.revision, two.revision)
  );
}

function partsOf(version: string): { epoch: number; upstream: string; revision: string } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/s.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  if (dash === -1) return { epoch: Number(epoch), upstream: rest, revision: '' };
  return { epoch: Number(epoch), upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

// In turn: what is no digit, character by character, and digits as a number.
function compareParts(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left !== '' || right !== '') {
    const [wordA, wordB] = [/^\D*/.exec(left)![0], /^\D*/.exec(right)![0]];
    const words = compareWords(wordA, wordB);
    if (words !== 0) return words;
    [left, right] = [left.slice(wordA.length), right.slice(wordB.length)];
    const [digitsA, digitsB] = [/^\d*/.exec(left)![0], /^\d*/.exec(right)![0]];
    const digits = compareDigits(digitsA, digitsB);
    if (digits !== 0) return digits;
    [left, right] = [left.slice(digitsA.length), right.slice(digitsB.length)];
  }
  return 0;
}

function compareWords(a: string, b: string): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const order = rank(a[i]) - rank(b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

// `~` sorts before the end, that before letters, and those before all else.
function rank(character: string | undefined): number {
  if (character === undefined) return 0;
  if (character === '~') return -1;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}

/** Of any length. */
export function compareDigits(a: string, b: string): number {
  const [one, two] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (one.length !== two.length) return one.length - two.length;
  return one < two ? -1 : Number(one > two);
}
