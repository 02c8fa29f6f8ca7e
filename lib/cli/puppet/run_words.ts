// How Puppet shall run, from the options of a command line to the inputs of `runonce`.
import type { CommandInput } from '../command';
import { textOption } from '../options';

type Options = CommandInput['options'];

const TEXTS = ['tags', 'environment', 'server'] as const;
const FLAGS = ['noop', 'force', 'splay'] as const;

/** As the DDL reads them: `noop=true`. */
export function runWords(options: Options): string[] {
  const limit = textOption(options, 'splaylimit');
  return [
    ...Object.entries(runInputs(options)).map(([name, value]) => `${name}=${value}`),
    ...(limit === undefined ? [] : [`splaylimit=${limit}`]),
  ];
}

/** What was said of the run, and nothing else. */
export function runInputs(options: Options): Record<string, string | boolean> {
  const inputs: Record<string, string | boolean> = {};
  for (const name of FLAGS) if (typeof options[name] === 'boolean') inputs[name] = options[name] as boolean;
  for (const name of TEXTS) {
    const text = textOption(options, name);
    if (text !== undefined) inputs[name] = text;
  }
  return inputs;
}
