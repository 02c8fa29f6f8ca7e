// What an option of a plugin is, and how its text becomes a value.
import { PluginUsage } from './errors';
import { parseLimit, parseRange, type Range } from './range';
import { parseShare, type Share } from './share';

/**
 * `limit` is a range where a bare number N alerts from N on; `share` is that, or the same in percent of a total; `count`
 * is a flag that may be repeated (`-vv`).
 */
export type OptionKind =
  | 'flag'
  | 'text'
  | 'range'
  | 'limit'
  | 'share'
  | 'integer'
  | 'seconds'
  | 'port'
  | 'count';

export interface PluginOption {
  /** Without dashes: `warning`. */
  readonly name: string;
  /** One letter: `w`. */
  readonly short?: string;
  readonly kind: OptionKind;
  /** Name of the value in the help: `RANGE`. */
  readonly value?: string;
  readonly description: string;
  /** May be given several times; the value is then a list. */
  readonly repeat?: boolean;
  /** As the user would write it. */
  readonly default?: string;
  /** The only values that text may have. */
  readonly choices?: readonly string[];
  /** May be given without its name, as the first word that is no option. */
  readonly positional?: true;
  /** Not shown in the help: kept for command lines of older plugins. */
  readonly hidden?: boolean;
}

export type OptionValue = string | number | boolean | Range | Share;

const READERS: Readonly<
  Record<Exclude<OptionKind, 'flag' | 'count'>, (text: string) => OptionValue | undefined>
> = {
  text: text => text,
  range: parseRange,
  limit: parseLimit,
  share: parseShare,
  integer: text => (/^\d{1,15}$/.test(text) ? Number(text) : undefined),
  port: text =>
    /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536 ? Number(text) : undefined,
  seconds: text => (/^\d{1,9}(\.\d{1,3})?$/.test(text) && Number(text) > 0 ? Number(text) : undefined),
};

const WANTED: Readonly<Record<OptionKind, string>> = {
  flag: 'no value',
  count: 'no value',
  text: 'a text',
  range: 'a range',
  limit: 'a number or a range',
  share: 'a number, a percentage or a range',
  integer: 'a whole number',
  port: 'a port from 1 to 65535',
  seconds: 'a number of seconds above 0',
};

/** Throws PluginUsage and RangeSyntax. */
export function readValue(plugin: string, option: PluginOption, text: string): OptionValue {
  const { name, kind, choices } = option;
  if (kind === 'flag' || kind === 'count') return true;
  // No name of a file, host or queue can hold one, and whoever uses it would stumble in a way of its own.
  if (text.includes('\0')) throw new PluginUsage(plugin, `--${name} holds a NUL byte`);
  const shown = JSON.stringify(text.slice(0, 80));
  if (choices && !choices.includes(text)) {
    throw new PluginUsage(plugin, `--${name} must be one of ${choices.join(', ')}, not ${shown}`);
  }
  const value = READERS[kind](text);
  if (value !== undefined) return value;
  throw new PluginUsage(plugin, `--${name} must be ${WANTED[kind]}, not ${shown}`);
}
