// The DDLs of the data plugins fleetspec brings, by the name filters use: nodes add the code, clients know from them which
// outputs there are and how long a query may take. The order is that of inventories.
import type { DataDdl } from '../ddl';
import { agent } from './agent';
import { collective } from './collective';
import { fact } from './fact';
import { fstat } from './fstat';
import { nrpe } from './nrpe';
import { packageData } from './package';
import { processData } from './process';
import { puppet } from './puppet';
import { resource } from './resource';
import { service } from './service';
import { sysctl } from './sysctl';

export const KNOWN_DATA: Readonly<Record<string, DataDdl>> = {
  agent,
  collective,
  fact,
  fstat,
  nrpe,
  package: packageData,
  process: processData,
  puppet,
  resource,
  service,
  sysctl,
};
