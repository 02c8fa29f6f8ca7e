// Several fleetspecd on hosts of their own, with the iptables agent: the fleet most faults are tried on.

import { existsSync, rmSync } from 'node:fs';
import type { LabBroker } from './activemq';
import { startFleetspecd } from './fleetspecd';
import type { Lab } from './lab';
import type { LabNode } from './mcollectived';
import { LabNetwork } from './namespaces';
import { forwardTo } from './port_forward';
import { waitFor } from './wait_for';

export const FLEET = ['web1.lab', 'web2.lab', 'web3.lab'] as const;
/** This one's iptables takes half a second each time, and leaves a mark when it is called. */
export const SLOW = 'web3.lab';

export interface FirewallFleet {
  readonly nodes: ReadonlyMap<string, LabNode>;
  readonly network: LabNetwork;
  /** Forgets that the slow node has been asked. */
  forgetAsked(): void;
  /** Resolves once the slow node has been asked and is about to answer. */
  untilAsked(): Promise<unknown>;
}

/** All of class `role::web`; web3 answers late. */
export async function startFirewallFleet(lab: Lab, broker: LabBroker): Promise<FirewallFleet> {
  const hosts = FLEET.map(identity => identity.split('.')[0]!);
  const network = LabNetwork.create(lab, hosts);
  const seenByHosts = await forwardTo(lab, broker, network.gateway);
  const mark = lab.path('asked');
  const slow = lab.write('slow_iptables', `#!/bin/sh\ntouch ${mark}\nsleep 0.5\nexec iptables "$@"\n`, 0o755);
  const nodes = await Promise.all(
    FLEET.map((identity, index) =>
      startFleetspecd(
        lab,
        seenByHosts,
        {
          identity,
          classes: ['role::web'],
          ...(identity === SLOW ? { settings: { 'plugin.iptables.iptables': slow } } : {}),
        },
        { host: network.host(hosts[index]!) },
      ),
    ),
  );
  return {
    network,
    nodes: new Map(nodes.map(node => [node.identity, node])),
    forgetAsked: () => rmSync(mark, { force: true }),
    untilAsked: () => waitFor('the slow node to be asked', () => existsSync(mark)),
  };
}
