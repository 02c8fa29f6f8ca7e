// Data plugin `collective`: whether the node is in a collective (MCollective 2.12, Data::Collective_data).
import type { DataPlugin } from './data_plugin';
import { DATA_METADATA, outputTable, queryInput } from './plugin_parts';

export const collective: DataPlugin = {
  name: 'collective',
  description: 'Collective membership',
  metadata: DATA_METADATA,
  input: queryInput('Name of a collective', /[^\n]/, '(?-mix:.)', 256),
  outputs: outputTable({ member: ['Node is a member of the named collective', 'member'] }),
  query: (name, { collectives }) => ({ member: collectives.includes(name) }),
};
