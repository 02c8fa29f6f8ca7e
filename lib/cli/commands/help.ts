// fleetspec help: all commands, or one of them explained.
import type { CommandRun } from '../command';
import { helpText, parseCommandLine } from '../program';
import { COMMANDS } from './index';

export const run: CommandRun = async ({ args: [name] }, { display }) => {
  // An unknown name is told as it would be when called.
  if (name !== undefined && !Object.hasOwn(COMMANDS, name))
    parseCommandLine([name], COMMANDS, display.columns);
  display.line(helpText(COMMANDS, display.columns, name));
  return 0;
};
