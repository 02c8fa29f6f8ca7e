// How full hosts are, and how long they are up.
import { expectAnyDisk, expectDisk, expectInodes } from '../lib/checks/host/disks';
import { expectMemory, type MemoryKind, type Portion } from '../lib/checks/host/memory';
import { expectUptime } from '../lib/checks/host/uptime';
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// Memory or swap space, in percent or bytes. Free memory is what programs could get without swapping.
Then<FleetWorld>(
  '{claim} have {comparison} of {memory} {portion}',
  async function (claim: ClaimText, limit: ComparisonText, kind: MemoryKind, portion: Portion) {
    await expectMemory(claim, kind, portion, limit, this);
  },
);

// The file system that this path is on, in percent or bytes, as df has it.
Then<FleetWorld>(
  '{claim} have {comparison} of the file system {path} {portion}',
  async function (claim: ClaimText, limit: ComparisonText, path: string, portion: Portion) {
    await expectDisk(claim, path, portion, limit, this);
  },
);

// The inodes of that file system, in percent.
Then<FleetWorld>(
  '{claim} have {comparison} of the inodes of the file system {path} used',
  async function (claim: ClaimText, limit: ComparisonText, path: string) {
    await expectInodes(claim, path, limit, this);
  },
);

// Any file system at all; for "no host should have". One that cannot be read there makes it UNKNOWN.
Then<FleetWorld>(
  '{claim} have a file system {comparison} full',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectAnyDisk(claim, limit, this);
  },
);

// Time since the host was started.
Then<FleetWorld>('{claim} be up for {comparison}', async function (claim: ClaimText, limit: ComparisonText) {
  await expectUptime(claim, limit, this);
});
