// fleetspec doctor: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, JSON_OPTION } from './shared_options';

export const doctorUsage: CommandUsage = {
  name: 'doctor',
  summary: 'look for what is wrong here, and say what to do about it',
  description: `Looks at Node.js, the configuration and who can read its secrets, each broker of the pool (name, TCP, TLS, login,
heart-beats, kind), who answers, keys, clocks, DDLs, what killed runs have left, and, where fleetspecd is configured,
its agents. It changes nothing. A line for each check, with what to do below a problem.
Exit codes: 0 no problem, 1 problems.`,
  args: [],
  options: [
    { flags: '--node', description: 'look at fleetspecd in any case' },
    { flags: '--offline', description: 'ask neither brokers nor nodes' },
    JSON_OPTION,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec doctor', does: 'everything' },
    {
      line: 'fleetspec doctor --json | jq \'.[] | select(.state == "problem")\'',
      does: 'problems, for programs',
    },
  ],
  faultExit: 1,
};
