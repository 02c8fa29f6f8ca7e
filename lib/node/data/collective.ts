// Data plugin `collective`: whether the node is in a collective (MCollective 2.12, Data::Collective_data).
import { collective as ddl } from '../../ddl/data/collective';
import type { DataPlugin } from './data_plugin';

export const collective: DataPlugin = {
  ddl,
  query: (name, { collectives }) => ({ member: collectives.includes(name) }),
};
