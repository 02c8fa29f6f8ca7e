// fleetspec puppet: Puppet on many nodes, seen and steered.
import type { CommandRun } from '../command';
import { checkTaskOptions } from '../puppet/task_options';
import { unknownTask } from '../unknown_task';

// What costs time to load is loaded by the task that needs it.
const TASKS: Readonly<Record<string, () => Promise<CommandRun>>> = {
  status: async () => (await import('../puppet/ask_puppet')).status,
  count: async () => (await import('../puppet/ask_puppet')).count,
  summary: async () => (await import('../puppet/ask_puppet')).summary,
  runonce: async () => (await import('../puppet/ask_puppet')).runonce,
  enable: async () => (await import('../puppet/ask_puppet')).enable,
  disable: async () => (await import('../puppet/ask_puppet')).disable,
  runall: async () => (await import('../puppet/run_all')).runAll,
  commander: async () => (await import('../puppet/command_puppet')).commandPuppet,
};

export const run: CommandRun = async (input, io) => {
  const [task = '', ...args] = input.args;
  if (!Object.hasOwn(TASKS, task)) throw unknownTask('puppet', task, Object.keys(TASKS));
  checkTaskOptions(task, input.options);
  const perform = await TASKS[task]!();
  return perform({ ...input, args }, io);
};
