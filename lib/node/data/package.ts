// Data plugin `package`: whether a package is installed, and which version (MCollective's package agent 4.7.0).
import { packageData as ddl } from '../../ddl/data/package';
import { readPackageVersion } from '../../probes/package_version';
import type { DataPlugin } from './data_plugin';

export const packageData: DataPlugin = {
  ddl,
  async query(name, { exec, paths }, signal) {
    const limits = { timeoutMs: ddl.metadata.timeout * 1000, signal };
    const version = await readPackageVersion(exec, paths, name, limits);
    return { installed: version !== undefined, status: version ?? 'absent' };
  },
};
