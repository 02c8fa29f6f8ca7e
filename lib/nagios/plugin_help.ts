// The help of a plugin, made from its options; 80 columns.
import type { PluginOption } from './plugin_option';
import type { TimedProgram } from './timed_program';

const WIDTH = 80;
const INDENT = 26;

export function pluginHelp({ name, summary, options, notes, examples }: TimedProgram): string {
  return [
    ...wrap(`${name}: ${summary}`, WIDTH),
    '',
    `Usage: ${name} ${usage(options)}`,
    '',
    'Options:',
    ...optionHelp(options).flatMap(optionLines),
    '',
    ...notes,
    ...(examples.length > 0 ? ['', 'Examples:'] : []),
    ...examples.flatMap(({ line, does }) => [
      ...commandLines(line, WIDTH - 2).map(each => `  ${each}`),
      ...wrap(does, WIDTH - 6).map(each => `      ${each}`),
    ]),
  ].join('\n');
}

function usage(options: readonly PluginOption[]): string {
  const positional = options.find(option => option.positional);
  return positional ? `${positional.value ?? positional.name.toUpperCase()} [options]` : '[options]';
}

/** How an option is told of; warning and critical threshold of one thing share it. */
export interface OptionHelp {
  /** `-q, --queue NAME` */
  readonly names: string;
  /** What it means, its choices and its default. */
  readonly words: string;
}

/** Of the options that are shown, in their order. */
export function optionHelp(options: readonly PluginOption[]): OptionHelp[] {
  const shown = options.filter(option => !option.hidden);
  return shown.flatMap((option, index) => {
    const [before, after] = [shown[index - 1], shown[index + 1]];
    if (before && isPair(before, option)) return [];
    const both = after && isPair(option, after) ? [option, after] : [option];
    const names = both.map(({ name, short }) => `${short ? `-${short}, ` : ''}--${name}`).join(', ');
    return [{ names: option.value ? `${names} ${option.value}` : names, words: explained(option, both) }];
  });
}

function optionLines({ names, words }: OptionHelp): string[] {
  const lines = wrap(words, WIDTH - INDENT);
  // Long names stand below each other.
  const head = `  ${names.startsWith('--') ? '    ' : ''}${names}`;
  if (head.length < INDENT - 1) return indent(head.padEnd(INDENT), lines);
  return [head, ...indent(' '.repeat(INDENT), lines)];
}

function explained({ description, repeat, choices = [] }: PluginOption, both: PluginOption[]): string {
  const listed = choices.length > 0 && !choices.every(choice => description.includes(choice));
  const words = listed ? `: ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}` : '';
  const standards = both.flatMap(option => option.default ?? []).join(', ');
  return `${description}${words}${repeat ? '; may be repeated' : ''}${standards && ` (default ${standards})`}`;
}

function isPair(first: PluginOption, second: PluginOption): boolean {
  return first.name.endsWith('-warn') && second.name === first.name.replace(/warn$/, 'crit');
}

function indent(first: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(INDENT)) + line);
}

// As a shell takes it: broken before an option.
function commandLines(line: string, width: number): string[] {
  const parts = line.split(/ (?=-)/);
  const lines = [parts[0]!];
  for (const part of parts.slice(1)) {
    const last = lines.length - 1;
    if (`${lines[last]} ${part} \\`.length <= width) lines[last] += ` ${part}`;
    else lines.push(`    ${part}`);
  }
  return lines.map((each, index) => (index < lines.length - 1 ? `${each} \\` : each));
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (lines[last] === '') lines[last] = word;
    else if (`${lines[last]} ${word}`.length <= width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
