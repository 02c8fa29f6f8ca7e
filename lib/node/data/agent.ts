// Data plugin `agent`: what is known of a loaded agent (MCollective 2.12, Data::Agent_data).
import { agent as ddl } from '../../ddl/data/agent';
import { DataQueryFailed } from '../errors';
import type { DataPlugin } from './data_plugin';

export const agent: DataPlugin = {
  ddl,
  query(name, { agents }) {
    const found = agents.get(name);
    if (!found) throw new DataQueryFailed(`No agent called ${name} found`);
    const { license, timeout, description, url, version, author } = found.metadata;
    return { license, timeout, description, url, version, author, agent: name };
  },
};
