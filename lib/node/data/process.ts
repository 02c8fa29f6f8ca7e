// Data plugin `process`: whether a process runs whose command line matches a regex (MCollective's process agent 3.0.0).
import { processData as ddl } from '../../ddl/data/process';
import { readCommandLines } from '../../probes/command_lines';
import { RubyRegex, StepBudget } from '../../regex/program';
import type { DataPlugin } from './data_plugin';

// A sixth of a second of work, which many long command lines may take.
const MAX_STEPS = 3_000_000;

export const processData: DataPlugin = {
  ddl,
  async query(pattern, { paths }, signal) {
    const regex = RubyRegex.compile(pattern);
    const budget = new StepBudget(MAX_STEPS);
    for await (const line of readCommandLines(paths)) {
      signal.throwIfAborted();
      if (regex.test(line, budget)) return { exists: true };
    }
    return { exists: false };
  },
};
