// Data plugin `agent`: what is known of a loaded agent (MCollective 2.12, Data::Agent_data).
import { DataQueryFailed } from '../errors';
import type { DataPlugin } from './data_plugin';
import { DATA_METADATA, outputTable, queryInput } from './plugin_parts';

export const agent: DataPlugin = {
  name: 'agent',
  description: 'Meta data about installed agents',
  metadata: DATA_METADATA,
  input: queryInput('Name of an agent', /^\w+$/, '(?-mix:^[\\w\\_]+$)', 20),
  outputs: outputTable({
    license: ['Agent license', 'License'],
    timeout: ['Agent timeout', 'Timeout'],
    description: ['Agent description', 'Description'],
    url: ['Agent url', 'Url'],
    version: ['Agent version', 'Version'],
    author: ['Agent author', 'Author'],
  }),
  query(name, { agents }) {
    const found = agents.get(name);
    if (!found) throw new DataQueryFailed(`No agent called ${name} found`);
    const { license, timeout, description, url, version, author } = found.metadata;
    return { license, timeout, description, url, version, author, agent: name };
  },
};
