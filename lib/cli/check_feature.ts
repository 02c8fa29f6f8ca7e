// check_feature: `fleetspec check` with what every plugin has besides: options from ini files, `-V`, and a help that exits
// with 3.
import type { Environment } from '../environment';
import { extraOptions, type IniReader } from '../nagios/extra_options';
import { runCli } from './entry';

const NAME = 'check_feature';
const HELP_EXIT = 3;
const MORE_HELP = `
Options from a file: --extra-opts=[SECTION][@FILE] reads lines like config=/etc/fleetspec/monitoring.yaml below a line
[${NAME}]; those given here win.`;

/** Runs the plugin and ends the process. `argv` of the environment is what stands behind its own name. */
export function runCheckFeature(environment: Environment, read?: IniReader): Promise<void> {
  return runCli({ ...environment, argv: ['check', ...environment.argv] }, undefined, {
    name: NAME,
    helpExit: HELP_EXIT,
    moreHelp: MORE_HELP,
    words: () => {
      const words = wordsOf(environment, read);
      // fleetspec's own: the command has none.
      return words.includes('--version') ? ['--version'] : ['check', ...words];
    },
  });
}

// Those of the file first: the last of an option counts. Throws ExtraOptionsUnreadable.
function wordsOf({ argv, env }: Environment, read: IniReader | undefined): string[] {
  const specs = argv.filter(isExtra).map(word => word.slice('--extra-opts='.length));
  const typed = argv.filter(word => !isExtra(word)).map(word => (word === '-V' ? '--version' : word));
  return [...specs.flatMap(spec => extraOptions(spec, NAME, env, read)).flatMap(split), ...typed];
}

const isExtra = (word: string): boolean => word === '--extra-opts' || word.startsWith('--extra-opts=');

// `-H=web1` is how they write a short option with its value.
function split(word: string): string[] {
  const [, short, value] = /^(-\w)=(.*)$/s.exec(word) ?? [];
  return short === undefined ? [word] : [short, value!];
}
