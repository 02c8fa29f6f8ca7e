// Data plugin `fact`: one value of structured facts by its path, `os.release.major` (MCollective 2.12, Data::Fact_data).
import { dataDdl, outputs, query } from './data_parts';

export const fact = dataDdl('fact', {
  description: 'Structured fact query',
  query: query('Path to a fact, eg network.eth0.address', 256, '.'),
  outputs: outputs({
    exists: ['Fact is present', 'exists'],
    value: ['Fact value', 'value'],
    value_encoding: ['Encoding of the fact value (text/plain or application/json)', 'value_encoding'],
  }),
});
