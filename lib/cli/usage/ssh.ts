// fleetspec ssh: its metadata.
import type { CommandUsage } from '../command';
import { CONFIG_OPTIONS, DISCOVERY_OPTIONS } from './shared_options';

export const sshUsage: CommandUsage = {
  name: 'ssh',
  summary: 'log in to a node that is found by a filter',
  description: `Finds the nodes that match and runs ssh to the one; of several it shows a numbered list to pick from. Words behind the
options are the command that ssh runs there; standard input is theirs, unless --nodes - or --dm stdin says that names of
nodes stand in it. With --one any of them will do. Who you are there and how is the matter of ssh and its configuration.
Exit codes: those of ssh; 1 nobody matched, nothing was picked, or a fault.`,
  args: [
    { name: 'command', description: 'to run there instead of a shell', required: false, variadic: true },
  ],
  options: [
    { flags: '-l, --login <user>', description: 'who to be there' },
    { flags: '--print', description: 'print the command and do not run it' },
    ...DISCOVERY_OPTIONS,
    ...CONFIG_OPTIONS,
  ],
  examples: [
    {
      line: 'fleetspec ssh -W "environment=development customer=acme mysql::master"',
      does: 'the database master of a customer',
    },
    { line: 'fleetspec ssh -C role::puppetmaster -- uptime', does: 'run a command there' },
  ],
  faultExit: 1,
};
