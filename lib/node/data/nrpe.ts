// Data plugin `nrpe`: the exit code of a check that is configured for NRPE (MCollective's nrpe agent 3.1.0).
import { nrpe as ddl } from '../../ddl/data/nrpe';
import { runNrpeCommand } from '../../probes/nrpe_command';
import { NRPE_SETTINGS } from '../../probes/nrpe_config';
import type { DataPlugin } from './data_plugin';

// A check that ignores SIGTERM is gone before the time of the query is over, so that there is an answer.
const LIMIT_MS = 3400;

export const nrpe: DataPlugin = {
  ddl,
  settings: NRPE_SETTINGS,
  async query(command, node, signal) {
    const { exitcode, output } = await runNrpeCommand(node, command, { timeoutMs: LIMIT_MS, signal });
    if (exitcode === 3) node.logger.info(`check ${command} is UNKNOWN: ${output.trim().slice(0, 200)}`);
    return { exitcode };
  },
};
