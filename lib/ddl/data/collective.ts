// Data plugin `collective`: whether the node is in a collective (MCollective 2.12, Data::Collective_data).
import { dataDdl, outputs, query } from './data_parts';

export const collective = dataDdl('collective', {
  description: 'Collective membership',
  query: query('Name of a collective', 256, '.'),
  outputs: outputs({ member: ['Node is a member of the named collective', 'member'] }),
});
