// Which nodes a fleet plugin is about, from its options: a filter or a list.
import { resolve } from 'node:path';
import { parseCompound } from '../mcollective/compound';
import { type Filter, isEmpty, isRegex, makeFilter, parseFact, parseWith } from '../mcollective/filter';
import { PluginUsage } from '../nagios/errors';
import type { PluginRun } from '../nagios/plugin';
import { readNodeFile } from '../rpc/node_list';

export interface ChosenNodes {
  readonly filter: Filter;
  /** Exactly these, whatever they are; undefined: whoever matches. */
  readonly list: readonly string[] | undefined;
}

/** Throws PluginUsage, FilterSyntax, NodeListUnreadable and BadName. */
export function chosenNodes(run: PluginRun, plugin: string): ChosenNodes {
  const filter = chosenFilter(run, plugin);
  const file = run.values.nodes as string | undefined;
  if (file === undefined) return { filter, list: undefined };
  // A listed node that is silent would look like one that does not match.
  if (!isEmpty(filter)) throw new PluginUsage(plugin, '--nodes names who must answer, and takes no filter');
  return { filter, list: namesIn(file, run) };
}

/** The names of a file that an option of the plugin names. Throws NodeListUnreadable and BadName. */
export function namesIn(file: string, { environment }: PluginRun): readonly string[] {
  return readNodeFile(resolve(environment.cwd, file), file);
}

function chosenFilter({ values }: PluginRun, plugin: string): Filter {
  const texts = (option: string): readonly string[] =>
    (values[option] as readonly string[] | undefined) ?? [];
  const words = (option: string): string[] => texts(option).map(text => checkWord(text, option, plugin));
  const mixed = words('with').map(parseWith);
  return makeFilter({
    fact: [...texts('with-fact').map(parseFact), ...mixed.flatMap(({ fact }) => fact)],
    cf_class: [...words('with-class'), ...mixed.flatMap(({ cf_class }) => cf_class)],
    agent: words('with-agent'),
    // Nodes refuse a filter that names them twice.
    identity: [...new Set(words('with-identity'))],
    compound: texts('select').map(parseCompound),
  });
}

// An empty condition, an unset macro perhaps, must not look like no condition.
function checkWord(text: string, option: string, plugin: string): string {
  if (text.trim() === '') throw new PluginUsage(plugin, `--${option} is empty`);
  if (option !== 'with' && text.startsWith('/') && !isRegex(text)) {
    throw new PluginUsage(plugin, `--${option} must be a name or a /regex/, not ${JSON.stringify(text)}`);
  }
  return text;
}
