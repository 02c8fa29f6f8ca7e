// Data plugin `service`: whether a system service runs (MCollective's service agent 3.2.0; its names).
import { dataDdl, outputs, query } from './data_parts';

export const service = dataDdl('service', {
  description: 'Whether a system service runs',
  timeout: 3,
  query: query('Name of a service', 90, { validator: 'service_name' }),
  outputs: outputs({ status: ['running or stopped', 'Service Status'] }),
});
