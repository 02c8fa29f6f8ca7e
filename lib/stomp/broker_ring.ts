// The pool of brokers as MCollective walks it: a ring whose head is tried next.
import type { BrokerAddress } from './broker_address';

export class BrokerRing {
  private readonly ring: BrokerAddress[];

  constructor(pool: readonly BrokerAddress[]) {
    this.ring = [...pool];
  }

  get head(): BrokerAddress | undefined {
    return this.ring[0];
  }

  get size(): number {
    return this.ring.length;
  }

  /** Moves a failed broker to the tail, if it is the head. */
  fail(broker: BrokerAddress): void {
    if (this.ring[0] === broker) this.ring.push(this.ring.shift()!);
  }

  /**
   * Removes a broker that refused the login for good, and those that would be given the same login: trying on
   * locks accounts.
   */
  refuse({ user, password }: BrokerAddress): void {
    const others = this.ring.filter(other => other.user !== user || other.password !== password);
    this.ring.splice(0, this.ring.length, ...others);
  }
}

/** A copy in random order (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [result[i], result[other]] = [result[other]!, result[i]!];
  }
  return result;
}
