// The help of a plugin, made from its options; 80 columns.
import type { PluginOption } from './plugin_option';
import type { TimedProgram } from './timed_program';

const WIDTH = 80;
const INDENT = 26;

export function pluginHelp({ name, summary, options, notes, examples }: TimedProgram): string {
  const shown = options.filter(option => !option.hidden);
  return [
    `${name}: ${summary}`,
    '',
    `Usage: ${name} ${usage(options)}`,
    '',
    'Options:',
    ...shown.flatMap((option, index) => optionLines(option, shown[index - 1], shown[index + 1])),
    '',
    ...notes,
    '',
    'Examples:',
    ...examples.flatMap(({ line, does }) => [`  ${line}`, `      ${does}`]),
  ].join('\n');
}

function usage(options: readonly PluginOption[]): string {
  const positional = options.find(option => option.positional);
  return positional ? `${positional.value ?? positional.name.toUpperCase()} [options]` : '[options]';
}

// Warning and critical threshold of one thing share their lines.
function optionLines(option: PluginOption, before?: PluginOption, after?: PluginOption): string[] {
  if (before && isPair(before, option)) return [];
  const { name, short, value, description } = option;
  const names = after && isPair(option, after) ? `--${name}, --${after.name}` : `--${name}`;
  const flags = `${short ? `-${short}, ` : '    '}${names}${value ? ` ${value}` : ''}`;
  const standard = option.default === undefined ? '' : ` (default ${option.default})`;
  const lines = wrap(`${description}${option.repeat ? '; may be repeated' : ''}${standard}`, WIDTH - INDENT);
  const head = `  ${flags}`;
  if (head.length < INDENT - 1) return indent(head.padEnd(INDENT), lines);
  return [head, ...indent(' '.repeat(INDENT), lines)];
}

function isPair(first: PluginOption, second: PluginOption): boolean {
  return first.name.endsWith('-warn') && second.name === first.name.replace(/warn$/, 'crit');
}

function indent(first: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(INDENT)) + line);
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
