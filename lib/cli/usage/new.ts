// fleetspec new: its metadata.
import type { CommandUsage } from '../command';

export const newUsage: CommandUsage = {
  name: 'new',
  summary: 'start a feature, a project with steps, or an agent',
  description: `\`new check NAME\` writes features/NAME.feature with one sentence of those \`fleetspec steps\` lists, and judges it as
\`fleetspec lint\` does. At a terminal it asks for what no option says. \`new project FOLDER\` writes features, a step in
TypeScript and a fleetspec.yaml to begin with. \`new agent NAME\` writes an agent for fleetspecd in TypeScript with its
DDL and a test into agents/, and says how to go on. Nothing that is there is overwritten.
Exit codes: 0 written, 1 not written, or lint has found errors in it.`,
  args: [
    {
      name: 'what',
      description: 'check, project or agent',
      required: true,
      values: ['check', 'project', 'agent'],
    },
    { name: 'name', description: 'name of the check or agent, or folder of the project', required: true },
  ],
  options: [
    { flags: '--about <words>', description: 'words of the sentence to start from: "load average"' },
    { flags: '--hosts <phrase>', description: 'hosts it is about: "with class role::web"' },
    { flags: '--limit <comparison>', description: 'limit it holds numbers against: "below 4"' },
    {
      flags: '--param <name=value>',
      description: 'a parameter <name> in place of this value in the sentence',
      repeat: true,
    },
    { flags: '--severity <state>', description: 'critical (the default) or warning' },
    { flags: '--folder <folder>', description: 'where it is written, default features or agents' },
    {
      flags: '--steps <folder>',
      description: 'steps of your own, default those above the working directory',
    },
    { flags: '-v, --verbose', description: 'say more, and show details of errors' },
  ],
  examples: [
    {
      line: 'fleetspec new check web_load --about "load average" --hosts "with class role::web" --limit "below 4" --param limit=4',
      does: 'features/web_load.feature with a parameter <limit>',
    },
    { line: 'fleetspec new project our_checks', does: 'a folder to begin with' },
    { line: 'fleetspec new agent backups', does: 'agents/backups.ts, its DDL and its test' },
  ],
  faultExit: 1,
};
