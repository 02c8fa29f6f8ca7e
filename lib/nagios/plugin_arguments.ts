// Command line and `--extra-opts` of a plugin, read by its list of options.
import minimist from 'minimist';
import { didYouMean } from '../util/did_you_mean';
import { PluginUsage } from './errors';
import { type OptionValue, type PluginOption, readValue } from './plugin_option';

/** Values by the names of their options; a list where an option repeats, a number where one counts. */
export type PluginValues = Readonly<Record<string, OptionValue | readonly OptionValue[] | undefined>>;

/** `earlier` are arguments that the command line wins over. Throws PluginUsage and RangeSyntax. */
export function readArguments(
  plugin: string,
  options: readonly PluginOption[],
  argv: readonly string[],
  earlier: readonly string[] = [],
): PluginValues {
  const given = collect(plugin, options, argv);
  const before = collect(plugin, options, earlier);
  const values: Record<string, OptionValue | OptionValue[] | undefined> = Object.create(null);
  for (const option of options) {
    const texts = given.get(option.name) ?? before.get(option.name) ?? defaults(option);
    values[option.name] = finalValue(plugin, option, texts);
  }
  return values;
}

function finalValue(
  plugin: string,
  option: PluginOption,
  texts: readonly string[],
): OptionValue | OptionValue[] | undefined {
  if (option.kind === 'count') return texts.length;
  if (option.kind === 'flag') return texts.length > 0;
  const values = texts.map(text => readValue(plugin, option, text));
  return option.repeat ? values : values.at(-1);
}

function defaults(option: PluginOption): readonly string[] {
  return option.default === undefined ? [] : [option.default];
}

// What was given, as text, in the order it was given.
function collect(
  plugin: string,
  options: readonly PluginOption[],
  argv: readonly string[],
): Map<string, string[]> {
  const words = joined(options, named(options, argv));
  // minimist stumbles over names that every object has (`--constructor`).
  const foreign = words.find(word => word.startsWith('--') && !isKnown(options, word));
  if (foreign !== undefined && foreign !== '--') throw unknown(plugin, options, foreign);
  const stray: string[] = [];
  const parsed = minimist(words, {
    string: options.filter(takesValue).map(option => option.name),
    boolean: options.filter(option => !takesValue(option)).map(option => option.name),
    alias: Object.fromEntries(options.flatMap(({ name, short }) => (short ? [[short, name]] : []))),
    unknown(argument) {
      stray.push(argument);
      return false;
    },
  });
  const [first] = [...stray, ...parsed._.map(String)];
  if (first !== undefined) throw unknown(plugin, options, first);
  const found = new Map<string, string[]>();
  for (const option of options) {
    const texts = textsOf(plugin, option, parsed[option.name], argv);
    if (texts.length > 0) found.set(option.name, texts);
  }
  return found;
}

function textsOf(plugin: string, option: PluginOption, value: unknown, argv: readonly string[]): string[] {
  if (!takesValue(option)) {
    // minimist does not count.
    if (option.kind === 'count') return Array.from({ length: occurrences(option, argv) }, () => '');
    return value === true ? [''] : [];
  }
  const texts = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  if (texts.includes('')) throw new PluginUsage(plugin, `--${option.name} needs a value`);
  return texts;
}

function occurrences({ name, short }: PluginOption, argv: readonly string[]): number {
  return argv.reduce((sum, argument) => {
    if (argument === `--${name}`) return sum + 1;
    const bundle = short && new RegExp(`^-${short}+$`).test(argument);
    return sum + (bundle ? argument.length - 1 : 0);
  }, 0);
}

// Values of their own argument are put to their option: minimist would take `-5` and `-secret` for options. A short
// option may have its value right behind it: `-w10`.
function joined(options: readonly PluginOption[], argv: readonly string[]): string[] {
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    const option = options.find(one => takesValue(one) && isNamed(one, word));
    const attached = options.find(one => takesValue(one) && one.short && isAttached(one.short, word));
    if (option && at + 1 < argv.length) words.push(`--${option.name}=${argv[++at]}`);
    else if (attached) words.push(`--${attached.name}=${word.slice(2).replace(/^=/, '')}`);
    else words.push(...unbundled(options, word));
  }
  return words;
}

// `-vv` would be two flags of one letter to minimist, which is right; a count is only seen once.
function unbundled(options: readonly PluginOption[], word: string): string[] {
  const count = options.find(
    ({ kind, short }) => kind === 'count' && short && new RegExp(`^-${short}+$`).test(word),
  );
  return [count ? `--${count.name}` : word];
}

// The first word that is neither an option nor the value of one gets the name it goes without.
function named(options: readonly PluginOption[], argv: readonly string[]): readonly string[] {
  const positional = options.find(option => option.positional);
  if (!positional) return argv;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (options.some(option => takesValue(option) && isNamed(option, word))) at++;
    else if (!word.startsWith('-')) return argv.toSpliced(at, 1, `--${positional.name}=${word}`);
  }
  return argv;
}

const takesValue = ({ kind }: PluginOption): boolean => kind !== 'flag' && kind !== 'count';

const isKnown = (options: readonly PluginOption[], word: string): boolean =>
  options.some(({ name }) => word === `--${name}` || word.startsWith(`--${name}=`));

const isNamed = ({ name, short }: PluginOption, word: string): boolean =>
  word === `--${name}` || (short !== undefined && word === `-${short}`);

const isAttached = (short: string, word: string): boolean =>
  word.length > 2 && word.startsWith(`-${short}`) && !word.startsWith('--');

function unknown(plugin: string, options: readonly PluginOption[], argument: string): PluginUsage {
  // Never the value behind an unknown option: it may be a password.
  const [name = ''] = argument.split('=');
  if (!name.startsWith('-'))
    return new PluginUsage(plugin, `${plugin} takes no argument ${JSON.stringify(name.slice(0, 80))}`);
  const near = didYouMean(
    name,
    options.filter(option => !option.hidden).map(option => `--${option.name}`),
  );
  return new PluginUsage(
    plugin,
    `${plugin} has no option ${name.slice(0, 80)}${near ? `, did you mean ${near}?` : ''}`,
  );
}
