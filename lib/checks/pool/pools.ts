// Pools that sentences speak of by name, and who is in them.
import { didYouMean } from '../../util/did_you_mean';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import type { AskHosts } from '../assertion/readings';
import { BadSentence } from '../errors';
import type { ClaimText } from '../language/claim';
import { type AddressBook, type Member, type MembershipText, parseMembership } from './membership';

export class Pools {
  readonly #rules = new Map<string, MembershipText>();

  /** `known` are pools of the configuration: name → rule. */
  constructor(known: Readonly<Record<string, MembershipText>> = {}) {
    for (const [pool, rule] of Object.entries(known)) this.define(pool, rule);
  }

  /** `while` as `traffic from the load balancer is unblocked`; replaces what was said of the pool before. */
  define(pool: string, rule: MembershipText): void {
    this.#rules.set(normal(pool), rule);
  }

  /** Throws BadSentence, also for a pool nobody has described. */
  ask(pool: string, devices: AddressBook): AskHosts<Member> {
    const rule = this.#rules.get(normal(pool));
    if (rule !== undefined) return parseMembership(rule, devices);
    const near = didYouMean(normal(pool), this.#rules.keys());
    throw new BadSentence(
      `nobody has said who is in the pool "${pool}"${near ? ` (did you mean "${near}"?)` : ''}`,
      `add the step "Given a host is in the pool "${pool}" while traffic from the load balancer is unblocked", or the pool to checks.pools of the configuration`,
    );
  }
}

const normal = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();

/** Throws as expectOfHosts does, and what Pools.ask throws. */
export async function expectInPool(
  claim: ClaimText,
  pool: string,
  pools: Pools,
  scene: Scene & { readonly devices: AddressBook },
): Promise<void> {
  await expectOfHosts(
    claim,
    pools.ask(pool, scene.devices),
    {
      subject: `pool ${pool}`,
      expected: 'in it',
      holds: ({ isIn }) => isIn,
      show: ({ isIn, why }) => `${isIn ? 'in' : 'out'}: ${why}`,
    },
    scene,
  );
}
