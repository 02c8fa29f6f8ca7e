// Every agent of the product, by the name requests use. The order is that of the subscriptions.
import type { Agent } from '../agent';
import { discovery } from './discovery';
import { filemgr } from './filemgr';
import { host } from './host';
import { iptables } from './iptables';
import { nettest } from './nettest';
import { nrpe } from './nrpe';
import { packageAgent } from './package';
import { processAgent } from './process';
import { puppet } from './puppet';
import { puppetd } from './puppetd';
import { rpcutil } from './rpcutil';
import { service } from './service';

export const AGENTS: Readonly<Record<string, Agent>> = {
  discovery,
  rpcutil,
  host,
  iptables,
  nrpe,
  puppet,
  puppetd,
  process: processAgent,
  filemgr,
  nettest,
  package: packageAgent,
  service,
};
