// Agent `nrpe`: checks configured for NRPE (MCollective's nrpe agent 3.1.0; its names and labels).
import { action, agentDdl, aggregate, optional, output, ownMetadata, text } from './ddl_parts';

export const nrpe = agentDdl(ownMetadata('nrpe', 'Runs checks of NRPE', 5), [
  action('runcommand', 'Run a NRPE command', {
    inputs: {
      command: text('Command', 'NRPE command to run', 50, '\\A[a-zA-Z0-9_-]+\\z'),
      args: optional(text('Arguments', 'NRPE arguments', 50, '.*')),
    },
    outputs: {
      output: output('Output from the plugin', 'Output', ''),
      exitcode: output('Exit code from the plugin', 'Exit Code', 3),
      perfdata: output('Performance data from the plugin', 'Performance Data', ''),
      command: output('Command that was run', 'Command', ''),
    },
    aggregates: [aggregate('nagios_states', 'exitcode')],
  }),
  action('runallcommands', 'Run all NRPE commands that are configured', {
    outputs: { commands: output('Exit code and output of each command', 'Commands') },
  }),
]);
