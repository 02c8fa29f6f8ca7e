// What makes a roll-out the one that a state file is of: whom it is for, and how Puppet runs.
import type { RolloutIdentity } from '../../rollout/rollout_state';
import type { CommandInput } from '../command';
import { listOption, textOption } from '../options';

const FILTERS: readonly (readonly [flag: string, name: string])[] = [
  ['-F', 'withFact'],
  ['-C', 'withClass'],
  ['-A', 'withAgent'],
  ['-I', 'withIdentity'],
  ['-W', 'with'],
  ['-S', 'select'],
];

/** `nodes`: those that were found, when they were named rather than asked for. */
export function rolloutIdentity(
  { options }: Pick<CommandInput, 'args' | 'options'>,
  collective: string,
  runOptions: Readonly<Record<string, string | boolean>>,
  nodes: readonly string[] | undefined,
): RolloutIdentity {
  const words = FILTERS.flatMap(([flag, name]) => listOption(options, name).map(value => `${flag} ${value}`));
  const how = Object.entries(runOptions).map(([name, value]) => `${name}=${value}`);
  return {
    filter: words.sort().join(' ') || 'none',
    collective,
    'way to run': how.sort().join(' '),
    ...(textOption(options, 'limit') !== undefined && { limit: textOption(options, 'limit')! }),
    ...(nodes && { 'list of nodes': nodes.join(',') }),
  };
}

/** The same command line for the shell; without what is only for a beginning. */
export function resumeLine(argv: readonly string[]): string {
  const words = argv.filter(word => word !== '--new' && word !== '--retry-failed');
  return ['fleetspec', ...words.map(quoted)].join(' ');
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
