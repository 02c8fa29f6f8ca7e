// Files of hosts, and backups.
import { expectNewestAge, expectNewestSize } from '../lib/checks/file/backup';
import {
  expectFile,
  expectFileAge,
  expectFileDigest,
  expectFileMode,
  expectFileOwner,
  expectFileSize,
} from '../lib/checks/file/file';
import { expectFileAs, expectSameFile } from '../lib/checks/file/same_file';
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// There is such a file. With should not: there is none.
Then<FleetWorld>('{claim} have the file {path}', async function (claim: ClaimText, path: string) {
  await expectFile(claim, 'file', path, this);
});

// There is such a directory.
Then<FleetWorld>('{claim} have the directory {path}', async function (claim: ClaimText, path: string) {
  await expectFile(claim, 'directory', path, this);
});

// The file is that large. Of a file that is not there this is never true, nor are the sentences below.
Then<FleetWorld>(
  '{claim} have the file {path} with a size {comparison}',
  async function (claim: ClaimText, path: string, limit: ComparisonText) {
    await expectFileSize(claim, path, limit, this);
  },
);

// The file was written that long ago, by the clock of its host.
Then<FleetWorld>(
  '{claim} have the file/directory {path} modified {comparison} ago',
  async function (claim: ClaimText, path: string, limit: ComparisonText) {
    await expectFileAge(claim, path, limit, this);
  },
);

// The mode in octal digits.
Then<FleetWorld>(
  '{claim} have the file/directory {path} with mode {word}',
  async function (claim: ClaimText, path: string, mode: string) {
    await expectFileMode(claim, path, mode, this);
  },
);

// Whose it is, by number.
Then<FleetWorld>(
  '{claim} have the file/directory {path} owned by {owner}',
  async function (claim: ClaimText, path: string, owner: string) {
    await expectFileOwner(claim, path, owner, this);
  },
);

// The MD5 or, of fleetspecd, the SHA-256 of the content.
Then<FleetWorld>(
  '{claim} have the file {path} with checksum {word}',
  async function (claim: ClaimText, path: string, digest: string) {
    await expectFileDigest(claim, path, digest, this);
  },
);

// Whatever is in the file, it is the same on all of them; the odd ones out are named.
Then<FleetWorld>('{claim} have the same file {path}', async function (claim: ClaimText, path: string) {
  await expectSameFile(claim, path, this);
});

// The content is that of other hosts.
Then<FleetWorld>(
  '{claim} have the same file {path} as {selection}',
  async function (claim: ClaimText, path: string, other: string) {
    await expectFileAs(claim, path, other, this);
  },
);

// Of the files of a directory, the one written last: a backup that is made again and again under a new name.
Then<FleetWorld>(
  '{claim} have the newest file in {path} modified {comparison} ago',
  async function (claim: ClaimText, folder: string, limit: ComparisonText) {
    await expectNewestAge(claim, { folder }, limit, this);
  },
);

// The same, of the files whose name is this or matches a regex in slashes.
Then<FleetWorld>(
  '{claim} have the newest file in {path} matching {pattern} modified {comparison} ago',
  async function (claim: ClaimText, folder: string, pattern: string, limit: ComparisonText) {
    await expectNewestAge(claim, { folder, pattern }, limit, this);
  },
);

// The file written last is that large.
Then<FleetWorld>(
  '{claim} have the newest file in {path} with a size {comparison}',
  async function (claim: ClaimText, folder: string, limit: ComparisonText) {
    await expectNewestSize(claim, { folder }, limit, this);
  },
);

// The same, of the files whose name is this or matches a regex in slashes.
Then<FleetWorld>(
  '{claim} have the newest file in {path} matching {pattern} with a size {comparison}',
  async function (claim: ClaimText, folder: string, pattern: string, limit: ComparisonText) {
    await expectNewestSize(claim, { folder, pattern }, limit, this);
  },
);
