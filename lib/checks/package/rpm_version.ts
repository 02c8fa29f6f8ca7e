// Order of rpm's versions `[EPOCH:]VERSION[-RELEASE]`, as rpm's own comparison (rpmvercmp) has it.
import { compareDigits } from './debian_version';

/** Below 0, 0 or above 0. A missing epoch is 0; where either has no release, releases do not count. */
export function compareRpmVersions(a: string, b: string): number {
  const [one, two] = [partsOf(a), partsOf(b)];
  const order = one.epoch - two.epoch || compareSegments(one.version, two.version);
  if (order !== 0 || one.release === undefined || two.release === undefined) return order;
  return compareSegments(one.release, two.release);
}

function partsOf(text: string): { epoch: number; version: string; release: string | undefined } {
  const [, epoch = '0', version = '', release] = /^(?:(\d+):)?(.*?)(?:-([^-]*))?$/s.exec(text) ?? [];
  return { epoch: Number(epoch), version, release };
}

// Runs of digits and runs of letters, what is between them only divides; `~` is before the end, `^` after it.
function compareSegments(a: string, b: string): number {
  const [one, two] = [segmentsOf(a), segmentsOf(b)];
  for (let i = 0; i < Math.max(one.length, two.length); i++) {
    const order = compareSegment(one[i], two[i]);
    if (order !== 0) return order;
  }
  return 0;
}

const segmentsOf = (text: string): string[] => text.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];

function compareSegment(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === '~' || b === '~') return a === '~' ? -1 : 1;
  // After the end, and before whatever goes on without it.
  if (a === '^' || b === '^') return (a === '^') === (b === undefined || a === undefined) ? 1 : -1;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [digitsA, digitsB] = [/^\d/.test(a), /^\d/.test(b)];
  if (digitsA !== digitsB) return digitsA ? 1 : -1;
  if (digitsA) return compareDigits(a, b);
  return a < b ? -1 : 1;
}
