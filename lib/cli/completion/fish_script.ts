// The completion of fish: a line for each command, option and argument.
import {
  type CompletedArgument,
  type CompletedCommand,
  type CompletedOption,
  type CompletionModel,
  PROGRAM_OPTIONS,
  type Wanted,
} from './completion_model';

type Agents = CompletionModel['agents'];

const AT_COMMAND = "'test (count (__fleetspec_given)) -eq 0'";

export function fishScript({ commands, agents }: CompletionModel): string {
  return `${head(commands)}
${LOOKING_BACK}
${actionsFunction(agents)}

${inputsFunction(agents)}

complete -c fleetspec -f
${PROGRAM_OPTIONS.map(option => optionLine(AT_COMMAND, option)).join('\n')}
${commands.map(commandLine).join('\n')}
${commands.flatMap(linesOfCommand(commands, Object.keys(agents))).join('\n')}
`;
}

function head(commands: readonly CompletedCommand[]): string {
  const valued = commands.flatMap(({ name, options }) =>
    options.filter(({ value }) => value).flatMap(({ names }) => names.map(option => `'${name} ${option}'`)),
  );
  return `# Completion of fleetspec for fish 3 and later, made by \`fleetspec completion fish\`.

# Options that take a value, which is no argument of the command.
set -g __fleetspec_valued ${valued.join(' ')}
`;
}

// Functions that look at what has been typed.
const LOOKING_BACK = `# The command and its arguments so far, without options.
function __fleetspec_given
    set -l tokens (commandline -opc)
    set -e tokens[1]
    set -l command
    set -l skip 0
    for token in $tokens
        if test $skip = 1
            set skip 0
            continue
        end
        switch $token
            case '-*'
                contains -- "$command $token" $__fleetspec_valued
                and set skip 1
            case '*'
                test -z "$command"
                and set command $token
                echo -- $token
        end
    end
end

# In this command, and behind so many of its arguments.
function __fleetspec_in
    set -l given (__fleetspec_given)
    test "$given[1]" = "$argv[1]"
    or return 1
    test (count $argv) -eq 1; or test (count $given) -eq (math $argv[2] + 1)
end

function __fleetspec_behind
    set -l given (__fleetspec_given)
    test "$given[1]" = "$argv[1]"; and test (count $given) -gt $argv[2]
end
`;

function actionsFunction(agents: Agents): string {
  const cases = Object.entries(agents).map(([agent, actions]) =>
    switchCase(agent, '%s', Object.keys(actions)),
  );
  return switchFunction('actions', '$given[2]', cases);
}

function inputsFunction(agents: Agents): string {
  const cases = Object.entries(agents).flatMap(([agent, actions]) =>
    Object.entries(actions)
      .filter(([, inputs]) => inputs.length > 0)
      .map(([action, inputs]) => switchCase(`'${agent} ${action}'`, '%s=', inputs)),
  );
  return switchFunction('inputs', '$given[2] $given[3]', cases);
}

function switchFunction(name: string, of: string, cases: readonly string[]): string {
  return `function __fleetspec_${name}
    set -l given (__fleetspec_given)
    switch "${of}"
${cases.join('\n')}
    end
end`;
}

const switchCase = (value: string, form: string, words: readonly string[]): string =>
  `        case ${value}\n            printf '${form}\\n' ${words.join(' ')}`;

const commandLine = ({ name, summary }: CompletedCommand): string =>
  `complete -c fleetspec -n ${AT_COMMAND} -a ${name} -d ${single(summary)}`;

const single = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

// Its options and arguments.
const linesOfCommand =
  (commands: readonly CompletedCommand[], agents: readonly string[]) =>
  ({ name, options, args }: CompletedCommand): string[] => {
    const words = (wanted: Wanted): string | undefined => {
      if (wanted === 'file') return '-F';
      if (wanted === undefined) return undefined;
      return `-a ${single(offered(wanted, commands, agents))}`;
    };
    return [
      ...options.map(option => optionLine(`'__fleetspec_in ${name}'`, option, words)),
      ...args.flatMap((arg, at) => argumentLines(name, arg, at, words)),
    ];
  };

type Words = (wanted: Wanted) => string | undefined;

function argumentLines(command: string, arg: CompletedArgument, at: number, words: Words): string[] {
  const offer = words(arg.wanted);
  if (offer === undefined) return [];
  const where = arg.variadic ? '__fleetspec_behind' : '__fleetspec_in';
  return [
    `complete -c fleetspec -n '${where} ${command} ${at}' ${offer}${offer === '-F' ? '' : ` -d ${single(arg.name)}`}`,
  ];
}

function optionLine(
  condition: string,
  { names, description, value }: CompletedOption,
  words: Words = () => undefined,
): string {
  const spelt = names.map(name => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const offer = value && words(value.wanted);
  const takes = value ? [offer === '-F' ? '-r -F' : `-x${offer ? ` ${offer}` : ''}`] : [];
  return ['complete -c fleetspec -n', condition, ...spelt, ...takes, '-d', single(description)].join(' ');
}

function offered(
  wanted: Exclude<Wanted, undefined>,
  commands: readonly CompletedCommand[],
  agents: readonly string[],
): string {
  if (typeof wanted !== 'string') return wanted.join(' ');
  if (wanted === 'command') return commands.map(({ name }) => name).join(' ');
  if (wanted === 'agent') return agents.join(' ');
  if (wanted === 'folder') return '(__fish_complete_directories (commandline -ct))';
  return wanted === 'action' ? '(__fleetspec_actions)' : '(__fleetspec_inputs)';
}
