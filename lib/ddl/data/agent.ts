// Data plugin `agent`: what is known of a loaded agent (MCollective 2.12, Data::Agent_data).
import { dataDdl, outputs, query } from './data_parts';

export const agent = dataDdl('agent', {
  description: 'Meta data about installed agents',
  query: query('Name of an agent', 20, '^[\\w\\_]+$'),
  outputs: outputs({
    license: ['Agent license', 'License'],
    timeout: ['Agent timeout', 'Timeout'],
    description: ['Agent description', 'Description'],
    url: ['Agent url', 'Url'],
    version: ['Agent version', 'Version'],
    author: ['Agent author', 'Author'],
  }),
});
