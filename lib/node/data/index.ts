// Every data plugin of the product, by the name filters use. The order is that of inventories.
import { agent } from './agent';
import { collective } from './collective';
import type { DataPlugin } from './data_plugin';
import { fact } from './fact';
import { fstat } from './fstat';
import { nrpe } from './nrpe';
import { packageData } from './package';
import { processData } from './process';
import { puppet } from './puppet';
import { resource } from './resource';
import { service } from './service';
import { sysctl } from './sysctl';

export const DATA_PLUGINS: Readonly<Record<string, DataPlugin>> = {
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
