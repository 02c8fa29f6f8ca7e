// fleetspec pgrep: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS, AGENT_OPTIONS } from './agent_options';

export const pgrepUsage: CommandUsage = {
  name: 'pgrep',
  summary: 'find processes over the fleet',
  description: `Lists the processes whose command line matches a regex, host by host, with totals of hosts, processes and memory.
Zombies stand in [brackets]. Columns: PID, USER, VSZ, RSS, STATE, TTY, COMMAND.
${AGENT_EXITS}`,
  args: [
    { name: 'pattern', description: 'regex on the command line, default every process', required: false },
  ],
  options: [
    { flags: '-z, --zombies', description: 'only zombies' },
    { flags: '-u, --user <user>', description: 'only processes of this user' },
    { flags: '--fields <list>', description: 'columns, default PID,USER,VSZ,COMMAND' },
    { flags: '--totals', description: 'only the totals' },
    ...AGENT_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec pgrep java -C role::app', does: 'Java on the application servers' },
    { line: 'fleetspec pgrep -z', does: 'every zombie of the fleet' },
  ],
  faultExit: 1,
};
