// Every data plugin of the product, by the name filters use. The order is that of inventories.
import { agent } from './agent';
import { collective } from './collective';
import type { DataPlugin } from './data_plugin';
import { fact } from './fact';
import { fstat } from './fstat';

export const DATA_PLUGINS: Readonly<Record<string, DataPlugin>> = {
  agent,
  collective,
  fact,
  fstat,
};
