// Who is in the pool of a load balancer.
import type { ClaimText } from '../lib/checks/language/claim';
import type { MembershipText } from '../lib/checks/pool/membership';
import { expectInPool } from '../lib/checks/pool/pools';
import { arranges } from '../support/arrangement';
import { Given, Then } from '../support/cucumber';
import type { FleetWorld } from '../support/world';

// How it shows that a host is in the pool; docs/checks/pool.md has all the ways to say it.
Given<FleetWorld>(
  'a host is in the pool {string} while {membership}',
  arranges(function (this: FleetWorld, pool: string, rule: MembershipText) {
    this.pools.define(pool, rule);
  }),
);

// Asks the hosts whether they are in the pool.
Then<FleetWorld>('{claim} be in the pool {string}', async function (claim: ClaimText, pool: string) {
  await expectInPool(claim, pool, this.pools, this);
});
