// Packages of hosts.
import type { ClaimText } from '../lib/checks/language/claim';
import type { ComparisonText } from '../lib/checks/language/comparison';
import { expectPackage, expectPackageVersion } from '../lib/checks/package/package';
import { expectUpdates } from '../lib/checks/package/package_updates';
import { expectPackageAs, expectSamePackage } from '../lib/checks/package/same_package';
import type { VersionText } from '../lib/checks/package/version_condition';
import { Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// The package is installed, in whatever version. With should not: it is not.
Then<FleetWorld>(
  '{claim} have the package {word} installed',
  async function (claim: ClaimText, name: string) {
    await expectPackage(claim, name, this);
  },
);

// The package is installed in such a version, by the rules of dpkg or rpm.
Then<FleetWorld>(
  '{claim} have the package {word} in version {version}',
  async function (claim: ClaimText, name: string, version: VersionText) {
    await expectPackageVersion(claim, name, version, this);
  },
);

// Whichever version it is, it is the same on all of them; the odd ones out are named.
Then<FleetWorld>(
  '{claim} have the same version of the package {word}',
  async function (claim: ClaimText, name: string) {
    await expectSamePackage(claim, name, this);
  },
);

// The version is that of other hosts.
Then<FleetWorld>(
  '{claim} have the same version of the package {word} as {selection}',
  async function (claim: ClaimText, name: string, other: string) {
    await expectPackageAs(claim, name, other, this);
  },
);

// So many packages could be updated, as far as the package manager knows there.
Then<FleetWorld>(
  '{claim} have {comparison} outstanding update(s)',
  async function (claim: ClaimText, limit: ComparisonText) {
    await expectUpdates(claim, limit, this);
  },
);
