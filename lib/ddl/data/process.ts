// Data plugin `process`: whether a process runs (MCollective's process agent 3.0.0; its names).
import { dataDdl, outputs, query } from './data_parts';

export const processData = dataDdl('process', {
  description: 'Whether a process runs whose command line matches a regex',
  timeout: 3,
  query: query('Regex, matched with the words of the command line and a space between them', 120, '^.+$'),
  outputs: outputs({ exists: ['Whether there is such a process', 'Exists'] }),
});
