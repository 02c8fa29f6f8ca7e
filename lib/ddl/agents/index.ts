// The DDLs of the agents fleetspec knows itself, by name: pure data. The node adds the code of the actions it has,
// clients read them as they are. Literal and synchronous: all of them together load in a millisecond.
import type { AgentDdl } from '../ddl';
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
import { shell } from './shell';

/** Some of them fleetspecd runs; the others are MCollective's, of fleets that have them. */
export const KNOWN_AGENTS: Readonly<Record<string, AgentDdl>> = {
  rpcutil,
  host,
  iptables,
  puppet,
  puppetd,
  filemgr,
  nettest,
  nrpe,
  package: packageAgent,
  process: processAgent,
  service,
  shell,
};
