// fleetspec help: its metadata.
import type { CommandUsage } from '../command';

export const helpUsage: CommandUsage = {
  name: 'help',
  summary: 'show help for a command',
  description: 'Shows all commands, or the arguments, options and examples of one.',
  args: [{ name: 'command', description: 'command to explain', required: false }],
  options: [],
  examples: [{ line: 'fleetspec help rpc', does: 'everything about rpc' }],
  faultExit: 1,
};
