// Processes of hosts.
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import {
  expectProcess,
  expectProcesses,
  expectProcessMemory,
  expectZombies,
} from '../lib/checks/process/process';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// At least one process has this text, or a match of this regex, in its command line.
Then<FleetWorld>('{claim} run the process {pattern}', async function (claim: ClaimText, pattern: string) {
  await expectProcess(claim, pattern, this);
});

// So many processes match.
Then<FleetWorld>(
  '{claim} run {comparison} process(es) matching {pattern}',
  async function (claim: ClaimText, limit: ComparisonText, pattern: string) {
    await expectProcesses(claim, limit, pattern, this);
  },
);

// The matching processes together take so much memory (their resident size).
Then<FleetWorld>(
  '{claim} use {comparison} of memory for processes matching {pattern}',
  async function (claim: ClaimText, limit: ComparisonText, pattern: string) {
    await expectProcessMemory(claim, limit, pattern, this);
  },
);

// So many processes have ended and nobody has noticed.
Then<FleetWorld>(
  '{claim} have {comparison} zombie process(es)',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectZombies(claim, limit, this);
  },
);
