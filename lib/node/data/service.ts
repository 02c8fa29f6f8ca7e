// Data plugin `service`: whether a system service runs (MCollective's service agent 3.2.0).
import { service as ddl } from '../../ddl/data/service';
import { readServiceStatus } from '../../probes/service_status';
import type { DataPlugin } from './data_plugin';

export const service: DataPlugin = {
  ddl,
  async query(name, { exec, paths }, signal) {
    const limits = { timeoutMs: ddl.metadata.timeout * 1000, signal };
    return { status: await readServiceStatus(exec, paths, name, limits) };
  },
};
