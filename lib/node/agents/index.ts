// Every agent of the product, by the name requests use. The order is that of the subscriptions.
import type { Agent } from '../agent';
import { discovery } from './discovery';
import { host } from './host';
import { iptables } from './iptables';
import { nrpe } from './nrpe';
import { puppet } from './puppet';
import { puppetd } from './puppetd';
import { rpcutil } from './rpcutil';

export const AGENTS: Readonly<Record<string, Agent>> = {
  discovery,
  rpcutil,
  host,
  iptables,
  nrpe,
  puppet,
  puppetd,
};
