// fleetspec inventory: its metadata.
import type { CommandUsage } from '../command';
import { AGENT_EXITS, AGENT_OPTIONS } from './agent_options';

export const inventoryUsage: CommandUsage = {
  name: 'inventory',
  summary: 'what a node is; reports and maps of the fleet',
  description: `With a node: its daemon, agents, data plugins, classes and facts. Without: a report with a line or a paged form for each
node that matches, or the collectives and who is in them.
A report file is YAML: \`format: "{identity} {facts.serial}"\`, or \`heading\`, \`body\` and \`page_length\`. Fields in braces are
identity, version, collectives, classes, agents, facts.NAME and, in a heading, time, page and nodes; {facts.os:<20} is
20 wide and left-aligned, > right, ^ centred.
${AGENT_EXITS}`,
  args: [{ name: 'node', description: 'identity of one node', required: false }],
  options: [
    { flags: '--format <line>', description: 'print this line for each node' },
    { flags: '--report <file>', description: 'print a report of this form' },
    { flags: '--lc, --list-collectives', description: 'collectives and how many nodes are in them' },
    { flags: '--map <file>', description: 'draw the collectives and their nodes: FILE.dot or FILE.svg' },
    ...AGENT_OPTIONS,
  ],
  examples: [
    { line: 'fleetspec inventory web1.example.net', does: 'everything about one node' },
    {
      line: 'fleetspec inventory --format "{identity:<30} {facts.operatingsystemrelease}" -C role::web',
      does: 'a line for each web server',
    },
    { line: 'fleetspec inventory --map fleet.svg', does: 'a picture of the collectives' },
  ],
  faultExit: 1,
};
