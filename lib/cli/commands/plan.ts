// fleetspec plan: a check that changes nothing and says what it would change.
import type { CommandRun } from '../command';
import { run as check } from './check';

export const run: CommandRun = (input, io) =>
  check({ ...input, options: { ...input.options, plan: true } }, io);
