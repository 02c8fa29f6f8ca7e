// Data plugin `package`: which version of a package is installed (MCollective's package agent 4.7.0; its names).
import { dataDdl, outputs, query } from './data_parts';

export const packageData = dataDdl('package', {
  description: 'Whether a package is installed, and which version',
  timeout: 3,
  query: query('Name of a package', 90, { validator: 'package_name' }),
  outputs: outputs({
    installed: ['Whether it is installed', 'Installed'],
    status: ['Its version, or absent', 'Status'],
  }),
});
