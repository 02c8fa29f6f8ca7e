// Data plugin `nrpe`: the exit code of a Nagios check (MCollective's nrpe agent 3.1.0; its names).
import { dataDdl, outputs, query } from './data_parts';

export const nrpe = dataDdl('nrpe', {
  description: 'Runs a check that is configured for NRPE',
  timeout: 5,
  query: query('Name of an NRPE command', 20, '\\A[a-zA-Z0-9_-]+\\z'),
  outputs: outputs({ exitcode: ['0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN', 'Exit Code'] }),
});
