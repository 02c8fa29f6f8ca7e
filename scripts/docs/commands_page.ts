// docs/reference/commands.md: every command of `fleetspec`, from the metadata its help is made of, and `fleetspecd`.
import type { ArgumentSpec, Command, OptionSpec } from '../../lib/cli/command';
import { COMMANDS } from '../../lib/cli/commands';
import { USAGE } from '../../lib/node/command_line';
import { block, bullet, code, page, paragraph, sentence } from './markdown';

type Commands = Readonly<Record<string, Command>>;

export function commandsPage(commands: Commands = COMMANDS): string {
  return page('Commands', [
    paragraph(
      'What each command does, what it takes and how it ends. `fleetspec help COMMAND` says the same at the terminal. Every command also takes `-h, --help`; a value can follow its option after a space or `=`.',
    ),
    Object.values(commands)
      .map(({ name, summary }) => bullet(`[fleetspec ${name}](#fleetspec-${name}): ${summary}`))
      .concat(bullet('[fleetspecd](#fleetspecd): the daemon on each node'))
      .join('\n'),
    ...Object.values(commands).flatMap(commandParts),
    '## fleetspecd',
    block('', USAGE),
  ]);
}

function commandParts(command: Command): string[] {
  const { name, summary, args, options, examples } = command;
  const { texts, exits } = described(command);
  return [
    `## fleetspec ${name}`,
    paragraph(sentence(summary)),
    block('', usageLine(command)),
    ...texts.map(paragraph),
    ...listed('Arguments', args.map(argumentLine)),
    ...listed('Options', options.map(optionLine)),
    ...listed('Exit codes', exits),
    ...listed(
      examples.length === 1 ? 'Example' : 'Examples',
      [block('', examples.map(({ line, does }) => `# ${does}\n${line}`).join('\n\n'))],
      '\n\n',
    ),
  ];
}

const listed = (title: string, entries: readonly string[], gap = '\n\n'): string[] =>
  entries.length === 0 ? [] : [`**${title}**${gap}${entries.join('\n')}`];

function usageLine({ name, args, options }: Command): string {
  const words = args.map(({ name: arg, required, variadic }) => {
    const shown = variadic ? `${arg}...` : arg;
    return required ? `<${shown}>` : `[${shown}]`;
  });
  return ['fleetspec', name, ...(options.length > 0 ? ['[options]'] : []), ...words].join(' ');
}

const argumentLine = ({ name, description, required }: ArgumentSpec): string =>
  bullet(`${code(name)}${required ? '' : ' (may be left out)'}: ${description}`);

function optionLine({ flags, description, repeat, default: standard }: OptionSpec): string {
  const remarks = [
    ...(repeat ? ['may be given several times'] : []),
    ...(standard === undefined ? [] : [`default ${standard}`]),
  ];
  return bullet(`${code(flags)}: ${description}${remarks.map(remark => `; ${remark}`).join('')}`);
}

/** The paragraphs of a description, and the exit codes it names. */
export function described({ description, faultExit }: Command): { texts: string[]; exits: string[] } {
  const texts: string[] = [];
  let exits: string[] | undefined;
  for (const text of description.replace(/([^.])\n/g, '$1 ').split('\n')) {
    const told = /^Exit codes?:? (.*)$/.exec(text)?.[1];
    if (told === undefined) texts.push(text);
    else exits = exitLines(told, faultExit);
  }
  return { texts, exits: exits ?? exitLines('0 done.', faultExit) };
}

function exitLines(told: string, faultExit: number): string[] {
  if (!/^\d /.test(told)) return [bullet(told)];
  const lines = told.replace(/\.$/, '').split(/, (?=\d )/);
  const codes = lines.map(line => /^(\d) (.*)$/.exec(line)!.slice(1) as [string, string]);
  if (!codes.some(([number]) => number === String(faultExit))) codes.push([String(faultExit), 'a fault']);
  return codes.map(([number, meaning]) => bullet(`${code(number)}: ${meaning}`));
}
