// The built plugins, run as a monitoring system runs them.
import { join } from 'node:path';
import { ROOT } from './fleetspecd';
import type { Lab } from './lab';
import { type Outcome, type RunOptions, runProgram } from './outcome';

/** Path of a built plugin for Nagios. */
export const pluginFile = (name: string): string => join(ROOT, `dist/plugins/nagios/${name}.js`);

/** Runs a plugin in the lab's folder. */
export function runPlugin(
  lab: Lab,
  name: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  return runProgram(process.execPath, [pluginFile(name), ...args], {
    cwd: lab.dir,
    ...options,
    env: { HOME: lab.dir, TZ: 'UTC', ...options.env },
  });
}
