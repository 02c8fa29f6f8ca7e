// Whether hosts let the traffic of an address in: MCollective's agent `iptables`, action `isblocked`.
import type { Reply } from '../../rpc/reply';
import { expectOfHosts, type Scene } from '../assertion/expect_of_hosts';
import { flagIn } from '../assertion/flag_in';
import { type AskHosts, askAgent } from '../assertion/readings';
import type { ClaimText } from '../language/claim';

export type Traffic = 'blocked' | 'unblocked';

export const FIREWALL_AGENT = 'iptables';

/** Undefined when the reply does not say. */
export function trafficOf({ data }: Pick<Reply, 'data'>): Traffic | undefined {
  const blocked = flagIn(data.blocked);
  if (blocked === undefined) return undefined;
  return blocked ? 'blocked' : 'unblocked';
}

export function askTraffic(address: string): AskHosts<Traffic> {
  return askAgent({
    agent: FIREWALL_AGENT,
    action: 'isblocked',
    args: { ipaddr: address },
    read: trafficOf,
    vague: 'the answer does not say whether it is blocked',
  });
}

/** The hosts block it. Throws as expectOfHosts does. */
export async function expectBlocked(claim: ClaimText, address: string, scene: Scene): Promise<void> {
  await expectOfHosts(
    claim,
    askTraffic(address),
    {
      subject: `traffic from ${address}`,
      expected: 'blocked',
      holds: state => state === 'blocked',
      show: String,
    },
    scene,
  );
}
