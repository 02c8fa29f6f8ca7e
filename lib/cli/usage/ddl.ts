// fleetspec ddl: its metadata.
import type { CommandUsage } from '../command';

export const ddlUsage: CommandUsage = {
  name: 'ddl',
  summary: 'check or convert descriptions of plugins (DDLs)',
  description: `\`ddl check\` reads MCollective's .ddl files and Choria's JSON and says what is wrong with them.
\`ddl convert\` writes .ddl as JSON, or with --to ruby JSON as .ddl: one to standard output, several into a folder.
Nothing in a .ddl file is ever run: loops over lists, conditions and texts are understood, other Ruby is told by its line.
A name in place of a file (puppet, data/fact) is the DDL fleetspec itself has of that agent or data plugin.
Exit codes: 0 all could be read, 1 one could not.`,
  args: [
    { name: 'task', description: 'check or convert', required: true, values: ['check', 'convert'] },
    {
      name: 'files',
      description: 'files, or folders with such files at any depth',
      required: true,
      variadic: true,
    },
  ],
  options: [
    {
      flags: '--to <format>',
      description: 'convert to json or ruby',
      default: 'json',
      values: ['json', 'ruby'],
    },
    { flags: '-o, --output <path>', description: 'file to write, or the folder for several' },
    { flags: '-v, --verbose', description: 'say more, and show details of errors' },
  ],
  examples: [
    { line: 'fleetspec ddl check /usr/share/mcollective/plugins', does: 'what can be read of all plugins' },
    { line: 'fleetspec ddl convert service.ddl > service.json', does: 'the DDL of agent service as JSON' },
    {
      line: 'fleetspec ddl convert host --to ruby -o /usr/share/mcollective/plugins/mcollective/agent/host.ddl',
      does: 'tell mco of fleetspecd’s agent host',
    },
  ],
  faultExit: 1,
};
