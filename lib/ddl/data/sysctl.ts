// Data plugin `sysctl`: a setting of the Linux kernel (MCollective's sysctl data plugin; its names).
import { dataDdl, outputs, query } from './data_parts';

export const sysctl = dataDdl('sysctl', {
  description: 'The value of a kernel setting',
  query: query('Name of a setting, as net.ipv4.ip_forward', 120, '^[a-zA-Z0-9_.\\-/]+$'),
  outputs: outputs({ value: ['Its value; nothing when there is no such setting', 'Value'] }),
});
