// The grammar of the command line, built with commander from the metadata of the commands. No command's code is here.
import { CommanderError, Command as Grammar, Option } from 'commander';
import { VERSION } from '../version';
import type { Command, CommandInput, CommandUsage, OptionSpec } from './command';
import { UsageFault } from './errors';
import { unknownTask } from './unknown_task';

type Commands = Readonly<Record<string, Command>>;

/** What a command line asks for: a command, or only a text (help, version) with the exit code that goes with it. */
export type Parsed =
  | { readonly command: Command; readonly input: CommandInput }
  | { readonly text: string; readonly code: number };

const MAX_HELP_COLUMNS = 100;

/** Throws UsageFault. */
export function parseCommandLine(argv: readonly string[], commands: Commands, columns: number): Parsed {
  let parsed: Parsed | undefined;
  let text = '';
  const write = (part: string): void => {
    text += part;
  };
  const named = Object.hasOwn(commands, argv[0] ?? '') ? commands[argv[0]!] : undefined;
  // Of thirty commands the grammars of the others take longer to make than the one that is named.
  const possible = named ? [named] : Object.values(commands);
  const program = makeProgram(possible, columns, write, (command, input) => {
    parsed = { command, input };
  });
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.missingArgument') checkFirstWord(named, argv[1]);
    return textOrFault(error, text, named?.name);
  }
  return parsed ?? { text: program.helpInformation(), code: 1 };
}

/** The help of a command, or of the program. */
export function helpText(commands: Commands, columns: number, name?: string): string {
  const { text } = parseCommandLine(name ? [name, '--help'] : ['--help'], commands, columns) as {
    text: string;
  };
  return text;
}

// Commander ends its own parsing for help, version and faults alike by throwing.
function textOrFault(error: CommanderError, text: string, command: string | undefined): Parsed {
  if (error.exitCode === 0 || error.code === 'commander.help') {
    return { text: text.trimEnd(), code: error.exitCode };
  }
  const problem = error.message
    .replace(/^error: /, '')
    .replace(/\s*\n?\(Did you mean (.*)\?\)/s, ', did you mean $1?')
    .replace(/\.$/, '');
  throw new UsageFault(problem, command);
}

// A mistyped first word is worth more words than what is missing behind it.
function checkFirstWord(named: Command | undefined, word: string | undefined): void {
  const known = named?.args[0]?.values;
  if (!named || !known || word === undefined || word.startsWith('-') || known.includes(word)) return;
  throw unknownTask(named.name, word, known);
}

type Take = (command: Command, input: CommandInput) => void;

function makeProgram(
  commands: readonly Command[],
  columns: number,
  write: (text: string) => void,
  take: Take,
): Grammar {
  const program = new Grammar('fleetspec')
    .description('Asks and tests a fleet of machines over MCollective.')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => {} })
    .configureHelp({
      helpWidth: Math.min(columns, MAX_HELP_COLUMNS),
      subcommandTerm: command => command.name(),
    })
    .addHelpText('after', '\n`fleetspec help COMMAND` explains a command.');
  // Behind a command it would be taken for the command's own, such as the version of a package: who asks to restart a
  // service must not be answered with ours.
  if (commands.length > 1) program.version(VERSION, '--version', 'print the version');
  for (const command of commands) addCommand(program, command, take);
  return program;
}

function addCommand(program: Grammar, command: Command, take: Take): void {
  const grammar = program
    .command(command.name)
    .summary(command.summary)
    .description(flowing(command.description));
  for (const { name, description, required, variadic } of command.args) {
    const dots = variadic ? '...' : '';
    grammar.argument(required ? `<${name}${dots}>` : `[${name}${dots}]`, description);
  }
  for (const option of command.options) grammar.addOption(makeOption(option));
  grammar.addHelpText('after', examplesText(command));
  grammar.action(() => take(command, { command: command.name, args: grammar.args, options: grammar.opts() }));
}

// Metadata breaks lines in the midst of sentences, at a width of its own; help is as wide as the terminal.
const flowing = (text: string): string => text.replace(/(?<![.:])\n/g, ' ');

function makeOption({ flags, description, repeat, default: value }: OptionSpec): Option {
  const option = new Option(flags, description);
  if (value !== undefined) option.default(value);
  if (repeat) option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  return option;
}

function examplesText({ examples }: CommandUsage): string {
  if (examples.length === 0) return '';
  return ['', 'Examples:', ...examples.flatMap(({ line, does }) => [`  ${line}`, `      ${does}`])].join(
    '\n',
  );
}
