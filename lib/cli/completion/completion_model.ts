// What can be typed behind `fleetspec`, as completion needs it: made from the metadata of the commands and built-in DDLs.
import type { AgentDdl } from '../../ddl/ddl';
import type { ArgumentSpec, CommandUsage, OptionSpec } from '../command';

/** Words, or whose words they are; undefined: nothing that is known before a node is asked. */
export type Wanted =
  | readonly string[]
  | 'file'
  | 'folder'
  | 'command'
  | 'agent'
  | 'action'
  | 'input'
  | undefined;

export interface CompletedOption {
  /** `-F`, `--with-fact`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly repeat: boolean;
  /** Without it the option takes no value. */
  readonly value?: { readonly name: string; readonly wanted: Wanted };
}

export interface CompletedArgument {
  readonly name: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly wanted: Wanted;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly CompletedArgument[];
  readonly options: readonly CompletedOption[];
}

export interface CompletionModel {
  readonly commands: readonly CompletedCommand[];
  /** Agent → action → names of its inputs. */
  readonly agents: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

const HELP: CompletedOption = { names: ['-h', '--help'], description: 'print this help', repeat: false };

/** Before a command. */
export const PROGRAM_OPTIONS: readonly CompletedOption[] = [
  HELP,
  { names: ['--version'], description: 'print the version', repeat: false },
];

export function completionModel(
  commands: Readonly<Record<string, CommandUsage>>,
  agents: Readonly<Record<string, AgentDdl>>,
): CompletionModel {
  return { commands: Object.values(commands).map(completedCommand), agents: mapValues(agents, actionsOf) };
}

const actionsOf = ({ actions }: AgentDdl): Record<string, readonly string[]> =>
  mapValues(actions, ({ inputs }) => Object.keys(inputs));

function mapValues<From, To>(from: Readonly<Record<string, From>>, make: (value: From) => To) {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, make(value)]));
}

function completedCommand({ name, summary, args, options }: CommandUsage): CompletedCommand {
  const ofAgents = args.some(arg => arg.name === 'agent');
  const wanted = (arg: string): Wanted => ARGUMENTS[`${name} ${arg}`] ?? wantedArgument(arg, ofAgents);
  return {
    name,
    summary,
    args: args.map(arg => completedArgument(arg, wanted)),
    options: [...options.map(completedOption), HELP],
  };
}

const FILES = /^(features?|files|recording|journals)$/;
// Names that mean something else with other commands.
const ARGUMENTS: Readonly<Record<string, Wanted>> = { 'help command': 'command', 'doc plugin': 'agent' };

function completedArgument(arg: ArgumentSpec, wanted: (name: string) => Wanted): CompletedArgument {
  const { name, required, variadic = false, values } = arg;
  return { name, required, variadic, wanted: values ?? wanted(name) };
}

function wantedArgument(name: string, ofAgents: boolean): Wanted {
  if (FILES.test(name)) return 'file';
  if (name === 'agent') return 'agent';
  if (ofAgents && name === 'action') return 'action';
  return ofAgents && name === 'arguments' ? 'input' : undefined;
}

function completedOption({ flags, description, repeat = false, values }: OptionSpec): CompletedOption {
  const names = flags.split(/[ ,]+/).filter(word => word.startsWith('-'));
  const value = /<(.+)>/.exec(flags)?.[1];
  if (value === undefined) return { names, description, repeat };
  return { names, description, repeat, value: { name: value, wanted: values ?? wantedValue(value) } };
}

function wantedValue(name: string): Wanted {
  if (name === 'file' || name === 'path') return 'file';
  if (name === 'folder') return 'folder';
  return name === 'agent' ? 'agent' : undefined;
}
